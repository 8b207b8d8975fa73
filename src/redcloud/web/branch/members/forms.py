"""Web branch, feature members: for whom codes are made, where somebody moves, when somebody left."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.web.ui.fields import LARGEST_ID


class CodesForm(forms.Form):
    """One member, or nobody named: then everybody without an account."""

    member = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    renew = forms.BooleanField(required=False)

    def member_ids(self) -> list[int] | None:
        """Ids for the action; None for everybody."""
        member = self.cleaned_data["member"]
        return None if member is None else [member]


class TransferForm(forms.Form):
    """The branch to which somebody moves."""

    target = forms.CharField(
        label=_("转到哪个党支部"),
        max_length=400,
        widget=forms.TextInput(attrs={"class": "form-control", "lang": "zh-Hans", "autocomplete": "off"}),
        error_messages={"required": _("请写对方支部的名称。")},
    )


class LeavingForm(forms.Form):
    """The first day on which somebody is not of the branch."""

    until = forms.DateField(
        label=_("从哪一天起不在本支部"),
        initial=timezone.localdate,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        error_messages={"required": _("请写日期。"), "invalid": _("请这样写日期：2026-03-05。")},
    )


class SlipForm(forms.Form):
    """The one who forgot the password."""

    member = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
