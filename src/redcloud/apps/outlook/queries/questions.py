"""Stage outlook: reads of a branch's own records for the questions to itself, for its committee alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.utils import timezone

from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.needs.models import Need
from redcloud.apps.people.access import Viewer, branch_run_by
from redcloud.apps.people.models import Organisation
from redcloud.apps.rules.queries import pack_of
from redcloud.apps.study.queries import session_minutes
from redcloud.engine.outlook.questions import HeldRecord, NeedRecord, Question, questions

DAYS_LOOKED_AT = 365
_NUMBER = re.compile(r"^\s*(?:[（(]?(?:[一二三四五六七八九十]+|\d+)[)）、.．]|[-*•])\s*")
_FACTS = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日.*召开")
"""The first line of a draft, which the platform writes: when, where, who chaired, how many came."""


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question with the records that it comes from, for the branch to open."""

    question: Question
    meetings: list[Meeting]
    needs: list[Need]


def questions_for(viewer: Viewer, branch_id: int, today: date) -> tuple[Organisation, list[OwnQuestion]]:
    """What a branch may ask itself about its last year, for its committee alone.

    Raises
    ------
    NotVisible
        For everybody but the committee: members do not judge it by this, and nobody above sees it.
    """
    branch = branch_run_by(viewer, branch_id)
    return branch, asked_of(branch, today)


def asked_of(branch: Organisation, today: date) -> list[OwnQuestion]:
    """The questions of a branch: for its committee's page, and to be counted under protection."""
    since = today - timedelta(days=DAYS_LOOKED_AT)
    meetings = {str(one.uid): one for one in _meetings(branch, since, today)}
    studied = session_minutes([one.pk for one in meetings.values()])
    needs = {str(one.uid): one for one in Need.objects.filter(holder=branch, received_at__date__gte=since)}
    votes = {kind.code: kind.votes for kind in pack_of(branch.root_id or branch.pk).kinds}
    found = questions(
        [_held(one, votes.get(one.kind, False), studied.get(one.pk, 0)) for one in meetings.values()],
        [_need(one) for one in needs.values()],
    )
    return [
        OwnQuestion(
            one,
            [meetings[uid] for uid in one.evidence if uid in meetings],
            [needs[uid] for uid in one.evidence if uid in needs],
        )
        for one in found
    ]


def _meetings(branch: Organisation, since: date, today: date) -> list[Meeting]:
    held = Meeting.objects.filter(
        branch=branch, state=MeetingState.HELD, starts_at__date__gte=since, starts_at__date__lte=today
    )
    found = held.select_related("roll", "minutes").annotate(decided=Count("decisions"))
    return list(found.order_by("starts_at", "id"))


def _held(meeting: Meeting, votes: bool, study_minutes: int) -> HeldRecord:
    roll = getattr(meeting, "roll", None)
    minutes = getattr(meeting, "minutes", None)
    return HeldRecord(
        uid=str(meeting.uid),
        kind=meeting.kind,
        day=timezone.localdate(meeting.starts_at),
        roll_day=timezone.localdate(roll.taken_at) if roll else None,
        due=roll.due if roll else 0,
        present=roll.present if roll else 0,
        votes=votes,
        decisions=meeting.decided,  # type: ignore[attr-defined]  # counted by the query
        own_text=own_text(minutes.text, meeting.agenda) if minutes else "",
        minutes_planned=meeting.minutes_planned,
        study_minutes=study_minutes,
    )


def own_text(minutes: str, agenda: str) -> str:
    """The minutes without the lines that the platform had filled in: the facts, and the agenda."""
    planned = {_NUMBER.sub("", line).strip() for line in agenda.splitlines()}
    lines = (line.strip() for line in minutes.splitlines())
    return "\n".join(
        line for line in lines if not _FACTS.match(line) and _NUMBER.sub("", line).strip() not in planned
    )


def _need(need: Need) -> NeedRecord:
    return NeedRecord(
        uid=str(need.uid),
        place=need.place_id,
        spot=need.spot,
        category=need.category,
        words=need.words,
        received=timezone.localdate(need.received_at),
        closed=timezone.localdate(need.closed_at) if need.closed_at else None,
    )
