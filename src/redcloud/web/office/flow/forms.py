"""Web office, feature flow: a store to tell, and for how long statements are kept."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import FEWEST_MONTHS, ForwardTarget
from redcloud.web.ui.fields import DayField

LONGEST = timedelta(days=366)
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class TargetForm(forms.Form):
    """A record store that is to have a copy."""

    name = forms.SlugField(
        label=_("简称"),
        max_length=40,
        help_text=_(
            "小写字母、数字和连字符，例如 city。密钥由维护人员放在环境变量 REDCLOUD_FORWARD_KEYS 中。"
        ),
    )
    endpoint = forms.URLField(
        label=_("接口地址"),
        max_length=300,
        assume_scheme="https",
        help_text=_("对方平台的 xAPI 地址，以 https:// 开头。"),
    )
    approver = forms.CharField(label=_("批准人"), max_length=80)
    purpose = forms.CharField(
        label=_("用途"), max_length=200, help_text=_("所有党员都能在“数据说明”里看到。")
    )
    until = DayField(label=_("截止日期"), help_text=_("最长一年，到期自动停止。"))

    def __init__(self, data: QueryDict | None, root: Organisation) -> None:
        super().__init__(data)
        self._root = root

    def clean_name(self) -> str:
        """Refuse a name that is in use."""
        name: str = self.cleaned_data["name"].lower()
        if ForwardTarget.objects.filter(root=self._root, name=name, stopped_at=None).exists():
            raise forms.ValidationError(_("已经有一个同名的平台，请换一个简称，或者先停止原来的。"))
        return name

    def clean_endpoint(self) -> str:
        """Records of persons leave encrypted, or do not leave the machine."""
        endpoint: str = self.cleaned_data["endpoint"]
        parts = urlsplit(endpoint)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise forms.ValidationError(_("地址要以 https:// 开头，记录才能加密传送。"))
        if parts.username or parts.query or parts.fragment:
            raise forms.ValidationError(_("地址里不要带用户名、问号或井号后面的内容。"))
        return endpoint

    def clean_until(self) -> datetime:
        """Give the end of the day that was chosen."""
        day: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise forms.ValidationError(_("请选择今天以后、一年以内的日期。"))
        return datetime.combine(day, time.max, timezone.get_current_timezone())


class RetentionForm(forms.Form):
    """How long statements are kept."""

    months = forms.TypedChoiceField(
        label=_("保存多久"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[
            ("", _("一直保存，直到本人注销")),
            (FEWEST_MONTHS, _("1 年")),
            (24, _("2 年")),
            (36, _("3 年")),
            (60, _("5 年")),
        ],
        help_text=_("超过期限的原始记录每天夜里删除，画像和分析库里的对应内容一起删除，不能恢复。"),
    )
