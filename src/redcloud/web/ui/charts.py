"""Web ui: a drawing of figures; the table that says the same stands beside it on the page.

In: categories as shown, values as numbers (None where a figure is hidden). Out: a ``Chart`` for the
include ``ui/chart.html``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class Chart:
    """What ``ui/chart.html`` draws."""

    label: str
    options: dict[str, Any]
    element_id: str = field(default_factory=lambda: f"chart-{uuid4().hex[:8]}")


def line_chart(label: str, categories: Sequence[str], values: Sequence[int | float | None]) -> Chart:
    """Return a small line chart, one of several of the same kind side by side.

    Parameters
    ----------
    label : what the chart shows and the range of its values, one sentence; read to screen readers.
    categories : the horizontal axis, one word each; the first and the last are written.
    values : one a category; None leaves a gap, never a zero.
    """
    return Chart(label, {"categories": list(categories), "values": list(values)})
