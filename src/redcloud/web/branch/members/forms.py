"""Web branch, feature members: for whom codes are made."""

from __future__ import annotations

from django import forms

from redcloud.web.ui.fields import LARGEST_ID


class CodesForm(forms.Form):
    """One member, or nobody named: then everybody without an account."""

    member = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)

    def member_ids(self) -> list[int] | None:
        """Ids for the action; None for everybody."""
        member = self.cleaned_data["member"]
        return None if member is None else [member]
