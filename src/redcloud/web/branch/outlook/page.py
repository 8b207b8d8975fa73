"""Web branch, feature outlook: collects the page. In: a viewer and a branch. Out: one view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redcloud.apps.needs.queries import waiting_for_branch
from redcloud.apps.outlook.queries import (
    AheadLine,
    BranchAhead,
    ahead_of,
    due_answers,
    due_lines,
    questions_for,
)
from redcloud.apps.people.access import Viewer
from redcloud.engine.outlook.helping import Offer
from redcloud.engine.rules.pack import RulePack
from redcloud.web.branch.home.page import DuePart
from redcloud.web.branch.questions.views import sentence_of
from redcloud.web.ui.ahead import AheadRow, quarter_word, rows_of

PERCENT = 100


@dataclass(frozen=True, slots=True)
class OfferLine:
    """What would help, in words, and what shows it."""

    sentence: str
    evidence: str


@dataclass(frozen=True, slots=True)
class OutlookPage:
    """What stands on a branch's outlook page; needs that wait come first."""

    needs: int
    ahead: BranchAhead
    due: DuePart
    quarter: str
    total: AheadRow | None
    rows: list[AheadRow]
    questions: list[str]
    offers: list[OfferLine]


def outlook_page(viewer: Viewer, branch_id: int, today: date) -> OutlookPage:
    """Collect a branch's outlook for one of its own people.

    Raises
    ------
    NotVisible
    """
    ahead = ahead_of(viewer, branch_id, today)
    meetings = [*([ahead.total] if ahead.total else []), *ahead.meetings]
    rows = rows_of([(name_of(ahead.pack, one), one) for one in meetings])
    for one in ahead.others:  # another unit, another scale
        rows += rows_of([(name_of(ahead.pack, one), one)])
    asked = questions_for(viewer, branch_id, today)[1] if ahead.runs else []
    return OutlookPage(
        needs=len(waiting_for_branch(viewer, branch_id)),
        ahead=ahead,
        due=DuePart(
            branch=ahead.branch,
            runs=ahead.runs,
            due=due_lines(viewer, branch_id, today),
            answers=due_answers(viewer, branch_id, today),
        ),
        quarter=quarter_word(ahead.quarter),
        total=rows[0] if ahead.total else None,
        rows=rows,
        questions=[sentence_of(one) for one in asked],
        offers=[_offer_line(one, ahead) for one in ahead.offers],
    )


def name_of(pack: RulePack, line: AheadLine) -> str:
    """What a forecast is of, in the words of the page."""
    if line.name == "all":
        return _("全部会议（次）")
    if line.name == "volunteering":
        return _("志愿服务（发布的记录数）")
    if line.name == "study":
        return _("学习（发布的记录数）")
    return pack.kind(line.name).words.in_language(get_language() or "zh")


def weekday_word(day: int) -> str:
    """The name of a weekday, Monday being 0."""
    return [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")][day]


def _offer_line(offer: Offer, ahead: BranchAhead) -> OfferLine:
    facts = {
        "gain": round(PERCENT * offer.gain),
        "low": round(PERCENT * offer.low),
        "high": round(PERCENT * offer.high),
        "meetings": offer.meetings,
        "usual_meetings": offer.meetings_usual,
        "few": offer.usual,
        "heads": offer.choice,
    }
    if offer.code == "weekday":
        days = {"day": weekday_word(offer.choice), "usual": weekday_word(offer.usual)}
        return OfferLine(
            _("不妨试试把会改到%(day)s") % days,
            _(
                "%(day)s开过 %(meetings)d 次，常用的%(usual)s开过 %(usual_meetings)d 次："
                "%(day)s到会的比例高 %(gain)d 个百分点（%(low)d 到 %(high)d）。"
            )
            % {**facts, **days},
        )
    kind = {"kind": ahead.pack.kind(offer.kind).words.in_language(get_language() or "zh")}
    if offer.code == "shorter":
        minutes = {"minutes": offer.choice, "usual": offer.usual}
        return OfferLine(
            _("%(kind)s不妨开短一点，例如 %(minutes)d 分钟") % {**kind, **minutes},
            _(
                "短的开过 %(meetings)d 次，%(usual)d 分钟左右的开过 %(usual_meetings)d 次："
                "短的到会比例高 %(gain)d 个百分点（%(low)d 到 %(high)d）。"
            )
            % {**facts, **minutes},
        )
    return OfferLine(
        _("%(kind)s不妨和邻近的支部一起开") % kind,
        _("最近一年 %(meetings)d 次里，有 %(few)d 次到会不超过 %(heads)d 人。") % facts,
    )
