"""Web member, feature volunteering: the form of an entry."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.life.models import ServiceKind
from redcloud.web.ui.fields import DayField

CHINESE = {"lang": "zh-Hans"}


class VolunteeringForm(forms.Form):
    """What, which kind, which day, roughly where. It asks for no hours, photograph or witness."""

    what = forms.CharField(label=_("做了什么"), max_length=120, widget=forms.TextInput(attrs=CHINESE))
    kind = forms.ChoiceField(label=_("哪一类"), choices=ServiceKind.choices)
    day = DayField(label=_("哪一天"))
    place = forms.CharField(
        label=_("大概在哪里"),
        max_length=60,
        required=False,
        help_text=_("写到村、社区或小区就行，不要写门牌。"),
        widget=forms.TextInput(attrs=CHINESE),
    )

    def clean_day(self) -> date:
        """A service lies in the past or is of today."""
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("这一天还没有到。做完以后再记。"))
        return day
