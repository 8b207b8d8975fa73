"""Stage study: what a cmi5 course structure says. Plain values; to JSON and back, as a version keeps it.

Sections are those of cmi5 (Quartz, 1st edition), chapter 13.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, get_args
from urllib.parse import urlsplit

from redcloud.engine.records.languages import chosen_tag

MoveOn = Literal["Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable"]
LaunchMethod = Literal["OwnWindow", "AnyWindow"]
MOVE_ON: tuple[MoveOn, ...] = get_args(MoveOn)
LAUNCH_METHODS: tuple[LaunchMethod, ...] = get_args(LaunchMethod)

UNKNOWN: Final = "und"
Words = Mapping[str, str]
"""A text in some languages, by tag of RFC 5646; "und" where the package names no language."""


def worded(words: Words, language: str) -> tuple[str, str]:
    """Return a text in the language that fits best, else in the first, with its tag; empty without any.

    Examples
    --------
    >>> worded({"en-US": "Geology", "de": "Geologie"}, "zh-hans")
    ('en-US', 'Geology')
    """
    tag = chosen_tag(words, [language.lower(), language.lower().partition("-")[0]])
    return (tag, words[tag]) if tag is not None else (UNKNOWN, "")


def said(words: Words, language: str) -> str:
    """Return the text alone."""
    return worded(words, language)[1]


@dataclass(frozen=True, slots=True)
class Unit:
    """An assignable unit (13.1.4): what is launched, and when it counts as satisfied."""

    id: str
    title: Words
    description: Words
    url: str
    move_on: MoveOn = "NotApplicable"
    launch_method: LaunchMethod = "AnyWindow"
    mastery: float | None = None
    activity_type: str = ""
    launch_parameters: str | None = None
    entitlement_key: str | None = None

    @property
    def host(self) -> str:
        """The host that a unit comes from when it is not in the package; empty when it is."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True, slots=True)
class Block:
    """A group of units and of other blocks (13.1.2), in their order."""

    id: str
    title: Words
    description: Words
    parts: tuple[Unit | Block, ...]


Part = Unit | Block


@dataclass(frozen=True, slots=True)
class Structure:
    """A course (13.1.1): its parts in their order, which is the order in which they are offered."""

    id: str
    title: Words
    description: Words
    parts: tuple[Part, ...]

    @property
    def units(self) -> list[Unit]:
        """Every unit, in order."""
        return [unit for unit, _above in self.placed()]

    def placed(self) -> Iterator[tuple[Unit, tuple[Block, ...]]]:
        """Every unit with the blocks that it stands in, the outermost first."""
        waiting: list[tuple[Part, tuple[Block, ...]]] = [(part, ()) for part in reversed(self.parts)]
        while waiting:
            part, above = waiting.pop()
            if isinstance(part, Unit):
                yield part, above
            else:
                waiting += [(child, (*above, part)) for child in reversed(part.parts)]

    def unit(self, publisher_id: str) -> Unit | None:
        """The unit of an id of the package."""
        return next((unit for unit in self.units if unit.id == publisher_id), None)

    @property
    def says_when_done(self) -> bool:
        """Whether anything that a learner does makes a difference; else it is satisfied from the start."""
        return any(unit.move_on != "NotApplicable" for unit in self.units)

    @property
    def hosts(self) -> list[str]:
        """Hosts that units come from, each once, in their order."""
        return list(dict.fromkeys(unit.host for unit in self.units if unit.host))


def to_json(structure: Structure) -> dict[str, Any]:
    """Return a structure as values that JSON knows."""
    return {**_head(structure), "parts": [_part_to_json(part) for part in structure.parts]}


def _head(thing: Structure | Block) -> dict[str, Any]:
    return {"id": thing.id, "title": dict(thing.title), "description": dict(thing.description)}


def _part_to_json(part: Part) -> dict[str, Any]:
    if isinstance(part, Block):
        return {**_head(part), "parts": [_part_to_json(child) for child in part.parts]}
    return asdict(part)


def from_json(value: Mapping[str, Any]) -> Structure:
    """Return the structure that `to_json` wrote."""
    return Structure(**{**value, "parts": tuple(_part_from_json(part) for part in value["parts"])})


def _part_from_json(value: Mapping[str, Any]) -> Part:
    if "parts" in value:
        return Block(**{**value, "parts": tuple(_part_from_json(part) for part in value["parts"])})
    return Unit(**value)
