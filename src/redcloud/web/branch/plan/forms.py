"""Web branch, feature plan: how long a session is, and what a secretary picks by hand."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redcloud.apps.study.actions.plans import LONGEST, SHORTEST


class SessionForm(forms.Form):
    """Minutes of a session."""

    session = forms.IntegerField(
        label=_("这次学习有多少分钟"),
        min_value=SHORTEST,
        max_value=LONGEST,
        widget=forms.NumberInput(
            attrs={
                "class": "form-control",
                "list": "session-lengths",
                "step": 5,
                "inputmode": "numeric",
            }
        ),
    )


class SwapForm(forms.Form):
    """The item to put in; none lets the platform propose the next best."""

    item = forms.IntegerField(required=False, min_value=1)
