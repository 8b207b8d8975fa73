"""Web ui: a table whose numbers are also bars. In: names and counts. Out: rows for ``ui/bars.html``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 100
"""Width of the longest bar, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a name, its number, the length of its bar, and what else is said of it."""

    name: str
    number: int
    width: int
    note: str = ""
    url: str = ""
    zh: bool = False


def widths_of(numbers: Sequence[int]) -> list[int]:
    """Return the length of each bar: the greatest number is ``LONGEST``, zero is nothing."""
    greatest = max(numbers, default=0)
    return [max(1, round(LONGEST * number / greatest)) if number else 0 for number in numbers]
