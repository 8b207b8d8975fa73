"""Stage study: the units of a package as one member sees them. A viewer and an item in, lines of a page out.

What somebody began and finished is read from their own records, for their own eyes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import get_language

from redcloud.apps.people.access import Viewer
from redcloud.apps.study.models import Item, PackageVersion, Registration
from redcloud.apps.study.packages.wording import MOVE_ON_WORDS
from redcloud.apps.study.queries.launches import verbs_by_unit
from redcloud.apps.study.queries.packages import package_of_item
from redcloud.engine.study.packages import Block, Structure, Unit, worded
from redcloud.engine.study.packages.moveon import is_over
from redcloud.engine.study.packages.structure import Words

State = Literal["new", "begun", "done"]


@dataclass(frozen=True, slots=True)
class Told:
    """A text of a package in the language that fits the page best, and which that is."""

    language: str
    text: str


def told(words: Words) -> Told:
    """Return a text of a package for the page."""
    return Told(*worded(words, get_language() or "zh-hans"))


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit, where its viewer stands with it, and the blocks that begin with it."""

    unit: Unit
    state: State
    headings: list[Told]

    @property
    def title(self) -> Told:
        """What it is called."""
        return told(self.unit.title)

    @property
    def description(self) -> Told | None:
        """What it is about; nothing where that says no more than its title."""
        found = told(self.unit.description)
        return None if found.text in ("", self.title.text) else found

    @property
    def criterion(self) -> Promise:
        """When it counts as satisfied."""
        return MOVE_ON_WORDS[self.unit.move_on]


@dataclass(frozen=True, slots=True)
class PackageView:
    """A package as its reader sees it.

    ``next_up``: the unit to go on with. ``has_newer``: the reader goes through an earlier version.
    """

    version: PackageVersion
    course: Structure
    lines: list[UnitLine]
    next_up: Unit | None
    has_newer: bool

    @property
    def done(self) -> int:
        """How many units are done."""
        return sum(line.state == "done" for line in self.lines)

    @property
    def begun(self) -> bool:
        """Whether any unit was opened."""
        return any(line.state != "new" for line in self.lines)


def package_view(viewer: Viewer, item: Item) -> PackageView | None:
    """Return the package of an item that the viewer may open; None where it has none."""
    package = package_of_item(item)
    if package is None or package.current is None:
        return None
    own = _own(viewer, item)
    version = own.version if own is not None else package.current
    course = version.course
    verbs = verbs_by_unit(own, course) if own is not None else {}
    lines = unit_lines(course, verbs)
    waiting = [line.unit for line in lines if line.state != "done"]
    begun = [line.unit for line in lines if line.state == "begun"]
    next_up = next(iter(begun or waiting), None)
    return PackageView(version, course, lines, next_up, version.pk != package.current.pk)


def _own(viewer: Viewer, item: Item) -> Registration | None:
    """The viewer's way through the package: the latest, where a newer version was begun."""
    if viewer.member_id is None:
        return None
    found = Registration.objects.filter(account__member=viewer.member_id, account__package__item=item)
    return found.select_related("version__package__item__root").order_by("-pk").first()


def unit_lines(course: Structure, verbs: Mapping[str, Collection[str]]) -> list[UnitLine]:
    """Return the units of a course in their order, with the blocks that begin before each.

    Parameters
    ----------
    verbs : by which verbs each unit spoke of itself, by the publisher's id.
    """
    lines: list[UnitLine] = []
    before: tuple[Block, ...] = ()
    for unit, above in course.placed():
        begin = [told(block.title) for at, block in enumerate(above) if above[: at + 1] != before[: at + 1]]
        before = above
        lines.append(UnitLine(unit, _state(unit, verbs.get(unit.id, ())), begin))
    return lines


def _state(unit: Unit, verbs: Collection[str]) -> State:
    if is_over(unit.move_on, verbs):
        return "done"
    return "begun" if verbs else "new"
