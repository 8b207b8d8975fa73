"""Stage needs. Places as somebody writes or pastes them: lines of text in, names out.

One place a line: ``name, branch`` or ``district, name, branch``, parted by commas or a spreadsheet's tabs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_PARTED: Final = re.compile(r"[\t,，;；]")
_WITH_DISTRICT: Final = 3
_WITHOUT: Final = 2
LONGEST_NAME: Final = 120
# What a village's or a community's branch is called after.
_NAMED_AFTER_PLACE: Final = re.compile(r"^(.*(?:村|社区|小区|街道|街|镇|乡))(?:党支部|支部|党总支)$")


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One line that names a place and the branch to which its needs go."""

    number: int
    district: str
    name: str
    branch: str


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line that cannot be used, as it was written; ``code`` says why."""

    number: int
    text: str
    code: str


def read_places(text: str) -> tuple[list[PlaceLine], list[WrongLine]]:
    """Read places from text, empty lines left out.

    Returns
    -------
    Lines that are well formed, and those that are not (``parts`` or ``long``).
    """
    good: list[PlaceLine] = []
    wrong: list[WrongLine] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        parts = [part.strip() for part in _PARTED.split(line.strip())]
        if len(parts) not in (_WITHOUT, _WITH_DISTRICT) or not all(parts):
            wrong.append(WrongLine(number, line.strip(), "parts"))
        elif any(len(part) > LONGEST_NAME for part in parts[:-1]):
            wrong.append(WrongLine(number, line.strip(), "long"))
        else:
            district = parts[0] if len(parts) == _WITH_DISTRICT else ""
            good.append(PlaceLine(number, district, parts[-2], parts[-1]))
    return good, wrong


def place_of_branch(branch: str) -> str:
    """Return the village, community or street that a branch is called after; empty where it is none."""
    found = _NAMED_AFTER_PLACE.match(branch)
    return found.group(1) if found else ""
