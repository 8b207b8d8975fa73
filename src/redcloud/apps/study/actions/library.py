"""Stage study: writes of the library. An editor's words in, items out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, OrganisationKind, User
from redcloud.apps.study.actions.course_files import import_course, quiz_in
from redcloud.apps.study.actions.files import add_file
from redcloud.apps.study.actions.packages import add_version
from redcloud.apps.study.actions.versions import write_quiz
from redcloud.apps.study.drafts import PLAIN_FIELDS, Draft, content_of, draft_of
from redcloud.apps.study.models import Item, ItemState, ItemVersion, VersionState
from redcloud.apps.study.search import index
from redcloud.apps.topics.models import Topic
from redcloud.apps.topics.queries import topics_for


@transaction.atomic
def make_item(*, actor: User | None, root: Organisation, draft: Draft, slug: str = "") -> Item:
    """Add a draft to a root's library.

    Raises
    ------
    ValidationError
        If a field is missing or wrong; keyed by field.
    """
    item = Item(root=root, slug=slug, made_by=actor)
    _write(actor, item, draft)
    record(actor=actor, action="study.make_item", target=item, organisation=root)
    return item


@transaction.atomic
def change_item(*, actor: User | None, item: Item, draft: Draft) -> Item:
    """Change an item; what was published stays published, and its earlier version is kept.

    Raises
    ------
    ValidationError
        If a field is missing or wrong; keyed by field.
    """
    _keep(item, draft)
    _write(actor, item, draft)
    record(actor=actor, action="study.change_item", target=item, organisation=item.root)
    return item


@transaction.atomic
def publish_item(*, actor: User | None, item: Item, on: date | None = None) -> Item:
    """Let members find the item. Its first day of publication stays.

    Raises
    ------
    ValidationError
        If the item has no topic: nothing could say whom it fits.
    """
    if not item.topics.exists():
        raise ValidationError({"topics": _("发布前请至少选一个主题。")})
    item.state = ItemState.PUBLISHED
    item.published_on = item.published_on or on or timezone.localdate()
    item.save(update_fields=["state", "published_on"])
    record(actor=actor, action="study.publish_item", target=item, organisation=item.root)
    return item


@transaction.atomic
def archive_item(*, actor: User | None, item: Item) -> Item:
    """Take the item off the shelves. Who finished it keeps the record."""
    item.state = ItemState.ARCHIVED
    item.save(update_fields=["state"])
    record(actor=actor, action="study.archive_item", target=item, organisation=item.root)
    return item


@dataclass(frozen=True, slots=True)
class BadFile:
    """A file that could not be imported: its name, and what to mend."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, by file."""

    made: int
    changed: int
    bad: list[BadFile]


def import_markdown(*, actor: User | None, root: Organisation, path: Path) -> Imported:
    """Import a Markdown file or a folder of them into a root's library, published.

    Each file starts with a front matter of ``key: value`` lines between two ``---`` lines: slug,
    title, topics (codes with commas), minutes, and optionally title_en, licence, language, link,
    published. A quiz may follow the text (engine.study.quizzes.writing says how). A file with ``parts``
    (slugs of items, with commas) is a course. A second import of a slug updates it. A bad file is left
    out and named.
    """
    files = sorted(path.rglob("*.md"), key=_items_first) if path.is_dir() else [path]
    topics = {topic.code: topic for topic in topics_for(root.pk)}
    made = changed = 0
    bad: list[BadFile] = []
    for file in files:
        try:
            is_new = _import_file(actor, root, file, topics)
        except ValidationError as wrong:
            bad.append(BadFile(file.name, " ".join(wrong.messages)))
        else:
            made, changed = made + is_new, changed + (not is_new)
    return Imported(made, changed, bad)


@transaction.atomic
def _import_file(actor: User | None, root: Organisation, file: Path, topics: dict[str, Topic]) -> bool:
    head, text = _front_matter(file.read_text(encoding="utf-8"))
    codes = [code.strip() for code in head.get("topics", "").split(",") if code.strip()]
    unknown = sorted(set(codes) - topics.keys())
    if unknown:
        raise ValidationError(_("没有这些主题：%(codes)s") % {"codes": ", ".join(unknown)})
    slug, on = head.get("slug", "") or file.stem, _day(head.get("published", ""))
    named = tuple(topics[code] for code in codes)
    if "parts" in head:
        return import_course(actor=actor, root=root, slug=slug, head=head, text=text, topics=named, on=on)[1]
    text, questions = quiz_in(text)
    if not head.get("minutes", "").isdigit():
        raise ValidationError(_("minutes 要写成整数。"))
    draft = Draft(
        title=head.get("title", ""),
        title_en=head.get("title_en", ""),
        text=text,
        minutes=int(head["minutes"]),
        topics=named,
        link=head.get("link", ""),
        licence=head.get("licence", "CC BY 4.0"),
        language=head.get("language", ""),
    )
    item = Item.objects.filter(root=root, slug=slug).first()
    found = change_item(actor=actor, item=item, draft=draft) if item else None
    found = found or make_item(actor=actor, root=root, draft=draft, slug=slug)
    publish_item(actor=actor, item=found, on=on)
    if questions:
        write_quiz(actor=actor, of=found, questions=questions)
    return item is None


def _items_first(file: Path) -> tuple[bool, Path]:
    """Courses come after the items that they are made of."""
    try:
        head, _text = _front_matter(file.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError):
        return False, file
    return "parts" in head, file


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].strip() != "---" or "---" not in [line.strip() for line in lines[1:]]:
        raise ValidationError(_("文件开头要有两行 --- 之间的说明。"))
    end = [line.strip() for line in lines[1:]].index("---") + 1
    head = dict(_pair(line) for line in lines[1:end] if ":" in line)
    return head, "\n".join(lines[end + 1 :]).strip() + "\n"


def _pair(line: str) -> tuple[str, str]:
    key, _colon, value = line.partition(":")
    return key.strip(), value.strip().strip('"')


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise ValidationError(_("published 要写成 2026-01-31 这样的日期。")) from wrong


def check_draft(actor: User | None, item: Item, draft: Draft, *, waiting: bool = False) -> None:
    """Judge a draft for an item that stays as it is; a file of it waits with it.

    Raises
    ------
    ValidationError
    """
    _fill(item, draft)
    if draft.file is not None:
        add_file(actor=actor, item=item, file=draft.file, waiting=waiting)
    if draft.package is not None:
        add_version(actor=actor, item=item, unpacked=draft.package, waiting=waiting)
    item.refresh_from_db()


def _fill(item: Item, draft: Draft) -> None:
    """Put what was entered into an item that is not stored yet."""
    for name in PLAIN_FIELDS:
        setattr(item, name, getattr(draft, name))
    item.title, item.title_en, item.text = draft.title.strip(), draft.title_en.strip(), draft.clean_text
    item.language, item.expires_on = draft.spoken, draft.expires_on
    # The root itself needs no naming.
    item.owner = draft.owner if draft.owner and draft.owner.pk != item.root_id else None
    item.used_by = draft.used_by if draft.used_by and draft.used_by.pk != item.root_id else None
    item.full_clean()
    _check_topics(item, draft.topics)
    for name, place in (("owner", item.owner), ("used_by", item.used_by)):
        if place is not None and (place.root_id != item.root_id or place.kind != OrganisationKind.COMMITTEE):
            raise ValidationError({name: _("请选本组织的一个党委。")})


def _write(actor: User | None, item: Item, draft: Draft) -> None:
    _fill(item, draft)
    item.changed_by, item.updated_at = actor, timezone.now()
    item.save()
    item.topics.set(draft.topics)
    index(item)
    if draft.file is not None:
        add_file(actor=actor, item=item, file=draft.file)
    if draft.package is not None:
        add_version(actor=actor, item=item, unpacked=draft.package)


def _keep(item: Item, draft: Draft) -> None:
    """Keep what members could read until now, where it changes."""
    if item.published_on is None:
        return
    present = content_of(draft_of(item))
    if present != content_of(draft):
        ItemVersion.objects.create(
            item=item,
            state=VersionState.KEPT,
            content=present,
            made_by=item.changed_by,
            made_at=item.updated_at,
        )


def _check_topics(item: Item, topics: Iterable[Topic]) -> None:
    if any(topic.root_id not in (None, item.root_id) for topic in topics):
        raise ValidationError({"topics": _("请选本组织的主题。")})


def field_errors(wrong: ValidationError) -> dict[str, Any]:
    """Errors by field name, for a form; those of no field under ``__all__``."""
    return wrong.message_dict if hasattr(wrong, "error_dict") else {"__all__": wrong.messages}
