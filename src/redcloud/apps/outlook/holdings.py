"""Stage outlook: says in plain words what it holds, for the public page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.holdings import Holding


def outlook_holdings() -> list[Holding]:
    """What the stage outlook holds."""
    return [
        Holding(
            _("不另外保存：按规定该开的会，由会议的日期算出来"),
            _("提醒支部，不看个人来没来"),
            _("本支部"),
            _("不保存"),
        ),
        Holding(
            _("支部对该做的事的说明：已做、不适用或判断有误，和一句话"),
            _("由支部自己说清楚，不再提醒"),
            _("只有本支部；上级看不到"),
            _("由支部长期保管，随时可以收回"),
        ),
        Holding(
            _("上级向支部提的要求：标题、要填什么、截止日期，和要花的人数、分钟；不含填写的内容，不记名字"),
            _("发出之前挡住形式主义的要求，让大家看到花掉多少时间"),
            _("所有人，在公开的要求台账上"),
            _("长期保存，撤回的也留着"),
        ),
        Holding(
            _("不另外保存：一次会议预计来多少人，由本支部以往会议的人数算出来"),
            _("安排会场和时间；只有人数，不看谁来没来"),
            _("本支部"),
            _("不保存"),
        ),
    ]
