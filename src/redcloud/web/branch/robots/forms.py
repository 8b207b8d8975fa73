"""Web branch, feature robots: the address that a service shows for its robot."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcloud.apps.notices.channels.words import FAULTS

_HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]

REASONS: dict[str, tuple[str, str | Promise]] = {
    "not_public": ("url", _("请粘贴机器人的完整地址，以 https:// 开头。内部网络的地址不能用。")),
    "no_key": ("url", FAULTS["no_key"]),
    "bad_secret": ("secret", _("加签密钥只有钉钉机器人有，以 SEC 开头。别的机器人请留空。")),
    "too_many": ("name", _("最多五个机器人。请先删除一个不用的。")),
}
"""Why an address is not taken, and beside which field that is said."""


class RobotForm(forms.Form):
    """A robot. Its address is a secret: it is written into no page again, not even this one."""

    name = forms.CharField(
        label=_("群的名字"), max_length=40, help_text=_("只在这一页用来区分，不会发出去。")
    )
    url = forms.CharField(
        label=_("机器人地址"),
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "在群里添加机器人后得到的 Webhook 地址。企业微信、钉钉、飞书自动认出；"
            "其他地址收到 JSON。保存后不再显示。"
        ),
    )
    secret = forms.CharField(
        label=_("加签密钥（只有钉钉有，可不填）"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("机器人要求关键词时，填“通知”。"),
    )
    quiet_from = forms.TypedChoiceField(label=_("免打扰开始"), coerce=int, choices=_HOURS, initial=21)
    quiet_until = forms.TypedChoiceField(label=_("免打扰结束"), coerce=int, choices=_HOURS, initial=8)

    def clean_url(self) -> str:
        """A pasted address often has a space around it."""
        return str(self.cleaned_data["url"]).strip()

    def clean_secret(self) -> str:
        """As the address."""
        return str(self.cleaned_data["secret"]).strip()
