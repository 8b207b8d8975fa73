"""Web member, feature portrait: forms. Each is about one line, or one switch."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Purpose
from redcloud.apps.portrait.models import LineKinds

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


class SwitchForm(forms.Form):
    """One answer to one question."""

    purpose = forms.ChoiceField(choices=Purpose.choices)
    granted = forms.BooleanField(required=False)
