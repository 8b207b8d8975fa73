"""Web branch, feature plan: how long a session or a term is, and what a secretary picks and moves by hand."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redcloud.apps.study.actions.plans import LONGEST, MONTHS, SHORTEST
from redcloud.web.ui.fields import LARGEST_ID


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


class TermForm(forms.Form):
    """Months of a term."""

    months = forms.TypedChoiceField(choices=[(months, months) for months in MONTHS], coerce=int)


class SwapForm(forms.Form):
    """The item to put in; none lets the platform propose the next best."""

    item = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)


class MoveForm(forms.Form):
    """Where an item goes: a place in its session, or another session."""

    place = forms.IntegerField(required=False, min_value=1, max_value=20)
    to = forms.UUIDField(required=False)


class QuestionForm(forms.Form):
    """What is talked about; empty is the platform's own again."""

    question = forms.CharField(required=False, max_length=200)


class StudiedForm(forms.Form):
    """Entries that were studied."""

    studied = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: object, keys: list[int]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # None is what Django takes for unbound
        field = self.fields["studied"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [(key, key) for key in keys]
