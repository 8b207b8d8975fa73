"""Stage study: writes of imports. A list in, items out, all of them or none; and one tap that takes it back.

Each item goes through ``save_item``: versions are kept, and what members would read waits for a second
editor where the root wants it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.actions.item_versions import Saved, save_item, withdraw
from redcloud.apps.study.actions.library import archive_item
from redcloud.apps.study.drafts import content_of, draft_from, draft_of
from redcloud.apps.study.lists import Entry, ListPlan, Problem, plan_of
from redcloud.apps.study.lists.problems import problem_of
from redcloud.apps.study.models import Item, ItemState, LibraryImport
from redcloud.apps.study.queries.item_versions import open_proposal
from redcloud.engine.study.lists import ItemList


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


def import_list(*, actor: User | None, root: Organisation, read: ItemList, shown: str = "") -> ListStored:
    """Store a whole list, or nothing of it.

    Parameters
    ----------
    shown : the fingerprint of the plan that the editor agreed to; empty for no such promise.

    Raises
    ------
    ListRefused
        If a row is wrong, or the library has changed since the plan was shown.
    """
    with transaction.atomic():
        plan = plan_of(root, read)
        if plan.problems or (shown and shown != plan.fingerprint):
            raise ListRefused(plan)
        waits = 0
        kept: list[dict[str, Any]] = []
        for entry in plan.entries:
            try:
                saved, row = _store(actor, root, entry)
            except ValidationError as wrong:
                plan.problems.append(_problem(entry, wrong))
                raise ListRefused(plan) from wrong
            kept.append(row)
            waits += saved.waits if saved else 0
        if kept:
            keep_import(actor, root, kept)
    return ListStored(len(plan.new), len(plan.changed), plan.unchanged, waits)


def _problem(entry: Entry, wrong: ValidationError) -> Problem:
    heading = entry.row.headings.get("title", "")
    return problem_of(entry.row, heading, entry.draft.title, " ".join(wrong.messages))


def _store(actor: User | None, root: Organisation, entry: Entry) -> tuple[Saved | None, dict[str, Any]]:
    """Store one item; what it was, for taking it back."""
    item, saved = entry.item, None
    before = content_of(draft_of(item)) if item else None
    stood = str(item.state) if item else ""
    publish = entry.state == ItemState.PUBLISHED and not (item and item.is_published)
    if item is not None and entry.state == ItemState.ARCHIVED and item.is_published:
        # First off the shelves: a change of what nobody can read waits for nobody.
        archive_item(actor=actor, item=item)
    if entry.content_changes or publish:
        saved = save_item(actor=actor, root=root, draft=entry.draft, item=item, publish=publish)
        item = saved.item
    assert item is not None  # noqa: S101 - a new item's content changes
    if entry.state == ItemState.ARCHIVED and item.state != ItemState.ARCHIVED:
        archive_item(actor=actor, item=item)
    after = content_of(entry.draft)
    row = {"item": item.pk, "before": before, "after": after, "stood": stood, "state": entry.state}
    return saved, row


def keep_import(actor: User | None, root: Organisation, entries: list[dict[str, Any]]) -> LibraryImport:
    """Keep what an import changed; it takes the place of the one before."""
    LibraryImport.objects.filter(root=root).delete()
    kept = LibraryImport.objects.create(root=root, entries=entries, made_by=actor, made_at=timezone.now())
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
    put_back = left = waits = 0
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
        if item.is_published and content_of(draft_of(item)) == row["before"]:
            return False
    if content_of(draft_of(item)) != row["after"]:
        return None
    if row["before"] is None:
        _remove(actor, item)
        return False
    draft = draft_from(item.root, row["before"])
    again = row["stood"] == ItemState.PUBLISHED and not item.is_published
    saved = None
    if row["before"] != row["after"] or again:
        saved = save_item(actor=actor, root=item.root, draft=draft, item=item, publish=again)
    if row["stood"] != ItemState.PUBLISHED and item.is_published:
        archive_item(actor=actor, item=item)
    return bool(saved and saved.waits)


def _remove(actor: User | None, item: Item) -> None:
    """What was never on the shelves and has nothing of its own goes; else it is taken off them."""
    own = item.files.exists() or item.course_parts.exists() or hasattr(item, "quiz")
    if item.published_on is None and not own:
        record(actor=actor, action="study.remove_item", target=item, organisation=item.root)
        item.delete()
    elif item.state != ItemState.ARCHIVED:
        archive_item(actor=actor, item=item)
