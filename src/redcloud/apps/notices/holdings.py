"""Stage notices: says in plain words what it sends to people and keeps of it, for the public page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.holdings import Holding


def notices_holdings() -> list[Holding]:
    """What the stage notices holds."""
    return [
        Holding(
            _("发给您的通知：发生了哪一类事情、是否看过"),
            _("告诉您发生了什么，不复制内容"),
            _("只有本人；没有已读回执"),
            _("180 天；本人注销时立即删除"),
        ),
        Holding(
            _("您选择的接收方式，以及已发出的汇总邮件的日期"),
            _("合并成一封，一天最多一封，不打扰"),
            _("只有本人；邮件里看不出身份和内容"),
            _("本人更改为止；注销时立即删除"),
        ),
    ]
