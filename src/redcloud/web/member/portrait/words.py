"""Web member, feature portrait: codes of the engine in, words for people out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from redcloud.engine.contracts import ActivityKind, LakeVerb

KINDS: Final[dict[ActivityKind, Promise]] = {
    "members_meeting": _("党员大会"),
    "committee_meeting": _("支委会"),
    "group_meeting": _("党小组会"),
    "class": _("党课"),
    "theme_day": _("主题党日"),
    "life_meeting": _("组织生活会"),
    "study": _("学习"),
    "volunteering": _("志愿服务"),
    "discussion": _("讨论"),
    "need": _("帮助群众"),
    "other": _("其他活动"),
}

VERBS: Final[dict[LakeVerb, Promise]] = {
    "began": _("开始学习"),
    "completed": _("学完"),
    "attended": _("参加"),
    "volunteered": _("志愿服务"),
    "commented": _("参与讨论"),
    "helped": _("提供帮助"),
}

RULES: Final[dict[str, Promise]] = {
    "participation.month_kind.1": _("同一个月、同一类活动的记录放在一行，一条记录只算一次。"),
    "topic.half_life_90.1": _(
        "您参加的活动属于哪些主题，就记在哪些主题下；越近的越靠前，每过 90 天分量减半。"
        "分量只用来排先后，不是评价。"
    ),
    "service.year_kind.1": _("同一年里做的志愿服务、帮助群众的记录各放一行，就是各月同类行相加。"),
    "study_hours.declared_45.1": _(
        "学完的内容按发布人写明的分钟数相加，45 分钟算 1 学时；同一内容只算一次，算在第一次学完的那一年。"
        "从不计时，也不知道您实际用了多久。"
    ),
    "study.first_day.1": _("取第一次开始学习和第一次学完的日子。"),
}

RECENCIES: Final[dict[str, Promise]] = {
    "this_month": _("最近一个月"),
    "this_season": _("最近三个月"),
    "this_year": _("最近一年"),
    "earlier": _("更早"),
}

SOURCES: Final[dict[str, Promise]] = {
    "life": _("本平台的记录"),
    "file": _("导入的文件"),
    "http": _("其他学习平台"),
}

SECTIONS: Final[dict[Promise, tuple[str, ...]]] = {
    _("我参加的"): ("participation",),
    _("我的服务"): ("service",),
    _("我的学习"): ("study_hours", "study_begun", "study_done"),
    _("我学习的主题"): ("topic",),
}

REASONS: Final[dict[str, Promise]] = {
    "shared": _("您分享给书记的内容"),
    "stated": _("您给支部委员会看的特长和心愿"),
}


def every_code_has_words() -> bool:
    """Whether each kind and verb of the contracts has words here (a test asks)."""
    return set(KINDS) == set(get_args(ActivityKind)) and set(VERBS) == set(get_args(LakeVerb))


def in_page_language(names: Mapping[str, str]) -> tuple[str, bool]:
    """The name of a language map that suits the page, or any there is; and whether it is Chinese.

    An empty map gives an empty name.
    """
    english = (get_language() or "").startswith("en")
    wanted = ("en", "zh") if english else ("zh", "en")
    ordered = sorted(names, key=lambda tag: next((n for n, w in enumerate(wanted) if tag.startswith(w)), 2))
    if not ordered:
        return "", False
    return names[ordered[0]], not ordered[0].lower().startswith("en")
