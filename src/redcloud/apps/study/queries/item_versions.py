"""Stage study: reads of versions. An editor's viewer in, what changed when and by whom out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from redcloud.apps.people.access import Viewer
from redcloud.apps.study.drafts import Draft, content_of, draft_from, draft_of
from redcloud.apps.study.models import Item, ItemVersion, VersionState
from redcloud.apps.study.queries.changes import MOST_VERSIONS, Change, Words, name_of
from redcloud.apps.study.queries.library import item_edited_by


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
    words = Words(item.root_id)
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
        _change(words, version, kept[at + 1].content if at + 1 < len(kept) else None)
        for at, version in enumerate(kept)
    ]
    return History(
        item,
        _change(words, waiting, now) if waiting else None,
        _change(words, declined, now) if declined else None,
        bool(waiting and waiting.made_by_id == viewer.user_id),
        [present, *earlier],
    )


def _change(words: Words, version: ItemVersion, before: dict[str, Any] | None) -> Change:
    fields, lines = words.between(before, version.content)
    return Change(
        version.pk, version.state, name_of(version.made_by), version.made_at, version.note, fields, lines
    )
