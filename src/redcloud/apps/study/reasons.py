"""Stage study: reasons in words. A code and its facts in, one true sentence and its evidence out.

Every sentence cites only the reader's own records, public facts, or counts of at least ten people.
What it cites is looked up through the reader's own door: evidence that the reader may not open is
left out, and the sentence then says less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.models import Course, Item
from redcloud.apps.topics.models import Topic


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a reason rests on; ``item``, ``course`` and ``plan`` are opened by their pages."""

    text: SafeString | str
    item: Item | None = None
    course: Course | None = None
    plan_branch: int | None = None
    portrait: bool = False


@dataclass(frozen=True, slots=True)
class Explained:
    """A reason as a page shows it."""

    code: str
    sentence: SafeString | str
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the sentences of one reader look up: loaded once for a whole list.

    ``parts`` has the items of courses by course; ``courses`` those that a plan's reasons name.
    """

    topics: Mapping[str, Topic]
    items: Mapping[int, Item]
    done: Mapping[int, date]
    places: Mapping[int, Organisation]
    plan_branches: Mapping[int, int]
    parts: Mapping[int, frozenset[int]] = field(default_factory=dict)
    courses: Mapping[int, Course] = field(default_factory=dict)


def explain(code: str, facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    """Put a reason into words.

    Raises
    ------
    KeyError
        If the code has no sentence: a new ReasonCode needs one here.
    """
    return _SENTENCES[code](facts, item, ground)


def _on(day: date) -> str:
    return date_format(day, _("Y年n月j日"))


def _topic(facts: Mapping[str, Any], ground: Ground) -> str:
    topic = ground.topics.get(str(facts.get("topic", "")))
    return topic.name if topic else str(facts.get("topic", ""))


def _topic_of_yours(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    count, said = facts["records"], {"count": facts["records"], "topic": _topic(facts, ground)}
    if isinstance(item, Course):
        sentence = ngettext(
            "您有 %(count)d 条记录与“%(topic)s”有关，这门课程也讲这个主题。",
            "您有 %(count)d 条记录与“%(topic)s”有关，这门课程也讲这个主题。",
            count,
        )
    else:
        sentence = ngettext(
            "您有 %(count)d 条记录与“%(topic)s”有关，这篇也讲这个主题。",
            "您有 %(count)d 条记录与“%(topic)s”有关，这篇也讲这个主题。",
            count,
        )
    sentence %= said
    own = [
        Evidence(_("您在 %(day)s 学完") % {"day": _on(day)}, item=ground.items[key])
        for key, day in ground.done.items()
        if key in ground.items and facts["topic"] in {t.code for t in ground.items[key].topics.all()}
    ]
    own.sort(key=_by_item)
    portrait = Evidence(_("这些记录都列在您的画像里，只有您能看到"), portrait=True)
    return Explained("topic_of_yours", sentence, [*own[:5], portrait])


def _by_item(evidence: Evidence) -> int:
    return evidence.item.pk if evidence.item else 0


def _course_begun(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    own = [
        Evidence(_("您在 %(day)s 学完") % {"day": _on(ground.done[key])}, item=ground.items[key])
        for key in ground.parts.get(item.pk, ())
        if key in ground.done and key in ground.items
    ]
    own.sort(key=_by_item)
    # What is done by now: a part may have been finished since it was sent.
    count = len(own) or int(facts["done"])
    sentence = ngettext(
        "您已经学完了这门课程里的 %(count)d 篇，可以接着往下学。",
        "您已经学完了这门课程里的 %(count)d 篇，可以接着往下学。",
        count,
    ) % {"count": count}
    note = Evidence(_("由您自己的记录得出，只有您能看到；什么时候学、学不学，都由您定"))
    return Explained("course_begun", sentence, [*own[:5], note])


def _course_part(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    course = ground.courses.get(facts["course"])
    if course is None:
        return Explained("course_part", _("它是一门课程的下一篇。"))
    said = {"title": course.shown_title, "number": facts["number"], "of": facts["of"]}
    if facts.get("whole"):
        words = _("这次的时间够学完课程《{title}》；这是第 {number} 篇，共 {of} 篇。")
    elif facts["number"] == 1:
        words = _("课程《{title}》从这里开始；这是第 1 篇，共 {of} 篇。")
    else:
        words = _("接着学课程《{title}》：第 {number} 篇，共 {of} 篇。")
    note = Evidence(_("按支部自己记下学过的计划，不看任何一个人"))
    return Explained("course_part", format_html(words, **said), [_opens(course), note])


def _opens(course: Course) -> Evidence:
    return Evidence(_("打开这门课程"), course=course)


def _next_to_done(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    source = ground.items.get(facts["item"])
    if source is None:
        return Explained("next_to_done", _("学完您学过的一篇内容的人，也有不少学完了这篇。"))
    sentence = format_html(
        _("您学完了《{title}》；学完它的人里，至少有 {people} 人也学完了这篇。"),
        title=source.shown_title,
        people=facts["people"],
    )
    day = ground.done.get(source.pk)
    text = _("您在 %(day)s 学完") % {"day": _on(day)} if day else _("您学完的内容")
    count = _("人数不足 10 人时不统计；人数向下取整，每周更新一次")
    return Explained("next_to_done", sentence, [Evidence(text, item=source), Evidence(count)])


def _asked_by_branch(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    branch = ground.plan_branches.get(facts["plan"])
    evidence = [Evidence(_("支部学习计划"), plan_branch=branch)] if branch else []
    return Explained("asked_by_branch", _("您的支部准备在下次学习时一起学这篇。"), evidence)


def _need_nearby(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    place = ground.places.get(facts["place"])
    where = format_html('<span lang="zh-Hans">{}</span>', place.name) if place else _("附近")
    sentence = format_html(
        _("近 90 天里，{where}的居民提出了至少 {needs} 件与“{topic}”有关的诉求。"),
        where=where,
        needs=facts["needs"],
        topic=_topic(facts, ground),
    )
    return Explained("need_nearby", sentence, [Evidence(_("只统计公开的类别和大致地点；不足 10 件不统计"))])


def _new_in_library(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    day = _on(date.fromisoformat(facts["published"]))
    return Explained("new_in_library", _("新上架：%(day)s发布。") % {"day": day})


def _widely_used(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    sentence = _("已有至少 %(people)d 人学完这篇。") % {"people": facts["people"]}
    note = Evidence(_("人数不足 10 人时不统计；人数向下取整，每周更新一次"))
    return Explained("widely_used", sentence, [note])


def _in_season(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    day = date(2000, int(facts["month"]), 1)
    sentence = _("%(month)s正是关注“%(topic)s”的时候。") % {
        "month": date_format(day, "F"),
        "topic": _topic(facts, ground),
    }
    return Explained("in_season", sentence, [Evidence(_("按每年公开的宣传月和节气安排，与您个人无关"))])


def _explore_topic(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    if not facts.get("topic"):
        return Explained("explore_topic", _("换个方向看看：来自学习库。"))
    return Explained("explore_topic", _("换个主题看看：%(topic)s。") % {"topic": _topic(facts, ground)})


def _chosen(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    return Explained("chosen", _("由支部自己选定。"))


def _asked_from_above(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    sender = ground.places.get(facts["place"])
    who = format_html('<span lang="zh-Hans">{}</span>', sender.name) if sender else _("上级组织")
    day = _on(date.fromisoformat(facts["by"]))
    course = ground.courses.get(facts.get("course", 0))
    if isinstance(item, Course):
        sentence = format_html(_("{who}提议在{day}以前学这门课程。"), who=who, day=day)
    elif course is not None:
        sentence = format_html(
            _("{who}提议在{day}以前学课程《{title}》；这是第 {number} 篇，共 {of} 篇。"),
            who=who,
            day=day,
            title=course.shown_title,
            number=facts["number"],
            of=facts["of"],
        )
    else:
        sentence = format_html(_("{who}提议各支部在{day}以前学这篇。"), who=who, day=day)
    if isinstance(item, Course):
        note = Evidence(_("这是提议：学不学由您自己定，没有人统计谁没学"))
    else:
        note = Evidence(_("这是提议：学不学由支部定，没有人统计谁没学"))
    return Explained("asked_from_above", sentence, [_opens(course), note] if course else [note])


def _wished(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    place = ground.places.get(facts["place"])
    where = format_html('<span lang="zh-Hans">{}</span>', place.name) if place else _("整个组织")
    sentence = format_html(
        _("{where}至少有 {people} 位党员希望支部一起学这篇。"), where=where, people=facts["people"]
    )
    day = _on(date.fromisoformat(facts["released"]))
    note = Evidence(_("%(day)s发布；不足 10 人不发布，人数向下取整，每周更新一次，不知道是谁") % {"day": day})
    return Explained("wished", sentence, [note])


def _topic_not_yet(facts: Mapping[str, Any], item: Item | Course, ground: Ground) -> Explained:
    sentence = _("近一年支部一起学过的内容里，还没有“%(topic)s”。") % {"topic": _topic(facts, ground)}
    note = Evidence(_("按支部自己记下学过的计划，不看任何一个人"))
    return Explained("topic_not_yet", sentence, [note])


_SENTENCES = {
    "topic_of_yours": _topic_of_yours,
    "next_to_done": _next_to_done,
    "course_begun": _course_begun,
    "course_part": _course_part,
    "asked_by_branch": _asked_by_branch,
    "need_nearby": _need_nearby,
    "new_in_library": _new_in_library,
    "widely_used": _widely_used,
    "in_season": _in_season,
    "explore_topic": _explore_topic,
    "chosen": _chosen,
    "asked_from_above": _asked_from_above,
    "wished": _wished,
    "topic_not_yet": _topic_not_yet,
}
"""One function a ReasonCode, and those that only a branch's plan has."""

CODES_WITH_WORDS = frozenset(_SENTENCES)
