"""Web member, feature discussions: the form of a comment."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redcloud.apps.discussions.models import TEXT_MOST


class CommentForm(forms.Form):
    """A comment."""

    text = forms.CharField(
        label=_("我想说"), max_length=TEXT_MOST, error_messages={"required": _("还没有写内容。")}
    )
