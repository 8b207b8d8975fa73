"""Stage study: reads of the library. A viewer in, items out; nothing here knows who studied what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from redcloud.apps.people.access import NotVisible, Viewer, library_edited_by
from redcloud.apps.people.models import Organisation
from redcloud.apps.study.models import Item, ItemState
from redcloud.apps.study.queries.marks import marks_of
from redcloud.apps.topics.models import Topic
from redcloud.apps.topics.queries import topics_for

SHELF = 20
"""Items on a page of the library."""


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader looks for in the library; empty fields do not narrow."""

    words: str = ""
    topic: str = ""


def _root_of(viewer: Viewer) -> int:
    if viewer.user_id is None or viewer.root_id is None:
        raise NotVisible
    return viewer.root_id


def published_in(root_id: int) -> QuerySet[Item]:
    """Published items of a root, newest first, with their topics."""
    found = Item.objects.filter(root_id=root_id, state=ItemState.PUBLISHED)
    return found.select_related("root").prefetch_related("topics").order_by("-published_on", "-id")


def items_visible_to(viewer: Viewer, search: Search | None = None) -> QuerySet[Item]:
    """The library of the viewer's organisation, narrowed by words (all must occur) and topic.

    Raises
    ------
    NotVisible
        For somebody who is not signed in or belongs to no organisation.
    """
    found = published_in(_root_of(viewer))
    search = search or Search()
    if search.topic:
        found = found.filter(topics__code=search.topic)
    for word in search.words.split()[:6]:
        found = found.filter(Q(title__icontains=word) | Q(title_en__icontains=word) | Q(text__icontains=word))
    return found


def item_visible_to(viewer: Viewer, uid: UUID) -> Item:
    """One published item of the viewer's organisation; an editor of it also opens the others.

    Raises
    ------
    NotVisible
    """
    item = (
        Item.objects.filter(uid=uid, root_id=_root_of(viewer))
        .select_related("root")
        .prefetch_related("topics")
        .first()
    )
    if item is None or not (item.is_published or _edits(viewer, item.root_id)):
        raise NotVisible
    return item


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """An item in the library's list, with the reader's own mark."""

    item: Item
    topics: list[str]
    is_done: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of the library as its reader sees it."""

    lines: list[ShelfLine]
    topics: list[Topic]
    page: Page[Item]


def shelf_for(viewer: Viewer, search: Search, page: int = 1) -> Shelf:
    """One page of the library, with the reader's own marks where the reader is a member.

    Raises
    ------
    NotVisible
        For somebody who is not signed in or belongs to no organisation.
    """
    found = Paginator(items_visible_to(viewer, search), SHELF).get_page(page)
    items = list(found)
    done: Collection[UUID] = ()
    if viewer.member_id is not None and items:
        done = marks_of(viewer.member_id, items[0].root).done
    lines = [ShelfLine(i, [topic.name for topic in i.topics.all()], i.uid in done) for i in items]
    return Shelf(lines, topics_in_library(viewer), found)


def topics_in_library(viewer: Viewer) -> list[Topic]:
    """Topics that the viewer's library has at least one published item of.

    Raises
    ------
    NotVisible
    """
    root_id = _root_of(viewer)
    used = Item.topics.through.objects.filter(item__root_id=root_id, item__state=ItemState.PUBLISHED)
    return list(topics_for(root_id).filter(pk__in=used.values("topic_id")))


def library_for(viewer: Viewer, state: str = "", words: str = "") -> tuple[Organisation, QuerySet[Item]]:
    """The root and all its items, for its editors.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer)
    found = Item.objects.filter(root=root).prefetch_related("topics").order_by("-updated_at", "-id")
    if state in ItemState.values:
        found = found.filter(state=state)
    if words:
        found = found.filter(Q(title__icontains=words) | Q(title_en__icontains=words))
    return root, found


def item_edited_by(viewer: Viewer, uid: UUID) -> Item:
    """An item of a root that the viewer edits.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer)
    item = Item.objects.filter(uid=uid, root=root).select_related("root").prefetch_related("topics").first()
    if item is None:
        raise NotVisible
    return item


def _edits(viewer: Viewer, root_id: int) -> bool:
    try:
        library_edited_by(viewer, root_id)
    except NotVisible:
        return False
    return True
