"""Stage portrait: says in plain words what it holds about people, for the public page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.holdings import Holding


def portrait_holdings() -> list[Holding]:
    """What the stage portrait holds."""
    return [
        Holding(
            _("画像：按月份和类别的参加记录数、学习过的主题、开始和学完的内容"),
            _("让本人看清自己参加了什么、学了什么；本人同意时用来推荐学习内容"),
            _("只有本人；本人逐行分享给支部书记时，书记在期限内可见"),
            _("本人关闭或注销时立即删除"),
        ),
        Holding(
            _("本人对画像写的说明、提出的异议、隐藏的行、分享的期限、全年学时计划"),
            _("画像归本人所有，由本人解释和更正"),
            _("只有本人；说明随分享的那一行给书记看"),
            _("本人删除或注销时立即删除"),
        ),
        Holding(
            _("本人自己写的特长和心愿，从固定清单里选"),
            _("本人愿意时，支部办理群众诉求可以请本人帮忙"),
            _("只有本人；本人选择给所在支部的支部委员会看时，在期限内可见，旁边写的话始终只有本人能看"),
            _("本人删除或注销时立即删除"),
        ),
        Holding(
            _("谁在什么时候因为什么原因查看过画像"),
            _("让本人知道谁看过"),
            _("只有本人"),
            _("本人注销时删除"),
        ),
        Holding(
            _("汇总数：各级组织按月份和类别的参加人数，经过小群体保护，每周发布一次"),
            _("了解组织生活的总体情况，不涉及个人"),
            _("本组织和上级组织"),
            _("发布后不再改动"),
        ),
    ]
