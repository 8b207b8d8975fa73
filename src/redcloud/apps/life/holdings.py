"""Stage life: says in plain words what it holds about people, for the public page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.holdings import Holding


def life_holdings() -> list[Holding]:
    """What the stage life holds."""
    return [
        Holding(
            _("会议的时间、地点、议程、记录和表决票数"),
            _("组织自己的记忆"),
            _("只有本支部；上级看不到"),
            _("由支部长期保管"),
        ),
        Holding(
            _("一次会议的点名：到会或请假的名字，不写原因；没有标注的人只是一个数"),
            _("确认法定人数；到会的成为本人自己的记录"),
            _("只在这次会议里，本支部可见；没有跨会议的考勤表"),
            _("随会议保管；本人注销时删除名字，人数不变"),
        ),
        Holding(
            _("志愿服务：做了什么、哪一天、在哪里，由本人填写"),
            _("成为本人自己的记录"),
            _("只有本人"),
            _("本人收回或注销时删除"),
        ),
    ]
