"""Stage study: reads of versions. An editor's viewer in, what changed when and by whom out."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.access import Viewer
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.drafts import Draft, content_of, draft_from, draft_of
from redcloud.apps.study.models import ContentLanguage, Item, ItemVersion, Licence, VersionState
from redcloud.apps.study.queries.library import item_edited_by
from redcloud.apps.topics.queries import topics_by_code

MOST_VERSIONS = 50
_AROUND = 1
FIELD_NAMES: Mapping[str, str | Promise] = {
    "title": _("标题"),
    "title_en": _("英文标题"),
    "minutes": _("读完大约几分钟"),
    "topics": _("主题"),
    "link": _("链接"),
    "licence": _("授权"),
    "language": _("正文语言"),
    "expires_on": _("到期日"),
    "owner": _("负责的组织"),
    "used_by": _("谁可以用"),
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that changed: its name, what stood there, what stands there then."""

    name: str | Promise
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a text that changed: kept, taken out, put in, or a gap of unchanged lines."""

    sort: Literal["same", "out", "in", "gap"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A version of an item and what its editor changed in it, against the one before."""

    version_id: int | None
    state: str
    by: str
    at: datetime
    note: str
    fields: list[FieldChange]
    lines: list[TextLine]


@dataclass(frozen=True, slots=True)
class History:
    """What waits for an item, if anything, and its versions with the present one first."""

    item: Item
    waiting: Change | None
    declined: Change | None
    own: bool
    changes: list[Change]


def open_proposal(item: Item) -> ItemVersion | None:
    """What waits for a second editor."""
    return (
        ItemVersion.objects.filter(item=item, state=VersionState.PROPOSED).select_related("made_by").first()
    )


def newest_draft(item: Item) -> Draft:
    """What an editor goes on with: what waits for review, else the item as it is."""
    proposal = open_proposal(item)
    return draft_from(item.root, proposal.content) if proposal else draft_of(item)


def history_for(viewer: Viewer, uid: UUID) -> History:
    """The versions of an item, for its editors.

    Raises
    ------
    NotVisible
    """
    item = item_edited_by(viewer, uid)
    stored = item.versions.select_related("made_by__member").order_by("-pk")[:MOST_VERSIONS]
    words = _Words(item)
    now = content_of(draft_of(item))
    kept = [version for version in stored if version.state == VersionState.KEPT]
    waiting = next((version for version in stored if version.state == VersionState.PROPOSED), None)
    last = next(iter(stored), None)
    declined = last if last and last.state == VersionState.DECLINED else None
    present = Change(
        None, "now", name_of(item.changed_by), item.updated_at, "",
        *words.between(kept[0].content if kept else None, now),
    )  # fmt: skip
    earlier = [
        words.change(version, kept[at + 1].content if at + 1 < len(kept) else None)
        for at, version in enumerate(kept)
    ]
    return History(
        item,
        words.change(waiting, now) if waiting else None,
        words.change(declined, now) if declined else None,
        bool(waiting and waiting.made_by_id == viewer.user_id),
        [present, *earlier],
    )


def name_of(user: User | None) -> str:
    """The name of an editor: a member's own, else the account's; empty for the system."""
    if user is None:
        return ""
    member = getattr(user, "member", None)
    return str(member.name) if member else user.username


class _Words:
    """Says contents of versions in the words of the page."""

    def __init__(self, item: Item) -> None:
        self._topics = topics_by_code(item.root_id)
        self._root_id = item.root_id

    def change(self, version: ItemVersion, before: dict[str, Any] | None) -> Change:
        fields, lines = self.between(before, version.content)
        return Change(
            version.pk, version.state, name_of(version.made_by), version.made_at, version.note, fields, lines
        )

    def between(
        self, before: dict[str, Any] | None, after: dict[str, Any]
    ) -> tuple[list[FieldChange], list[TextLine]]:
        """What changed; nothing for the first version of all."""
        if before is None:
            return [], []
        fields = [
            FieldChange(said, self._said(name, before[name]), self._said(name, after[name]))
            for name, said in FIELD_NAMES.items()
            if before[name] != after[name]
        ]
        return fields, list(changed_lines(before["text"], after["text"]))

    def _said(self, name: str, value: Any) -> str:
        if name == "topics":
            return "、".join(str(self._topics[code].name) if code in self._topics else code for code in value)
        if name in ("owner", "used_by"):
            place = Organisation.objects.filter(pk=value or self._root_id).first()
            return place.name if place else ""
        if name == "licence" and value in Licence.values:
            return str(Licence(value).label)
        if name == "language" and value in ContentLanguage.values:
            return str(ContentLanguage(value).label)
        return str(value)


def changed_lines(before: str, after: str) -> Iterator[TextLine]:
    """Lines taken out and put in, each with a neighbour; what lies between is a gap.

    Examples
    --------
    >>> [(line.sort, line.text) for line in changed_lines("一\\n二\\n", "一\\n三\\n")]
    [('same', '一'), ('out', '二'), ('in', '三')]
    """
    olds, news = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, olds, news, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        if number or group[0][1] > 0:
            yield TextLine("gap", "")
        for tag, since, until, start, end in group:
            if tag == "equal":
                yield from (TextLine("same", line) for line in olds[since:until])
                continue
            yield from (TextLine("out", line) for line in olds[since:until])
            yield from (TextLine("in", line) for line in news[start:end])
