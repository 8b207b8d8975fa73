"""Stage people: says in plain words what is held about people, for the public page.

Each stage registers a function in ``registries.holdings`` that returns its ``Holding`` lines.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of datum: what it is, what for, who can see it, how long it stays."""

    what: Text
    why: Text
    seen_by: Text
    kept: Text


def people_holdings() -> list[Holding]:
    """What the stage people holds."""
    return [
        Holding(
            _("姓名、编号、党支部、党小组、发展阶段、入党日期、党内职务"),
            _("知道谁属于哪个支部、谁有表决权、谁负责什么"),
            _("本支部委员会；导入名册的管理员"),
            _("与组织的名册一致；转出后保留所属支部的起止日期，本人注销时删除"),
        ),
        Holding(
            _("组织关系转接：从哪个支部转到哪个支部、是否确认"),
            _("两个支部都点头，人不会悬在中间"),
            _("两个支部的委员会和本人"),
            _("办完三十天后删除，所属支部的起止日期另外保留"),
        ),
        Holding(
            _("用户名、密码的散列值、电子邮箱、界面语言、通行密钥的公钥"),
            _("登录和找回密码"),
            _("只有本人；密码和私钥任何人都看不到"),
            _("本人注销账户时立即删除"),
        ),
        Holding(
            _("是否同意形成画像、按画像推荐学习内容、识别评论主题"),
            _("没有同意就不处理"),
            _("只有本人，书记和管理员都看不到"),
            _("本人注销账户时立即删除"),
        ),
        Holding(
            _("重设密码单：谁什么时候做的，什么时候用过或作废；码只存散列值"),
            _("没有邮箱的人忘了密码也能登录，又不会有人悄悄登录别人的账户"),
            _("只有本人"),
            _("本人注销账户时立即删除"),
        ),
        Holding(
            _("操作痕迹：谁在什么时候做了哪一类操作，不含内容"),
            _("查清是谁改动了数据"),
            _("系统维护人员"),
            _("账户注销后，痕迹不再指向任何人"),
        ),
    ]
