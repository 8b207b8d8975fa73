"""Web ui: fields of forms. In: what a browser sends. Out: a day of the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""A year that was mistyped (0202 for 2026) is said at once and not kept."""


LARGEST_ID = 2**63 - 1
"""No key of the database is larger, and none of them takes a larger one."""


class DayField(forms.DateField):
    """A day, chosen from the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)
        said = _("请核对年份：这一天太早或太晚。")
        self.validators += [MinValueValidator(EARLIEST, said), MaxValueValidator(LATEST, said)]
