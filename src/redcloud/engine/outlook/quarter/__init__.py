"""Stage outlook: the coming quarter. Counts of past quarters in; a number with its interval and proof out.

The unit is a branch or a larger organisation, and what is counted are meetings, needs, or released figures:
never a person (PRODUCT line 2).
"""

from redcloud.engine.outlook.quarter.choosing import Expected, Tried, expect_quarter, together
from redcloud.engine.outlook.quarter.counts import (
    Counts,
    counts_by_quarter,
    counts_of_months,
    quarter_after,
    quarter_start,
)
from redcloud.engine.outlook.quarter.origins import LEVEL, origins_of

__all__ = [
    "LEVEL",
    "Counts",
    "Expected",
    "Tried",
    "counts_by_quarter",
    "counts_of_months",
    "expect_quarter",
    "origins_of",
    "quarter_after",
    "quarter_start",
    "together",
]
