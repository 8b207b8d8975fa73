"""Stage discussions: says in plain words what it holds about people, for the public page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.holdings import Holding


def discussions_holdings() -> list[Holding]:
    """What the stage discussions holds."""
    return [
        Holding(
            _("评论的文字"),
            _("讨论本身"),
            _("这场讨论的参加者；被举报的评论由支部委员会处理"),
            _("作者删除为止；删除后 30 分钟内可以撤回，之后彻底清除"),
        ),
        Holding(
            _("一条评论谈的是哪件公共事务（本产品发布时定好的清单里的一项）"),
            _("说明一场讨论谈到什么；给作者本人看自己谈过什么"),
            _("作者同意才有；评论旁边只有作者看得到，也只有作者能更正；讨论的参加者看到这场讨论谈到的事务"),
            _("作者收回同意时马上删除；也随评论删除"),
        ),
        Holding(
            _("谁举报了哪条评论，因为什么，怎么处理的"),
            _("让不合适的评论有人处理"),
            _("支部委员会看得到评论和原因，看不到是谁举报的"),
            _("随评论；举报人注销时立即删除"),
        ),
    ]
