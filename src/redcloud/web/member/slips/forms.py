"""Web member, feature slips: the one form, for somebody who has forgotten the password."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

SLIP_REFUSED = _("这个码不对，或者已经用过、作废、过期了。可以请支部再做一张。")


class NewPasswordForm(forms.Form):
    """The code from the slip, and a password of one's own."""

    code = forms.CharField(
        label=_("重设密码单上的码"),
        max_length=40,
        help_text=_("例如 7K3M-9QXT-4B2D。大小写、空格和横线都不要紧。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
    password = forms.CharField(
        label=_("新密码"),
        max_length=200,
        help_text=_("至少 8 个字符，不要全是数字，也不要太常见。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一次密码"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, object]:
        """Refuse two different passwords."""
        data = super().clean() or {}
        if data.get("password") != data.get("again"):
            self.add_error("again", _("两次输入的密码不一样。"))
        return data
