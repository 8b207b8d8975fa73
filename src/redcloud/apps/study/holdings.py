"""Stage study: says in plain words what study holds about people, for the public page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.holdings import Holding


def study_holdings() -> list[Holding]:
    """What the stage study holds."""
    return [
        Holding(
            _("给谁推荐过哪篇内容，以及推荐的理由"),
            _("同一篇不推荐第二次；理由可以打开核对"),
            _("只有本人"),
            _("本人注销账户时立即删除"),
        ),
        Holding(
            _("本人说过“不适合我”的内容"),
            _("以后不再推荐"),
            _("只有本人"),
            _("本人撤销时，或注销账户时删除"),
        ),
        Holding(
            _("小测的答案，只在本人点了“留着”以后"),
            _("以后自己再看；不点就不保存"),
            _("只有本人"),
            _("本人删掉时，或注销账户时立即删除"),
        ),
        Holding(
            _("哪位编辑写过、改过、审核过哪篇内容"),
            _("看得到改了什么、可以恢复"),
            _("本组织的编辑"),
            _("内容还在就一直保留；编辑注销账户时去掉姓名"),
        ),
        Holding(
            _("本人说过“希望支部一起学”的内容"),
            _("每周汇总成不少于 10 人的数，排支部计划时参考"),
            _("只有本人；支部只看到不少于 10 人、向下取整的数"),
            _("本人撤回时，或注销账户时删除"),
        ),
        Holding(
            _("推荐模型：至少 10 人学完的内容，和至少 10 人一起学完的内容对，人数向下取整"),
            _("推荐大家常学的、常一起学的内容"),
            _("推荐程序；理由里引用的数人人可见"),
            _("每周重新计算；注销账户的人不再计入"),
        ),
    ]
