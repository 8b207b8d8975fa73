"""Web office, feature records: what an administrator decides about a credential."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.records.models import READING_SCOPES, Scope
from redcloud.apps.records.wording import SCOPE_WORDS
from redcloud.web.ui.fields import DayField

DAYS_AT_MOST = 366
_WRITING = [scope for scope in Scope if scope not in READING_SCOPES]
_READING = [scope for scope in Scope if scope in READING_SCOPES]


def _choices(scopes: list[Scope]) -> list[tuple[str, Any]]:
    return [(scope.value, SCOPE_WORDS[scope]) for scope in scopes]


class CredentialForm(forms.Form):
    """A new credential. What reads persons' records asks for more; nothing else does."""

    name = forms.CharField(
        label=_("凭证名称"),
        max_length=80,
        help_text=_("哪个平台或程序用它，例如“干部在线学习平台”。"),
        error_messages={"required": _("请写上名称，以后好认。")},
    )
    writing = forms.MultipleChoiceField(
        label=_("可以写入"), choices=_choices(_WRITING), required=False, widget=forms.CheckboxSelectMultiple
    )
    reading = forms.MultipleChoiceField(
        label=_("可以读取个人记录"),
        choices=_choices(_READING),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    approver = forms.CharField(label=_("批准人"), max_length=80, required=False)
    purpose = forms.CharField(label=_("用途"), max_length=200, required=False)
    until = DayField(label=_("有效期至"), required=False)
    client_id = forms.CharField(
        label=_("统一身份认证的客户端编号"),
        max_length=200,
        required=False,
        help_text=_("用统一身份认证令牌的程序才填；填了就不发密钥。"),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.initial.setdefault("writing", [Scope.WRITE.value])
        tomorrow = timezone.localdate() + timedelta(days=1)
        self.fields["until"].widget.attrs |= {
            "min": tomorrow.isoformat(),
            "max": (tomorrow + timedelta(days=DAYS_AT_MOST - 1)).isoformat(),
        }
        if not settings.XAPI_OIDC_ISSUER:
            del self.fields["client_id"]

    def clean(self) -> dict[str, Any]:
        """Ask for the approval where persons' records can be read."""
        found = super().clean() or {}
        if not found.get("writing") and not found.get("reading"):
            self.add_error("writing", _("请至少选择一项。"))
        if found.get("reading"):
            self._ask("approver", _("请写上批准人的姓名，党员会在“数据说明”中看到。"))
            self._ask("purpose", _("请写明用途，党员会在“数据说明”中看到。"))
            self._ask("until", _("请选择到哪一天为止。"))
        return found

    def _ask(self, name: str, sentence: Any) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)

    def clean_until(self) -> date | None:
        """Refuse a day that is past, and one too far away."""
        until: date | None = self.cleaned_data["until"]
        today = timezone.localdate()
        if until is not None and not today < until <= today + timedelta(days=DAYS_AT_MOST):
            raise forms.ValidationError(_("请选择明天到一年以内的日期。"))
        return until

    def decided(self) -> dict[str, Any]:
        """Return the arguments of ``make_credential`` that the form answers."""
        found = self.cleaned_data
        reads = bool(found["reading"])
        return {
            "name": found["name"],
            "scopes": [Scope(one) for one in (*found["writing"], *found["reading"])],
            "approver": found["approver"] if reads else "",
            "purpose": found["purpose"] if reads else "",
            "expires_at": _end_of(found["until"]) if reads else None,
            "client_id": found.get("client_id", ""),
        }


def _end_of(day: date) -> datetime:
    """Return the first moment after a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
