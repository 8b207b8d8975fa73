"""Web office, feature administration: forms."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.administration import STAFF_ROLES
from redcloud.engine.needs.places import LONGEST_NAME

LINES = 8


class NameForm(forms.Form):
    """The organisation's name."""

    name = forms.CharField(label=_("组织名称"), max_length=120)


class StaffForm(forms.Form):
    """A member and a role for the whole organisation."""

    who = forms.CharField(
        label=_("名册里的编号或姓名"),
        max_length=60,
        error_messages={"required": _("请写编号或姓名。")},
    )
    role = forms.ChoiceField(label=_("做什么"), choices=[(role.value, role.label) for role in STAFF_ROLES])


class WhoForm(forms.Form):
    """A member, by number or name."""

    who = forms.CharField(max_length=60)


class EndForm(forms.Form):
    """Names a role that is held or waits."""

    key = forms.CharField(max_length=30)


class PlacesForm(forms.Form):
    """Places with their branches, one a line."""

    lines = forms.CharField(
        label=_("一行一个：地名，党支部"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": LINES, "lang": "zh-Hans", "autocapitalize": "off"}),
        help_text=_("前面可以加上区县：区县，地名，党支部。也可以从表格里复制两三列粘贴过来。"),
        error_messages={"required": _("请至少写一行。")},
    )


class PlaceForm(forms.Form):
    """A place's name and branch; no branch means that nobody can ask there any more."""

    name = forms.CharField(label=_("地名"), max_length=LONGEST_NAME)
    branch = forms.CharField(
        label=_("交给哪个党支部"),
        max_length=1000,
        required=False,
        help_text=_("留空就不再受理诉求，居民选不到这里。"),
    )
