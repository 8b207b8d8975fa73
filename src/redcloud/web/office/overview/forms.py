"""Web office, feature overview: words to a resident, and where to pass a need."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redcloud.apps.needs.models import Need
from redcloud.apps.needs.queries.handling import passing_targets


class WordsForm(forms.Form):
    """What the resident will read."""

    words = forms.CharField(
        label=_("答复居民"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        error_messages={"required": _("请写几句话，居民会在查询页面上看到。")},
    )


class PassOnForm(forms.Form):
    """The organisation that can help, and why."""

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
        field.choices = [(found.pk, found.name) for _way, found in passing_targets(need)]
