"""Stage study: writes of imports. A list in, items out, all of them or none; and one tap that takes it back.

Each item goes through ``save_item``: versions are kept, and what members would read waits for a second
editor where the root wants it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.actions.exchange import TeachingRefused, store_teaching, undo_teaching
from redcloud.apps.study.actions.files import add_file, drop_waiting, remove_file, restore_file
from redcloud.apps.study.actions.item_versions import Saved, save_item, withdraw
from redcloud.apps.study.actions.library import archive_item
from redcloud.apps.study.drafts import content_of, draft_from, draft_of
from redcloud.apps.study.keeping import KeptFile, forget, keep
from redcloud.apps.study.lists import Entry, ListPlan, Problem
from redcloud.apps.study.lists.attached import NewFile
from redcloud.apps.study.lists.meaning import spaced
from redcloud.apps.study.lists.problems import problem_of
from redcloud.apps.study.lists.source import Source
from redcloud.apps.study.models import Item, ItemFile, ItemState, LibraryImport
from redcloud.apps.study.queries.editing import review_rule
from redcloud.apps.study.queries.item_versions import open_proposal

Files = dict[tuple[str, str, str], KeptFile]
"""Files that are kept already: by the title of their item, their name and what they hold."""


@dataclass(frozen=True, slots=True)
class ListStored:
    """What an import did: new and changed items, and how many of them wait for a second editor."""

    new: int
    changed: int
    unchanged: int
    waits: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking an import back did; ``left``: changed by somebody since, and left alone."""

    put_back: int
    left: int
    waits: int


class ListRefused(Exception):  # noqa: N818 - it is an answer about a list
    """Nothing was stored: rows are wrong, or the library is not what the editor was shown."""

    def __init__(self, plan: ListPlan) -> None:
        super().__init__(len(plan.problems))
        self.plan = plan


def import_list(*, actor: User | None, root: Organisation, source: Source, shown: str = "") -> ListStored:
    """Store a whole list or folder, or nothing of it.

    Parameters
    ----------
    shown : the fingerprint of the plan that the editor agreed to; empty for no such promise.

    Raises
    ------
    ListRefused
        If a row is wrong, or the library has changed since the plan was shown.
    """
    files = _kept(root, source, shown) if source.files else {}
    nobodys = list(files.values())
    try:
        stored = _import(actor, root, source, shown, files)
        nobodys = list(files.values())
    finally:
        forget(nobodys)  # rows are rolled back; octets are not
    return stored


def _kept(root: Organisation, source: Source, shown: str) -> Files:
    """Keep the files that will be attached, before the transaction: nobody waits while they go to a store."""
    plan = source.plan(root)
    files: Files = {}
    if plan.problems or (shown and shown != plan.fingerprint):
        return files  # refused in the transaction, which looks again
    try:
        for entry in plan.entries:
            for new in entry.files:
                files[_key(entry, new)] = _keep(plan, entry, new)
    except BaseException:
        forget(list(files.values()))
        raise
    return files


def _key(entry: Entry, new: NewFile) -> tuple[str, str, str]:
    return spaced(entry.draft.title), new.name, new.digest


def _keep(plan: ListPlan, entry: Entry, new: NewFile) -> KeptFile:
    try:
        return keep(File(BytesIO(new.stored.read()), new.name))
    except ValidationError as wrong:
        plan.problems.append(_problem(entry, wrong))
        raise ListRefused(plan) from wrong


@transaction.atomic
def _import(actor: User | None, root: Organisation, source: Source, shown: str, files: Files) -> ListStored:
    plan = source.plan(root)
    if plan.problems or (shown and shown != plan.fingerprint):
        raise ListRefused(plan)
    waits = 0
    kept: list[dict[str, Any]] = []
    for entry in plan.entries:
        try:
            saved, row = _store(actor, root, entry, files)
        except ValidationError as wrong:
            plan.problems.append(_problem(entry, wrong))
            raise ListRefused(plan) from wrong
        kept.append(row)
        waits += saved.waits if saved else 0
    taught = _taught(actor, root, plan, kept)
    if kept or taught[0]:
        keep_import(actor, root, kept, taught[0])
    new, changed = len(plan.new) + plan.teaching.new, len(plan.changed) + plan.teaching.changed
    return ListStored(new, changed, plan.unchanged + plan.teaching.unchanged, waits + taught[1])


def _taught(
    actor: User | None, root: Organisation, plan: ListPlan, kept: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], int]:
    """Store courses, quizzes and questions; what to keep of them, and how many wait."""
    keys = [row["item"] for row in kept if row["before"] is None]
    new = {spaced(item.title): item for item in Item.objects.filter(pk__in=keys).select_related("root")}
    try:
        return store_teaching(actor, root, plan.teaching, new)
    except TeachingRefused as wrong:
        plan.problems.append(Problem(wrong.sheet, wrong.line, "", wrong.value, wrong.reason))
        raise ListRefused(plan) from wrong


def _problem(entry: Entry, wrong: ValidationError) -> Problem:
    heading = entry.row.headings.get("title", "")
    return problem_of(entry.row, heading, entry.draft.title, " ".join(wrong.messages))


def _store(
    actor: User | None, root: Organisation, entry: Entry, files: Files
) -> tuple[Saved | None, dict[str, Any]]:
    """Store one item; what it was, for taking it back."""
    item, saved = entry.item, None
    before = content_of(draft_of(item)) if item else None
    stood = str(item.state) if item else ""
    publish = entry.state == ItemState.PUBLISHED and not (item and item.is_published)
    if item is not None and entry.state == ItemState.ARCHIVED and item.is_published:
        # First off the shelves: a change of what nobody can read waits for nobody.
        archive_item(actor=actor, item=item)
    looked_at = bool(entry.files and item and item.is_published and review_rule(root))
    if entry.content_changes or publish or looked_at:
        saved = save_item(actor=actor, root=root, draft=entry.draft, item=item, publish=publish)
        item = saved.item
    assert item is not None  # noqa: S101 - a new item's content changes
    if entry.state == ItemState.ARCHIVED and item.state != ItemState.ARCHIVED:
        archive_item(actor=actor, item=item)
    row = {
        "item": item.pk,
        "before": before,
        "after": content_of(entry.draft),
        "stood": stood,
        "state": entry.state,
        "files": _attach(
            actor, item, entry, files, waiting=bool(saved and saved.waits and item.is_published)
        ),
    }
    return saved, row


def _attach(
    actor: User | None, item: Item, entry: Entry, files: Files, waiting: bool
) -> list[dict[str, Any]]:
    """Attach an item's new files; which is which, for taking it back."""
    kept = []
    for new in entry.files:
        same = ItemFile.objects.filter(item=item, name=new.name, removed_at=None, waiting=waiting).first()
        # One that came into the plan since: the library has changed meanwhile.
        content = files.pop(_key(entry, new), None) or File(BytesIO(new.stored.read()), new.name)
        file = add_file(actor=actor, item=item, file=content, waiting=waiting)
        kept.append({"added": str(file.uid), "replaced": str(same.uid) if same else None})
    return kept


def keep_import(
    actor: User | None,
    root: Organisation,
    entries: list[dict[str, Any]],
    teaching: Sequence[dict[str, Any]] = (),
) -> LibraryImport:
    """Keep what an import changed; it takes the place of the one before."""
    LibraryImport.objects.filter(root=root).delete()
    kept = LibraryImport.objects.create(
        root=root, entries=entries, teaching=list(teaching), made_by=actor, made_at=timezone.now()
    )
    record(actor=actor, action="study.import_items", target=root, organisation=root)
    return kept


@transaction.atomic
def undo_import(*, actor: User | None, root: Organisation) -> Undone:
    """Take back the last import: new items go, changed ones say again what they said.

    What somebody changed since is left alone. What members would read waits for a second editor where
    the root wants it.

    Raises
    ------
    NotVisible
        If there is none.
    """
    last = LibraryImport.objects.select_for_update().filter(root=root).first()
    if last is None:
        raise NotVisible
    items = {item.pk: item for item in Item.objects.filter(pk__in=[row["item"] for row in last.entries])}
    put_back, left = undo_teaching(actor, root, last.teaching)
    waits = 0
    for row in reversed(last.entries):
        item = items.get(row["item"])
        done = _take_back(actor, item, row) if item else None
        left += done is None
        put_back += done is not None
        waits += bool(done)
    last.delete()
    record(actor=actor, action="study.undo_import", target=root, organisation=root)
    return Undone(put_back, left, waits)


def _take_back(actor: User | None, item: Item, row: dict[str, Any]) -> bool | None:
    """Put one item back; whether that waits for a second editor. None if somebody changed it since."""
    proposal = open_proposal(item)
    if proposal is not None and proposal.content != row["after"]:
        return None
    if proposal is not None:
        withdraw(item)
        drop_waiting(item)
        if item.is_published and content_of(draft_of(item)) == row["before"]:
            return False
    if content_of(draft_of(item)) != row["after"]:
        return None
    if row["before"] is None:
        _remove(actor, item, [file["added"] for file in row.get("files", ())])
        return False
    for file in row.get("files", ()):
        _detach(actor, item, file)
    draft = draft_from(item.root, row["before"])
    again = row["stood"] == ItemState.PUBLISHED and not item.is_published
    saved = None
    if row["before"] != row["after"] or again:
        saved = save_item(actor=actor, root=item.root, draft=draft, item=item, publish=again)
    if row["stood"] != ItemState.PUBLISHED and item.is_published:
        archive_item(actor=actor, item=item)
    return bool(saved and saved.waits)


def _detach(actor: User | None, item: Item, kept: dict[str, Any]) -> None:
    """Take a file off again, if it still is the one; the one before it comes back."""
    found = ItemFile.objects.filter(item=item, uid=kept["added"], removed_at=None).first()
    if found is None:
        return
    if kept["replaced"] and ItemFile.objects.filter(item=item, uid=kept["replaced"]).exists():
        restore_file(actor=actor, item=item, uid=UUID(kept["replaced"]))
    else:
        remove_file(actor=actor, item=item, uid=found.uid)


def _remove(actor: User | None, item: Item, imported: list[str]) -> None:
    """What was never on the shelves and has nothing of its own goes; else it is taken off them."""
    own = item.files.exclude(uid__in=imported).exists() or item.course_parts.exists() or hasattr(item, "quiz")
    if item.published_on is None and not own:
        record(actor=actor, action="study.remove_item", target=item, organisation=item.root)
        item.delete()
    elif item.state != ItemState.ARCHIVED:
        archive_item(actor=actor, item=item)
