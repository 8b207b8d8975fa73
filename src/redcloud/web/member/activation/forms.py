"""Web member, feature activation: the one form, and the questions about consent."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.activation import CodeRefused, member_for_code
from redcloud.apps.people.models import Purpose

CODE_REFUSED = _("这个激活码不对，或者已经用过、过期了。可以请支部书记再发一个。")

_ANSWERS = [("no", _("我不同意")), ("yes", _("我同意"))]


def _radio() -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": "form-check-input"})


class PaperCodeForm(forms.Form):
    """A code from paper, and the password that is chosen with it, typed twice."""

    code = forms.CharField(
        label=_("激活码"),
        max_length=40,
        help_text=_("例如 7K3M-9QXT-4B2D。大小写、空格和横线都不要紧。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
    password = forms.CharField(
        label=_("密码"),
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


class ActivationForm(PaperCodeForm):
    """Code, name and password; each consent is asked plainly and stands at no."""

    username = forms.CharField(
        label=_("用户名"),
        min_length=2,
        max_length=60,
        help_text=_("以后登录时用，自己记得住就好。"),
        validators=[RegexValidator(r"^[\w.@+-]+$", _("只能用文字、数字和 . @ + - _"))],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    email = forms.EmailField(
        label=_("电子邮箱（可不填）"),
        required=False,
        help_text=_("只用来找回密码。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    slips_allowed = forms.BooleanField(
        label=_("忘了密码，可以由支部给我做一张重设密码单"),
        required=False,
        help_text=_("没有填邮箱时用。单子过一天才能用，每做一张都会告诉您。不勾选也行，那就请维护人员帮忙。"),
    )
    portrait = forms.ChoiceField(
        label=_("形成我的画像"),
        choices=_ANSWERS,
        initial="no",
        widget=_radio(),
    )
    personalisation = forms.ChoiceField(
        label=_("按我的画像推荐学习内容"),
        choices=_ANSWERS,
        initial="no",
        widget=_radio(),
    )

    def clean_code(self) -> str:
        """Say that the code is wrong before anything is said about what stands below it."""
        code: str = self.cleaned_data["code"]
        try:
            member_for_code(code)
        except CodeRefused:
            raise forms.ValidationError(CODE_REFUSED) from None
        return code

    def answers(self) -> dict[str, bool]:
        """What was answered to the questions of this form."""
        return {
            purpose.value: self.cleaned_data[purpose.value] == "yes"
            for purpose in (Purpose.PORTRAIT, Purpose.PERSONALISATION)
        }
