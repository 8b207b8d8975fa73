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
            _("您选择的接收方式，以及您打开提醒的设备的地址（加密保存）"),
            _("合并成一份，一天最多一次，不打扰"),
            _("只有本人；发出的话里看不出身份和内容"),
            _("本人更改为止；注销时立即删除"),
        ),
        Holding(
            _("发出的汇总：走哪条路、什么时候、有没有送到，不存内容"),
            _("只发一次，没送到时告诉您"),
            _("只有本人；管理员只看得到数目和原因，没有人"),
            _("30 天；本人注销时立即删除"),
        ),
        Holding(
            _("支部工作群机器人的地址（加密保存）"),
            _("在群里说一声支部有新通知，不说是什么"),
            _("谁也看不到地址；支委看得到设没设"),
            _("支委删除为止"),
        ),
    ]
