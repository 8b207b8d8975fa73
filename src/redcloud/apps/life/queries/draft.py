"""Stage life: the draft of minutes. In: a meeting that was held. Out: a text made of its known facts.

Nothing that the platform knows is typed again. The draft is written in the language of the
organisation's own documents, as paper minutes are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from redcloud.apps.life.models import Decision, Meeting
from redcloud.apps.life.queries.page import MeetingView, meeting_page
from redcloud.apps.life.registry import studied
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.topics.models import Topic
from redcloud.apps.topics.queries import topics_for, topics_suggested_in

NUMERALS = "一二三四五六七八九十"
_NUMBERED = re.compile(rf"[（(]?([{NUMERALS}]+|\d+)[)）、.．]")
"""A line of the agenda that brings its number keeps it."""


@dataclass(frozen=True, slots=True)
class MinutesSheet:
    """What the minutes form shows: the facts above, the draft and the decisions so far."""

    page: MeetingView
    text: str
    decisions: list[Decision]
    topics: list[Topic]
    """What the meeting may have been about: chosen before, then what the text seems to be about."""
    others: list[Topic]
    """All other topics that can be chosen."""
    chosen: frozenset[int]

    @property
    def open(self) -> bool:
        """Whether the minutes can still be written."""
        return self.page.may_write_minutes


def minutes_sheet(viewer: Viewer, uid: UUID) -> MinutesSheet:
    """The minutes as kept so far, or a draft.

    Raises
    ------
    NotVisible
        For everybody but the committee and the chair.
    """
    page = meeting_page(viewer, uid)
    if not (page.runs or page.chairs):
        raise NotVisible
    text = page.minutes.text if page.minutes is not None else draft_text(page)
    root_id = page.meeting.branch.root_id or page.meeting.branch_id
    usable = minutes_topics(root_id)
    chosen = list(page.minutes.topics.order_by("code")) if page.minutes is not None else []
    said = topics_suggested_in(root_id, page.meeting.title, f"{page.meeting.agenda}\n{text}")
    proposed = [one.topic for one in said.found if one.topic in usable and one.topic not in chosen]
    first = chosen + proposed
    return MinutesSheet(
        page,
        text,
        [one.decision for one in page.decisions],
        first,
        [topic for topic in usable if topic not in first],
        frozenset(topic.pk for topic in chosen),
    )


def minutes_topics(root_id: int) -> list[Topic]:
    """Topics that minutes may have: those in use in a root, without the sensitive ones."""
    return list(topics_for(root_id).filter(sensitive=False))


def draft_text(page: MeetingView) -> str:
    """One sentence of facts, what was studied, then a heading for each line of the agenda."""
    agenda = [line.strip() for line in page.meeting.agenda.splitlines() if line.strip()]
    headings = [
        f"{line}\n" if _NUMBERED.match(line) else f"{_numeral(place)}、{line}\n"
        for place, line in enumerate(agenda)
    ]
    return "\n".join([_facts(page.meeting, page), "", *_studied(page.meeting), *headings]).rstrip() + "\n"


def _studied(meeting: Meeting) -> list[str]:
    titles = [title for found in studied.call(meeting).values() for title in found]
    lines = [f"{place}. 《{title}》" for place, title in enumerate(titles, start=1)]
    return ["一起学习：", *lines, ""] if lines else []


def _facts(meeting: Meeting, page: MeetingView) -> str:
    local = timezone.localtime(meeting.starts_at)
    parts = [f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"]
    if meeting.place:
        parts.append(f"在{meeting.place}")
    parts.append(f"召开{page.kind.words.zh}")
    if meeting.chair is not None:
        parts.append(f"由{meeting.chair.name}主持")
    if page.roll is not None:
        parts.append(f"应到{page.roll.due}人,实到{page.roll.present}人,请假{page.roll.excused}人")
    return ",".join(parts).replace(",", "，") + "。"


def _numeral(place: int) -> str:
    return NUMERALS[place] if place < len(NUMERALS) else str(place + 1)
