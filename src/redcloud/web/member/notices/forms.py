"""Web member, feature notices: how the member wants to hear."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from redcloud.apps.notices.models import Rhythm
from redcloud.apps.notices.rhythm import is_quiet

_SELECT = forms.Select(attrs={"class": "form-select"})


def _hours() -> list[tuple[int, str]]:
    return [(hour, f"{hour:02d}:00") for hour in range(24)]


class PreferenceForm(forms.Form):
    """When, how often, when never, and whether by e-mail."""

    email = forms.BooleanField(
        label=_("发到我的邮箱"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input", "role": "switch"}),
    )
    rhythm = forms.ChoiceField(label=_("多久一次"), choices=Rhythm.choices, widget=_SELECT)
    weekday = forms.TypedChoiceField(
        label=_("每周的哪一天"), coerce=int, choices=list(WEEKDAYS.items()), widget=_SELECT
    )
    hour = forms.TypedChoiceField(label=_("几点"), coerce=int, choices=_hours, widget=_SELECT)
    quiet_from = forms.TypedChoiceField(label=_("免打扰开始"), coerce=int, choices=_hours, widget=_SELECT)
    quiet_until = forms.TypedChoiceField(label=_("免打扰结束"), coerce=int, choices=_hours, widget=_SELECT)

    def clean(self) -> dict[str, Any]:
        """An hour inside the quiet hours would never come: say so."""
        data = super().clean() or {}
        hours = [data.get(name) for name in ("hour", "quiet_from", "quiet_until")]
        if None not in hours and is_quiet(*hours):  # type: ignore[arg-type]  # none is None here
            self.add_error("hour", _("这个时间在免打扰时段内，永远不会发出。请换一个时间。"))
        return data


class SubscriptionForm(forms.Form):
    """What a browser gives when reminders are switched on."""

    endpoint = forms.CharField(max_length=2000)
    p256dh = forms.CharField(max_length=200)
    auth = forms.CharField(max_length=100)
