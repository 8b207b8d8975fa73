"""Stage portrait: MEMBERSHIPS in, the one branch of each member and month out.

A member counts, for a month, in one branch only: the last one they belonged to in that month, by the dated
memberships. So nobody counts twice, contributors add up exactly from branches to the root, and an old month
stays with the branch of its time when a member moves on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

PEOPLE = pa.schema(
    [
        pa.field("branch", pa.int64(), nullable=False),
        pa.field("month", pa.date32(), nullable=False),
        pa.field("people", pa.int64(), nullable=False),
    ]
)
Ints = np.ndarray[Any, np.dtype[np.int64]]
Places = np.ndarray[Any, np.dtype[np.int32]]
NOWHERE: Final = -1
NEVER: Final = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class Placed:
    """Where everybody who is counted belonged.

    Attributes
    ----------
    subjects, branches
        Their keys, in order.
    edges
        First day of each month, as days since 1970, and of the month after the last one.
    place
        Place in ``branches`` of each subject and month, or ``NOWHERE``.
    """

    subjects: Ints
    branches: Ints
    edges: Ints
    place: Places

    @property
    def months(self) -> int:
        """Number of months."""
        return len(self.edges) - 1

    def month(self, number: Any) -> pa.Array:
        """First days of months, by their numbers."""
        return pa.array(self.edges[number].astype(np.int32)).cast(pa.date32())


def placements(memberships: pa.Table, subjects: pa.Table, first: date, last: date) -> Placed:
    """Place everybody in every month from that of ``first`` to that of ``last``, both included.

    Parameters
    ----------
    memberships, subjects
        MEMBERSHIPS and SUBJECTS; only subjects that are ``in_aggregates`` are placed.
    """
    counted = np.unique(subjects.filter(subjects["in_aggregates"])["subject"].to_numpy())
    edges = month_edges(first, last)
    mine = memberships.filter(pc.is_in(memberships["subject"], value_set=pa.array(counted)))
    branches = np.unique(mine["branch"].to_numpy())
    whose = np.searchsorted(counted, mine["subject"].to_numpy())
    branch = np.searchsorted(branches, mine["branch"].to_numpy()).astype(np.int32)
    since = mine["since"].cast(pa.int32()).to_numpy()
    until = mine["until"].cast(pa.int32()).fill_null(NEVER).to_numpy()
    order = np.lexsort((branch, since, whose))
    whose, branch, since, until = whose[order], branch[order], since[order], until[order]
    place = np.full((len(counted), len(edges) - 1), NOWHERE, np.int32)
    for month in range(len(edges) - 1):
        there = np.flatnonzero((since < edges[month + 1]) & (until > edges[month]))
        # The last of a subject's stays in the month: the next row is of somebody else.
        chosen = there[np.append(np.diff(whose[there]) != 0, True)[: len(there)]]
        place[whose[chosen], month] = branch[chosen]
    return Placed(counted, branches, edges, place)


def people(placed: Placed) -> pa.Table:
    """PEOPLE: members of each branch who count in a month."""
    width = len(placed.branches)
    counts = [np.bincount(column[column >= 0], minlength=width) for column in placed.place.T]
    if not counts or not width:
        return PEOPLE.empty_table()
    found = np.stack(counts)
    month, branch = np.nonzero(found)
    columns = [placed.branches[branch], placed.month(month), found[month, branch]]
    return pa.table([pa.array(columns[0]), columns[1], pa.array(columns[2])], schema=PEOPLE)


def month_edges(first: date, last: date) -> Ints:
    """First day of each month from ``first`` to ``last``, and of the one after, as days since 1970.

    Examples
    --------
    >>> [str(day) for day in month_edges(date(2025, 12, 5), date(2026, 1, 31)).astype("datetime64[D]")]
    ['2025-12-01', '2026-01-01', '2026-02-01']
    """
    start, end = np.datetime64(first, "M"), np.datetime64(last, "M")
    days: Ints = np.arange(start, end + 2).astype("datetime64[D]").astype(np.int64)
    return days
