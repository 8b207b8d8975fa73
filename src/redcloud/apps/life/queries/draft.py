"""Stage life: the draft of minutes. In: a meeting that was held. Out: a text made of its known facts.

Nothing that the platform knows is typed again. The draft is written in the language of the
organisation's own documents, as paper minutes are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from redcloud.apps.life.models import Decision, Meeting, Minutes
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
    """What the minutes form starts from: the facts, the draft and the decisions so far, the topics chosen."""

    page: MeetingView
    text: str
    decisions: list[Decision]
    chosen: list[Topic]

    @property
    def open(self) -> bool:
        """Whether the minutes can still be written."""
        return self.page.may_write_minutes

    @property
    def seen(self) -> str:
        """Which draft this is, for ``keep_minutes``."""
        return version_of(self.page.minutes)


@dataclass(frozen=True, slots=True)
class TopicBoxes:
    """Topics to tick: chosen before, then what the text seems to be about; and all others there are."""

    first: list[Topic]
    others: list[Topic]


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
    return MinutesSheet(page, text, [one.decision for one in page.decisions], page.topics)


def topic_boxes(sheet: MinutesSheet, text: str) -> TopicBoxes:
    """The topics to choose from beside a text; asks the text model, so only for a page that is shown."""
    meeting = sheet.page.meeting
    root_id = meeting.branch.root_id or meeting.branch_id
    usable = minutes_topics(root_id)
    said = topics_suggested_in(root_id, meeting.title, f"{meeting.agenda}\n{text}")
    proposed = [one.topic for one in said.found if one.topic in usable and one.topic not in sheet.chosen]
    first = sheet.chosen + proposed
    return TopicBoxes(first, [topic for topic in usable if topic not in first])


def version_of(minutes: Minutes | None) -> str:
    """Which draft some minutes are: it changes whenever they are kept."""
    return minutes.updated_at.isoformat() if minutes is not None and minutes.pk else ""


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
