"""Stage outlook: the closed lists of answers that a request may ask to choose from.

Nobody can add to it but a release of the product, so that answers of different requests mean the same and
none is about a person (PRODUCT line 6). A code stays once it was released: stored answers are codes.
In: a field and the rule pack of those who are asked. Out: its answers, by code, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from redcloud.apps.outlook.models import FieldKind, RequestField
from redcloud.engine.needs.categories import NEED_CATEGORIES, category_name
from redcloud.engine.rules.pack import RulePack

Words = Mapping[str, str | Promise]


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """One list: its name on pages, and its answers in the order in which they stand."""

    name: str | Promise
    answers: Callable[[RulePack], Words]


def _meetings(pack: RulePack) -> Words:
    language = get_language() or "zh"
    return {one.code: one.words.in_language(language) for one in pack.kinds}


def _needs(_pack: RulePack) -> Words:
    language = get_language() or "zh"
    return {one.code: category_name(one.code, language) for one in NEED_CATEGORIES}


def _always(words: Words) -> Callable[[RulePack], Words]:
    return lambda _pack: words


YES_NO: Words = {"yes": _("是"), "no": _("否")}
CHOICE_LISTS: dict[str, ChoiceList] = {
    "progress": ChoiceList(
        _("办到哪一步"),
        _always(
            {
                "not_started": _("还没开始"),
                "under_way": _("正在办"),
                "done": _("办好了"),
                "not_applicable": _("这里没有这件事"),
            }
        ),
    ),
    "enough": ChoiceList(
        _("够不够"), _always({"enough": _("够用"), "barely": _("勉强够"), "short": _("不够")})
    ),
    "urgency": ChoiceList(
        _("多急"), _always({"now": _("越快越好"), "quarter": _("这个季度内"), "later": _("可以等")})
    ),
    "who": ChoiceList(
        _("由谁来办合适"),
        _always(
            {
                "ourselves": _("自己能办"),
                "neighbours": _("和邻近支部一起办"),
                "above": _("要上级帮忙"),
            }
        ),
    ),
    "help": ChoiceList(
        _("最需要什么帮助"),
        _always(
            {
                "hands": _("人手"),
                "place": _("场地"),
                "money": _("经费"),
                "goods": _("物资"),
                "skills": _("懂行的人"),
                "none": _("不需要帮助"),
            }
        ),
    ),
    "part_of_day": ChoiceList(
        _("一天里的什么时候"),
        _always({"morning": _("上午"), "afternoon": _("下午"), "evening": _("晚上"), "any": _("都可以")}),
    ),
    "weekday": ChoiceList(
        _("星期几"),
        _always(
            {
                "monday": _("周一"),
                "tuesday": _("周二"),
                "wednesday": _("周三"),
                "thursday": _("周四"),
                "friday": _("周五"),
                "saturday": _("周六"),
                "sunday": _("周日"),
            }
        ),
    ),
    "meeting_kind": ChoiceList(_("哪一种会"), _meetings),
    "need_category": ChoiceList(_("哪一类诉求"), _needs),
}


def answers_of(field: RequestField, pack: RulePack) -> dict[str, str]:
    """The answers that a field takes, by code; none where it is filled in with words or a number.

    A field to choose from that was asked for before there were lists has none, and takes words as it did.
    """
    if field.kind == FieldKind.YES_NO:
        return {code: str(words) for code, words in YES_NO.items()}
    if field.kind == FieldKind.CHOICE and field.choices in CHOICE_LISTS:
        return {code: str(words) for code, words in CHOICE_LISTS[field.choices].answers(pack).items()}
    return {}
