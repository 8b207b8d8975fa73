"""Stage study: reads of what organisations above ask branches to study. Public within the root."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from redcloud.apps.people.access import NotVisible, Viewer, library_edited_by, organisation_overseen_by
from redcloud.apps.people.models import BRANCH_KINDS, Organisation, Role
from redcloud.apps.study.models import Course, CourseAsk, Item, ItemState, StudyAsk
from redcloud.apps.study.queries.course_shapes import shapes_in
from redcloud.apps.study.queries.library import published_in, searched
from redcloud.apps.study.queries.places import places_on
from redcloud.apps.study.search import find

MOST_OPEN = 6
"""So many proposals of one organisation may be open at a time: more would fill the branches' sessions."""
MOST_OFFERED = 40
"""Items that are offered at a time: the newest, or those that have the words."""


def asks_of(branch: Organisation, today: date) -> list[StudyAsk]:
    """What organisations above a branch ask it to study and has not run out, the soonest day first."""
    above = [int(part) for part in branch.path.strip("/").split("/")[:-1]]
    found = StudyAsk.objects.filter(sender__in=above, withdrawn_at=None, by_day__gte=today)
    return list(found.select_related("item", "sender").order_by("by_day", "pk"))


def course_asks_of(branch: Organisation, today: date) -> list[CourseAsk]:
    """What courses organisations above a branch propose, the soonest day first."""
    above = [int(part) for part in branch.path.strip("/").split("/")[:-1]]
    found = CourseAsk.objects.filter(
        sender__in=above, withdrawn_at=None, by_day__gte=today, course__state=ItemState.PUBLISHED
    )
    asks = found.select_related("course", "sender").prefetch_related("course__parts")
    return list(asks.order_by("by_day", "pk"))


@dataclass(frozen=True, slots=True)
class AskPage:
    """What an organisation proposes to study, and what it may propose: some of it, where there is much."""

    organisation: Organisation
    asks: list[StudyAsk]
    items: list[Item]
    course_asks: list[CourseAsk]
    courses: list[Course]
    branches: int
    room: int


def asking_organisation(viewer: Viewer, organisation_id: int) -> Organisation:
    """An organisation above branches, for its officers; a root for its editors too.

    Raises
    ------
    NotVisible
    """
    if viewer.holds(Role.EDITOR):
        try:
            return library_edited_by(viewer, organisation_id)
        except NotVisible:
            pass
    found = organisation_overseen_by(viewer, organisation_id)
    if found.kind in BRANCH_KINDS:
        raise NotVisible
    return found


def ask_page(viewer: Viewer, organisation_id: int, today: date, words: str = "") -> AskPage:
    """What stands, and what can be proposed: the newest, or best first where words are looked for.

    Raises
    ------
    NotVisible
    """
    organisation = asking_organisation(viewer, organisation_id)
    asks = list(
        StudyAsk.objects.filter(sender=organisation, withdrawn_at=None, by_day__gte=today)
        .select_related("item")
        .order_by("by_day", "pk")
    )
    root_id = organisation.root_id or organisation.pk
    mine = published_in(root_id, places_on(organisation)).exclude(pk__in=[ask.item_id for ask in asks])
    items = list(searched(mine, root_id, words, 1, MOST_OFFERED)[0])
    of_courses = CourseAsk.objects.filter(sender=organisation, withdrawn_at=None, by_day__gte=today)
    course_asks = list(of_courses.select_related("course").order_by("by_day", "pk"))
    proposed = {ask.course_id for ask in course_asks}
    courses = [one for one in _courses_for(organisation) if one.pk not in proposed]
    if words:
        keys = find(Course.objects.filter(pk__in=[one.pk for one in courses]), root_id, words).keys
        courses = sorted((one for one in courses if one.pk in keys), key=lambda one: keys.index(one.pk))
    under = Organisation.objects.filter(path__startswith=organisation.path, kind__in=BRANCH_KINDS)
    room = max(0, MOST_OPEN - len(asks) - len(course_asks))
    return AskPage(organisation, asks, items, course_asks, courses, under.count(), room)


def can_be_proposed(organisation: Organisation, thing: Item | Course, today: date) -> bool:
    """Whether a thing is in what an organisation's members may use, and not proposed by it already."""
    open_asks = {"sender": organisation, "withdrawn_at": None, "by_day__gte": today}
    if isinstance(thing, Item):
        mine = published_in(organisation.root_id or organisation.pk, places_on(organisation))
        standing = StudyAsk.objects.filter(item=thing, **open_asks).exists()
        return not standing and mine.filter(pk=thing.pk).exists()
    standing = CourseAsk.objects.filter(course=thing, **open_asks).exists()
    return not standing and thing in _courses_for(organisation)


def _courses_for(organisation: Organisation) -> list[Course]:
    shapes = shapes_in(organisation.root_id or organisation.pk, places_on(organisation))
    return [shape.course for shape in shapes]
