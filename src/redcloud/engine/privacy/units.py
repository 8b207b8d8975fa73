"""Stage portrait: participation of subjects in, people and contributors of each branch by month out.

Ibis expressions, on DuckDB and on Spark. A member counts, for a month, in one branch only: the last one
they belonged to in that month, by the dated memberships. So nobody counts twice, contributors add up
exactly from branches to the root, and an old month stays with the branch of its time when a member
moves on.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from redcloud.engine.lazily import lazily

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir
else:
    ibis = lazily("ibis")

MONTHS = pa.schema(
    [pa.field("month", pa.date32(), nullable=False), pa.field("next_month", pa.date32(), nullable=False)]
)
PEOPLE = pa.schema(
    [
        pa.field("branch", pa.int64(), nullable=False),
        pa.field("month", pa.date32(), nullable=False),
        pa.field("people", pa.int64(), nullable=False),
    ]
)
CONTRIBUTED = pa.schema(
    [
        pa.field("branch", pa.int64(), nullable=False),
        pa.field("month", pa.date32(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("contributors", pa.int64(), nullable=False),
        pa.field("records", pa.int64(), nullable=False),
    ]
)
DISPUTED = pa.schema(
    [
        pa.field("subject", pa.int64(), nullable=False),
        pa.field("month", pa.date32(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
    ]
)
"""Participation lines that their members dispute: in no release until the dispute is taken back."""


def months_table(first: date, last: date) -> pa.Table:
    """MONTHS from the month of ``first`` to the month of ``last``, both included."""
    rows = []
    month = first.replace(day=1)
    while month <= last:
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        rows.append({"month": month, "next_month": following})
        month = following
    return pa.Table.from_pylist(rows, schema=MONTHS)


def placements(memberships: ir.Table, subjects: ir.Table, months: ir.Table) -> ir.Table:
    """One branch for each subject and month: ``subject, month, branch``.

    Parameters
    ----------
    memberships, subjects
        MEMBERSHIPS and SUBJECTS; only subjects that are ``in_aggregates`` are placed.
    months
        MONTHS to place them in.
    """
    counted = subjects.filter(subjects.in_aggregates).select("subject").distinct()
    mine = memberships.semi_join(counted, "subject")
    spans = mine.cross_join(months)
    there = spans.filter(spans.since < spans.next_month, spans.until.isnull() | (spans.until > spans.month))
    order = ibis.window(
        group_by=[there.subject, there.month], order_by=[ibis.desc(there.since), ibis.desc(there.branch)]
    )
    ranked = there.mutate(place=ibis.row_number().over(order).cast("int64"))
    return ranked.filter(ranked.place == 0).select("subject", "month", "branch")


def people(placed: ir.Table) -> ir.Table:
    """PEOPLE: members of each branch who count in a month."""
    return placed.group_by("branch", "month").agg(people=placed.count())


def contributed(participation: ir.Table, placed: ir.Table, disputed: ir.Table) -> ir.Table:
    """CONTRIBUTED: how many members of each branch took part, by month and kind.

    Parameters
    ----------
    participation
        PARTICIPATION: one row for each subject, month and kind, so that rows are contributors.
    placed
        From ``placements``.
    disputed
        DISPUTED lines, left out.
    """
    undisputed = participation.anti_join(disputed, ["subject", "month", "kind"])
    rows = undisputed.inner_join(placed, ["subject", "month"])
    return rows.group_by("branch", "month", "kind").agg(contributors=rows.count(), records=rows.records.sum())
