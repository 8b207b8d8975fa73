"""Stage needs: the few numbers that residents are promised. Constants out."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

CONTACT_KEPT: Final = timedelta(days=30)
"""Contact and photo are deleted this long after closure (PRODUCT line 8)."""

CONFIRM_WITHIN: Final = timedelta(days=14)
"""Marked solved and not answered by the resident for so long: closed as ``unconfirmed``."""

AGE_STEPS_DAYS: Final = (3, 7, 15)
"""Bounds of the ages in which waiting needs are counted: up to 3, 7, 15 days, and longer."""
