"""Web ui: forecasts of a quarter as a table whose cells are drawn. In: lines and their names. Out: rows.

The drawing and the numbers stand in one cell, so that chart and table are one and print on one sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcloud.apps.outlook.queries import AheadLine

WIDTH = 100
"""Of the drawing, in its own units."""
FAMILIES: dict[str, Promise] = {
    "poisson_gamma": gettext_lazy("按平均次数，允许偶然多少（泊松-伽马）"),
    "rounded_normal": gettext_lazy("按平均次数，波动比偶然小（正态取整）"),
    "steady_counts": gettext_lazy("按各自的平均次数，波动照大家以往的大小（取整伽马）"),
    "base_rate": gettext_lazy("直接用以往平均，因为它明显更准"),
    "pooled_shares": gettext_lazy("按以往各季度出现过的次数（狄利克雷-多项）"),
}


@dataclass(frozen=True, slots=True)
class AheadRow:
    """One forecast with the places of its drawing: band, point, base rate."""

    name: str
    line: AheadLine
    left: float = 0.0
    width: float = 0.0
    point: float = 0.0
    base: float = 0.0

    @property
    def is_quiet(self) -> bool:
        """Whether most likely nothing comes: such a row is folded where there is little room."""
        return self.line.enough and not self.line.likely

    @property
    def family(self) -> str:
        """How the number was made, in words."""
        return str(FAMILIES.get(self.line.family, self.line.family))


def rows_of(lines: Sequence[tuple[str, AheadLine]]) -> list[AheadRow]:
    """Rows with one scale, so that bands can be compared by eye."""
    most = max((max(line.high, line.base) for _name, line in lines if line.enough), default=1) or 1
    return [
        AheadRow(
            name=name,
            line=line,
            left=round(WIDTH * line.low / most, 1),
            width=max(round(WIDTH * (line.high - line.low) / most, 1), 1.0),
            point=round(WIDTH * line.likely / most, 1),
            base=round(WIDTH * line.base / most, 1),
        )
        if line.enough
        else AheadRow(name, line)
        for name, line in lines
    ]


def quarter_word(day: date | None) -> str:
    """Name a quarter by its first day."""
    if day is None:
        return ""
    return _("%(year)d年第%(number)d季度") % {"year": day.year, "number": (day.month - 1) // 3 + 1}
