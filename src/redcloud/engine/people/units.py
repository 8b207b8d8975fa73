"""Stage people: reads which unit a row belongs to. In: its cells. Out: the way from the root down."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from redcloud.engine.people.cells import BadCell, as_text
from redcloud.engine.people.shapes import Field, Unit, UnitKind
from redcloud.engine.people.sheets import Cell

MAX_DEPTH = 6
MAX_UNIT_NAME = 120
_STEPS = re.compile(r"\s*[/\\>→|›»]+\s*")
_ENDINGS: tuple[tuple[UnitKind, tuple[str, ...]], ...] = (
    ("group", ("党小组", "小组", " group")),
    ("joint_branch", ("联合党支部", "联合支部", "joint branch")),
    ("temporary_branch", ("临时党支部", "临时支部", "temporary branch")),
    ("general_branch", ("党总支", "总支", "党总支部", "总支部", "总支部委员会", "general branch")),
    ("branch", ("党支部", "支部", "支部委员会", " branch")),
    ("committee", ("党委", "党工委", "党组", "委员会", "工委", " committee")),
)
_IS_BRANCH: frozenset[UnitKind] = frozenset({"branch", "joint_branch", "temporary_branch"})


def kind_of(name: str) -> UnitKind | None:
    """Say what a unit is by the end of its name, or None where the name does not tell.

    Examples
    --------
    >>> kind_of("城关镇党委"), kind_of("离退休干部联合党支部"), kind_of("第三生产队")
    ('committee', 'joint_branch', None)
    """
    text = re.sub(r"\(.*?\)$", "", f" {name.casefold()}").rstrip()
    for kind, endings in _ENDINGS:
        if text.endswith(endings):
            return kind
    return None


def units_of(
    cells: dict[Field, Cell], root_name: str, own_words: Callable[[str], str] = str
) -> tuple[tuple[Unit, ...], str | None]:
    """Read the units that a row names, from one path column or from one column a level.

    Parameters
    ----------
    cells
        The row's cells by meaning; ``path``, the levels and ``group`` are read.
    root_name
        Name of the root organisation; a path may begin with it or not.
    own_words
        Reads a name in the product's words, so that its end tells the kind; the name stays as written.

    Returns
    -------
    tuple
        The units from below the root to the branch, and the group within the branch or None.

    Raises
    ------
    BadCell
        ``missing``, ``unit_too_deep``, ``unit_name_too_long`` or ``unit_not_a_branch``.
    """
    path = [step for step in _STEPS.split(as_text(cells.get("path", ""))) if step]
    group = as_text(cells.get("group", "")) or None
    units = [Unit(name, kind_of(own_words(name)) or "committee") for name in path[:-1]]
    if path:
        units.append(Unit(path[-1], kind_of(own_words(path[-1])) or "branch"))
    units += _levels(cells, own_words)
    if units and _same(units[0].name, root_name):
        units = units[1:]
    if units and units[-1].kind == "group":
        group = group or units[-1].name
        units = units[:-1]
    _check(units, group)
    return tuple(units), group


def _levels(cells: dict[Field, Cell], own_words: Callable[[str], str]) -> list[Unit]:
    units: list[Unit] = []
    levels: tuple[Literal["committee", "general_branch", "branch"], ...] = (
        "committee",
        "general_branch",
        "branch",
    )
    for level in levels:
        name = as_text(cells.get(level, ""))
        if name:
            told = kind_of(own_words(name))
            units.append(Unit(name, told if level == "branch" and told in _IS_BRANCH else level))
    return units


def _check(units: list[Unit], group: str | None) -> None:
    if not units:
        raise BadCell("missing")
    if len(units) > MAX_DEPTH:
        raise BadCell("unit_too_deep")
    if any(len(name) > MAX_UNIT_NAME for name in [*(unit.name for unit in units), group or ""]):
        raise BadCell("unit_name_too_long")
    if units[-1].kind not in _IS_BRANCH or any(unit.kind in _IS_BRANCH for unit in units[:-1]):
        raise BadCell("unit_not_a_branch")


def _same(one: str, other: str) -> bool:
    return same_name(one) == same_name(other)


@lru_cache(maxsize=20_000)
def same_name(name: str) -> str:
    """Fold a unit's name for comparison: width, case and spaces do not tell two units apart."""
    return "".join(as_text(name).casefold().split())
