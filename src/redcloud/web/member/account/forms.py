"""Web member, feature account: the small forms of the page."""

from __future__ import annotations

from django import forms
from django.conf import settings

from redcloud.apps.people.models import Purpose


class LanguageForm(forms.Form):
    """One of the languages of the platform."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)


class ConsentForm(forms.Form):
    """One answer to one question, and the page that it was given on."""

    purpose = forms.ChoiceField(choices=Purpose.choices)
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    page = forms.ChoiceField(choices=[("portrait", "portrait")], required=False)
