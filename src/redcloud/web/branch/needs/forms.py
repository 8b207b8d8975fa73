"""Web branch, feature needs: words to the resident, whom to give a need to, where to pass it on."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redcloud.apps.needs.models import Need
from redcloud.apps.needs.queries.handling import members_to_hand_to, passing_targets

WAYS = {"up": _("上一级"), "sideways": _("兄弟支部"), "down": _("下一级")}


class WordsForm(forms.Form):
    """What the resident will read."""

    words = forms.CharField(
        label=_("答复居民"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        error_messages={"required": _("请写几句话，居民会在查询页面上看到。")},
    )


class HandOverForm(forms.Form):
    """A member of the branch who has an account."""

    member = forms.TypedChoiceField(
        label=_("交给谁办"),
        coerce=int,
        widget=forms.Select(attrs={"class": "form-select", "lang": "zh-Hans"}),
    )

    def __init__(self, need: Need, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        field = self.fields["member"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = [(member.pk, member.name) for member in members_to_hand_to(need)]


class PassOnForm(forms.Form):
    """Another organisation, and why."""

    organisation = forms.TypedChoiceField(
        label=_("转交给"), coerce=int, widget=forms.Select(attrs={"class": "form-select", "lang": "zh-Hans"})
    )
    reason = forms.CharField(
        label=_("为什么转交"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        error_messages={"required": _("请写明原因，居民会看到。")},
    )

    def __init__(self, need: Need, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        field = self.fields["organisation"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = [(found.pk, f"{WAYS[way]} · {found.name}") for way, found in passing_targets(need)]
