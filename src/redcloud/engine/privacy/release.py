"""Stage portrait: CONTRIBUTED and PEOPLE of the branches in, RELEASED_FIGURES of a root out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa

from redcloud.engine.contracts import RELEASED_FIGURES, HiddenReason
from redcloud.engine.privacy.suppression import Suppression, is_decoy
from redcloud.engine.privacy.tree import Tree

DEFAULT_K: Final = 10
LEAST_K: Final = 5
AUDIT_REASONS: Final[tuple[HiddenReason, ...]] = ("too_few", "complementary", "all_or_none")


HiddenCells = Mapping[tuple[date, str], Set[int]]
"""Organisations hidden, by month and kind."""


class TooFewAllowed(ValueError):  # noqa: N818 - says what it is
    """A release was asked for with a minimum of contributors under ``LEAST_K``."""


@dataclass(frozen=True, slots=True)
class Price:
    """What protection cost one release.

    Attributes
    ----------
    cells
        Figures that stand or could stand in the release (organisations x months x kinds with a record).
    hidden
        How many of them are hidden, by reason. Told for the release as a whole: the reason of a single
        cell would itself say something about it.
    contributions, contributions_shown
        Member-months counted in the branches, and those of them that a shown branch figure contains.
    """

    cells: int
    hidden: dict[HiddenReason, int]
    contributions: int
    contributions_shown: int

    @property
    def hidden_cells(self) -> int:
        """All hidden cells."""
        return sum(self.hidden.values())


@dataclass(frozen=True, slots=True)
class Protected:
    """Figures as they are published (RELEASED_FIGURES) and what that cost."""

    figures: pa.Table
    price: Price


def protect(
    tree: Tree,
    contributed: pa.Table,
    people: pa.Table,
    *,
    secret: bytes,
    k: int = DEFAULT_K,
    hidden_before: HiddenCells | None = None,
) -> Protected:
    """Protect the figures of one root.

    A month and kind of which nothing may be shown has no rows at all, whether many, few or none took
    part, so that a missing row tells nothing; otherwise every organisation has a row. A hidden row says
    ``protected`` and no more: whether a cell is hidden as too small, as all or none, or for another's
    sake would be a hint.

    Parameters
    ----------
    tree
        The root's organisations.
    contributed, people
        CONTRIBUTED and PEOPLE of ``units``.
    secret
        Key of the decoys (``suppression.is_decoy``): the same for all releases of an installation.
    k
        Least number of contributors.
    hidden_before
        What earlier releases hid of the months and kinds that they showed something of: it stays hidden.
        Else the next release could hide another cell in its place, and the two together would show both.

    Raises
    ------
    TooFewAllowed
        If ``k`` is under 5.
    """
    if k < LEAST_K:
        raise TooFewAllowed(f"at least {LEAST_K} contributors, not {k}")
    sizes = {month: tree.totals(branches) for month, branches in _by_month(people).items()}
    nobody = tree.totals({})
    rows: list[dict[str, object]] = []
    reasons: Counter[HiddenReason] = Counter()
    below_root = [unit for unit in tree.upwards() if unit != tree.root]
    cells = total = shown = 0
    for (month, kind), (contributors, records) in _slices(tree, contributed).items():
        cell = f"{month:%Y-%m}|{kind}"
        decoys = {unit for unit in below_root if is_decoy(secret, unit, cell)}
        decoys |= (hidden_before or {}).get((month, kind), frozenset())
        totals = tree.totals(contributors)
        hidden = Suppression(tree, totals, sizes.get(month, nobody), k, decoys).hidden()
        reasons.update(hidden.values())
        total += sum(contributors.values())
        shown += sum(count for branch, count in contributors.items() if branch not in hidden)
        cells += len(totals)
        if len(hidden) < len(totals):
            rows += _published(month, kind, totals, tree.totals(records), hidden)
    figures = pa.Table.from_pylist(rows, schema=RELEASED_FIGURES)
    told: dict[HiddenReason, int] = {reason: reasons[reason] for reason in AUDIT_REASONS}
    return Protected(figures, Price(cells, told, total, shown))


def _published(
    month: date,
    kind: str,
    contributors: dict[int, int],
    records: dict[int, int],
    hidden: dict[int, HiddenReason],
) -> list[dict[str, object]]:
    return [
        {
            "organisation": organisation,
            "month": month,
            "kind": kind,
            "contributors": None if organisation in hidden else count,
            "records": None if organisation in hidden else records[organisation],
            "hidden": "protected" if organisation in hidden else None,
        }
        for organisation, count in contributors.items()
    ]


def _by_month(people: pa.Table) -> dict[date, dict[int, int]]:
    months: dict[date, dict[int, int]] = {}
    for row in people.to_pylist():
        months.setdefault(row["month"], {})[row["branch"]] = row["people"]
    return months


def _slices(
    tree: Tree, contributed: pa.Table
) -> dict[tuple[date, str], tuple[dict[int, int], dict[int, int]]]:
    slices: dict[tuple[date, str], tuple[dict[int, int], dict[int, int]]] = {}
    for row in contributed.to_pylist():
        if row["branch"] in tree.leaves:
            contributors, records = slices.setdefault((row["month"], row["kind"]), ({}, {}))
            contributors[row["branch"]] = row["contributors"]
            records[row["branch"]] = row["records"]
    return dict(sorted(slices.items()))
