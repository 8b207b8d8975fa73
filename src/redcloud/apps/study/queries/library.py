"""Stage study: reads of the library. A viewer in, items out; nothing here knows who studied what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from redcloud.apps.people.access import NotVisible, Viewer, library_edited_by
from redcloud.apps.people.models import Organisation
from redcloud.apps.study.models import ContentLanguage, Item, ItemState, ItemVersion, VersionState
from redcloud.apps.study.queries.doors import edits_library, root_of
from redcloud.apps.study.queries.marks import marks_of
from redcloud.apps.study.queries.places import places_of
from redcloud.apps.study.search import Found, find, marked, passage, text_of
from redcloud.apps.topics.models import Topic
from redcloud.apps.topics.queries import topics_for

SHELF = 20
"""Items on a page of the library."""
EXPIRES_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader looks for in the library; empty fields do not narrow."""

    words: str = ""
    topic: str = ""
    language: str = ""


def published_in(root_id: int, places: Collection[int] | None = None) -> QuerySet[Item]:
    """Published items of a root that have not expired, newest first, with their topics.

    Parameters
    ----------
    places : organisations to which somebody belongs, from a branch up to the root: only items that one of
        them may use. None is everything, for the engine and for editors.
    """
    found = Item.objects.filter(unexpired(), root_id=root_id, state=ItemState.PUBLISHED)
    if places is not None:
        found = found.filter(Q(used_by=None) | Q(used_by__in=places))
    found = found.select_related("root", "package").prefetch_related("topics")
    return found.order_by("-published_on", "-id")


def unexpired(prefix: str = "") -> Q:
    """Items whose last day, if they have one, is not over."""
    return Q(**{f"{prefix}expires_on": None}) | Q(**{f"{prefix}expires_on__gte": timezone.localdate()})


def may_use(viewer: Viewer, item: Item) -> bool:
    """Whether the item is for somebody who belongs where the viewer belongs."""
    return item.used_by_id is None or item.used_by_id in places_of(viewer)


def usable_by(viewer: Viewer, items: Iterable[Item]) -> list[Item]:
    """Those of some items that the viewer may use today; a query only where one is for a committee."""
    live = [item for item in items if item.is_live]
    if all(item.used_by_id is None for item in live):
        return live
    places = places_of(viewer)
    return [item for item in live if item.used_by_id is None or item.used_by_id in places]


def items_visible_to(viewer: Viewer, topic: str = "") -> QuerySet[Item]:
    """What the viewer may use of the library of the own organisation, newest first, narrowed by topic.

    Raises
    ------
    NotVisible
        For somebody who is not signed in or belongs to no organisation.
    """
    root_id = root_of(viewer)
    found = published_in(root_id, None if edits_library(viewer, root_id) else places_of(viewer))
    return found.filter(topics__code=topic) if topic else found


def item_visible_to(viewer: Viewer, uid: UUID) -> Item:
    """One item that the viewer may use today; an editor of it also opens the others.

    Raises
    ------
    NotVisible
    """
    item = (
        Item.objects.filter(uid=uid, root_id=root_of(viewer))
        .select_related("root")
        .prefetch_related("topics")
        .first()
    )
    if item is None:
        raise NotVisible
    if not ((item.is_live and may_use(viewer, item)) or edits_library(viewer, item.root_id)):
        raise NotVisible
    return item


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """An item in the library's list, with the reader's own mark; what was looked for is marked."""

    item: Item
    topics: list[str]
    is_done: bool
    title: SafeString
    passage: SafeString | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of the library as its reader sees it; ``near``: no item has all the words, these have some."""

    lines: list[ShelfLine]
    topics: list[Topic]
    page: Page[Any]
    near: bool
    topics_named: list[Topic]
    languages: list[str]


def shelf_for(viewer: Viewer, search: Search, page: int = 1) -> Shelf:
    """One page of the library: best first where words are looked for, else newest first.

    The reader's own marks stand beside it where the reader is a member.

    Raises
    ------
    NotVisible
        For somebody who is not signed in or belongs to no organisation.
    """
    root_id = root_of(viewer)
    mine = items_visible_to(viewer, search.topic)
    languages = sorted(set(mine.order_by().values_list("language", flat=True).distinct()), reverse=True)
    if search.language in ContentLanguage.values:
        mine = mine.filter(language=search.language)
    if search.words:
        mine = mine.select_related("package__current")
    shown, answer = searched(mine, root_id, search.words, page, SHELF)
    items = list(shown)
    done: Collection[UUID] = ()
    if viewer.member_id is not None and items:
        done = marks_of(viewer.member_id, items[0].root).done
    lines = [
        ShelfLine(
            item,
            [topic.name for topic in item.topics.all()],
            item.uid in done,
            marked(item.plain_title, answer.terms),
            passage(text_of(item), answer.terms) if answer.terms else None,
        )
        for item in items
    ]
    topics = topics_in_library(viewer)
    return Shelf(lines, topics, shown, answer.near, _named(topics, search), languages)


def searched(
    things: QuerySet[Any], root_id: int, words: str, page: int, size: int
) -> tuple[Page[Any], Found]:
    """One page of items, courses or questions: best first where there are words, else in their order."""
    if not words:
        return Paginator(things, size).get_page(page), Found([], ())
    answer = find(things, root_id, words)
    shown: Page[Any] = Paginator(answer.keys, size).get_page(page)
    by_key = things.in_bulk(list(shown.object_list))
    shown.object_list = [by_key[key] for key in shown.object_list if key in by_key]
    return shown, answer


def _named(topics: list[Topic], search: Search) -> list[Topic]:
    """Topics whose own name has what is looked for: another way to the same shelf."""
    words = search.words.casefold()
    return [topic for topic in topics if words and words in str(topic.name).casefold()]


def topics_in_library(viewer: Viewer) -> list[Topic]:
    """Topics that the viewer's library has at least one published item of.

    Raises
    ------
    NotVisible
    """
    root_id = root_of(viewer)
    used = Item.topics.through.objects.filter(
        unexpired("item__"), item__root_id=root_id, item__state=ItemState.PUBLISHED
    )
    return list(topics_for(root_id).filter(pk__in=used.values("topic_id")))


@dataclass(frozen=True, slots=True)
class EditorsShelf:
    """One page of a root's whole library, drafts included, for its editors.

    ``near``: no item has all the words, these have some. ``expiring``: how many expire within a month.
    """

    root: Organisation
    page: Page[Any]
    near: bool
    expiring: int


def library_for(
    viewer: Viewer, state: str = "", words: str = "", page: int = 1, size: int = SHELF, language: str = ""
) -> EditorsShelf:
    """One page of all items of the root: best first where there are words, else last changed first.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer)
    found = _of_editors(root, state, language).annotate(waits=Exists(_WAITING))
    shown, answer = searched(found, root.pk, words, page, size)
    return EditorsShelf(root, shown, answer.near, _expiring(Item.objects.filter(root=root)).count())


def _of_editors(root: Organisation, state: str, language: str = "") -> QuerySet[Item]:
    """All items of a root, drafts included, narrowed by state and language, last changed first."""
    found = Item.objects.filter(root=root).select_related("package").prefetch_related("topics")
    found = found.order_by("-updated_at", "-id")
    if language in ContentLanguage.values:
        found = found.filter(language=language)
    if state in ItemState.values:
        return found.filter(state=state)
    return _NARROWED[state](found) if state in _NARROWED else found


def whole_library_for(
    viewer: Viewer, state: str = "", words: str = "", language: str = ""
) -> tuple[Organisation, list[Item]]:
    """What ``library_for`` shows, on one page of any length: for a list that an editor takes along.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer)
    found = _of_editors(root, state, language).select_related("owner", "used_by")
    shown, _answer = searched(found, root.pk, words, 1, max(1, found.count()))
    return root, list(shown)


_WAITING = ItemVersion.objects.filter(item=OuterRef("pk"), state=VersionState.PROPOSED)


def _expiring(items: QuerySet[Item]) -> QuerySet[Item]:
    """Published items whose last day is near, the nearest first."""
    today = timezone.localdate()
    near = items.filter(state=ItemState.PUBLISHED, expires_on__range=(today, today + EXPIRES_SOON))
    return near.order_by("expires_on", "id")


def _expired(items: QuerySet[Item]) -> QuerySet[Item]:
    past = items.filter(state=ItemState.PUBLISHED, expires_on__lt=timezone.localdate())
    return past.order_by("-expires_on", "id")


_NARROWED: dict[str, Callable[[QuerySet[Item]], QuerySet[Item]]] = {
    "waiting": lambda items: items.filter(Exists(_WAITING)),
    "expiring": _expiring,
    "expired": _expired,
}


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
