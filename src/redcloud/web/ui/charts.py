"""Web ui: a chart is always a drawing and a table of the same figures.

In: heads and rows as shown, series as numbers (None where a figure is hidden). Out: a ``Chart``
for the include ``ui/chart.html``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class Chart:
    """What ``ui/chart.html`` draws and tabulates."""

    label: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    options: dict[str, Any]
    element_id: str = field(default_factory=lambda: f"chart-{uuid4().hex[:8]}")


def bar_chart(
    label: str,
    categories: Sequence[str],
    series: dict[str, Sequence[int | float | None]],
    *,
    head: str,
    rows: Sequence[Sequence[str]] | None = None,
    kind: str = "bar",
) -> Chart:
    """Return a bar (or ``kind="line"``) chart.

    Parameters
    ----------
    label : what the chart shows, one sentence; read to screen readers and used as the caption.
    categories : the horizontal axis, one word each.
    series : name to one value a category; None leaves a gap.
    head : heading of the first column of the table.
    rows : the table as shown; made from the series when left out ("–" for None).
    """
    made = rows or [
        [category, *("–" if values[place] is None else str(values[place]) for values in series.values())]
        for place, category in enumerate(categories)
    ]
    options = {
        "categories": list(categories),
        "series": [{"name": name, "type": kind, "data": list(values)} for name, values in series.items()],
    }
    return Chart(label, [head, *series], made, options)
