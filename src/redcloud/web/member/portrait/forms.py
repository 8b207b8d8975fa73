"""Web member, feature portrait: forms. Each is about one line."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.portrait.actions.stating import MOST_HOURS
from redcloud.apps.portrait.models import LineKinds
from redcloud.engine.portrait.stated import STATABLE

SHARE_DAYS = ((7, _("7 天")), (14, _("14 天")), (30, _("30 天")))


class LineForm(forms.Form):
    """Names a line."""

    kind = forms.ChoiceField(choices=LineKinds.choices, widget=forms.HiddenInput)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)


class NoteForm(LineForm):
    """The member's own words beside a line."""

    text = forms.CharField(max_length=500, required=False)


class DisputeForm(LineForm):
    """Raise a dispute, or take it back."""

    wrong = forms.BooleanField(required=False)


class ShareForm(LineForm):
    """Share for so many days; without days the sharing ends."""

    days = forms.TypedChoiceField(choices=SHARE_DAYS, coerce=int, required=False, empty_value=None)


class HideForm(LineForm):
    """Hide a line, or show it again."""

    hidden = forms.BooleanField(required=False)


class StatedForm(forms.Form):
    """Names an entry of the fixed list, with the member's own words beside it."""

    code = forms.ChoiceField(choices=[(entry.code, entry.name_zh) for entry in STATABLE])
    words = forms.CharField(max_length=200, required=False)


class ShowForm(StatedForm):
    """Show an entry to the committee for so many days; without days to nobody."""

    days = forms.TypedChoiceField(choices=SHARE_DAYS, coerce=int, required=False, empty_value=None)


class HoursForm(forms.Form):
    """A plan of study hours for a year; empty means none."""

    year = forms.IntegerField(widget=forms.HiddenInput)
    hours = forms.IntegerField(
        min_value=1,
        max_value=MOST_HOURS,
        required=False,
        error_messages={
            "min_value": _("学时写 1 到 1000 之间的整数；不想定计划就留空。"),
            "max_value": _("学时写 1 到 1000 之间的整数；不想定计划就留空。"),
            "invalid": _("学时写 1 到 1000 之间的整数；不想定计划就留空。"),
        },
    )

    def clean_year(self) -> int:
        """This year or the next."""
        year: int = self.cleaned_data["year"]
        if year - timezone.localdate().year not in (0, 1):
            raise forms.ValidationError(_("只能定今年或明年的计划。"))
        return year
