"""Web office, feature overview: released figures laid out. A ReleaseView in, charts, tables, CSV rows out.

A cell that is missing from a release is protected, exactly like one that stands in it as hidden: both are
shown alike, so that the page adds no hint of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from redcloud.apps.portrait.queries import Figure, ReleaseView
from redcloud.engine.people.formulas import guarded
from redcloud.web.office.overview.kinds import KINDS, kind_name
from redcloud.web.ui.charts import Chart, line_chart

MONTHS_SHOWN = 12
LEAST_MONTHS_DRAWN = 2


@dataclass(frozen=True, slots=True)
class Row:
    """Numbers as shown beside the heads of their columns, None where protected."""

    heads: list[str]
    cells: list[int | None]

    @property
    def numbers(self) -> list[tuple[str, int | None]]:
        """Each number with its head: on a phone they stand below each other."""
        return list(zip(self.heads, self.cells, strict=True))

    @property
    def protected(self) -> bool:
        """Whether a number of the row is not shown."""
        return None in self.cells

    @property
    def all_protected(self) -> bool:
        """Whether no number of the row is shown."""
        return all(cell is None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class BelowRow(Row):
    """One organisation below in one month."""

    organisation_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Trend:
    """One kind of activity over the months: its drawing, and the newest number, None where protected."""

    name: str
    newest: int | None
    chart: Chart


@dataclass(frozen=True, slots=True)
class MonthRow(Row):
    """One month of the organisation itself."""

    month: date


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """What the page shows of a release.

    Attributes
    ----------
    trends, mostly_protected
        Kinds with enough shown months for a drawing; names of the others, which the table has.
    own_heads, own
        The organisation's own table, newest month first.
    month, heads, below
        The newest month of the organisations directly below.
    """

    trends: list[Trend]
    mostly_protected: list[str]
    own_heads: list[str]
    own: list[MonthRow]
    month: date | None
    heads: list[str]
    below: list[BelowRow]

    @property
    def below_shown(self) -> list[BelowRow]:
        """Organisations below with a number that may be shown."""
        return [row for row in self.below if not row.all_protected]

    @property
    def below_held(self) -> list[BelowRow]:
        """Organisations below all of whose numbers are protected."""
        return [row for row in self.below if row.all_protected]


def _order(kind: str) -> int:
    known = list(KINDS)
    return known.index(kind) if kind in known else len(known)


def lay_out(view: ReleaseView) -> FiguresPage:
    """Lay a release out: the organisation over a year, and those below in the newest month."""
    own = view.of(view.organisation.pk)
    months = sorted({figure.month for figure in view.figures})[-MONTHS_SHOWN:]
    if not months:
        return FiguresPage([], [], [], [], None, [], [])
    newest = months[-1]
    kinds = sorted({figure.kind for figure in view.figures if figure.month == newest}, key=_order)
    own_kinds = sorted({figure.kind for figure in own}, key=_order)
    numbers = {(figure.month, figure.kind): figure.contributors for figure in own}
    series = {kind: [numbers.get((month, kind)) for month in months] for kind in own_kinds}
    drawn = [kind for kind in own_kinds if _can_be_drawn(series[kind])]
    own_heads, heads = [kind_name(kind) for kind in own_kinds], [kind_name(kind) for kind in kinds]
    return FiguresPage(
        trends=[_trend(kind_name(kind), months, series[kind]) for kind in drawn],
        mostly_protected=[kind_name(kind) for kind in own_kinds if kind not in drawn],
        own_heads=own_heads,
        own=[
            MonthRow(own_heads, [series[kind][place] for kind in own_kinds], m)
            for place, m in reversed(list(enumerate(months)))
        ],
        month=newest,
        heads=heads,
        below=[
            BelowRow(
                heads, [_shown(view.of(organisation_id), newest, k) for k in kinds], organisation_id, name
            )
            for organisation_id, name in (view.below or {}).items()
        ],
    )


def _shown(figures: list[Figure], month: date, kind: str) -> int | None:
    for figure in figures:
        if figure.month == month and figure.kind == kind:
            return figure.contributors
    return None


def _can_be_drawn(numbers: Sequence[int | None]) -> bool:
    """Whether a line says anything: at least two months and half of them are shown."""
    shown = sum(number is not None for number in numbers)
    return shown >= LEAST_MONTHS_DRAWN and 2 * shown >= len(numbers)


def _trend(name: str, months: list[date], numbers: Sequence[int | None]) -> Trend:
    shown = [number for number in numbers if number is not None]
    label = _("%(kind)s：每月参加的人数，公布的月份里最少 %(least)d 人，最多 %(most)d 人") % {
        "kind": name,
        "least": min(shown),
        "most": max(shown),
    }
    return Trend(name, numbers[-1], line_chart(label, [_short(month) for month in months], numbers))


def _short(month: date) -> str:
    return date_format(month, _("Y/n"))


def _written(number: int | None) -> str:
    return _("受保护") if number is None else str(number)


def csv_rows(view: ReleaseView) -> Iterator[list[str]]:
    """Write the released table as it was published; protected numbers are words, never zero or empty."""
    yield [_("组织"), _("月份"), _("类别"), _("参加人数"), _("记录数"), _("发布日期")]
    names = {view.organisation.pk: view.organisation.name, **(view.below or {})}
    ordered = sorted(view.figures, key=lambda f: (names[f.organisation_id], f.month, _order(f.kind)))
    for figure in ordered:
        yield [
            guarded(names[figure.organisation_id]),
            f"{figure.month:%Y-%m}",
            kind_name(figure.kind),
            _written(figure.contributors),
            _written(figure.records),
            f"{view.day:%Y-%m-%d}" if view.day else "",
        ]
