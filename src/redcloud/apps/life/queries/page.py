"""Stage life: everything that the page of one meeting shows. In: a viewer, a meeting. Out: one view."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from redcloud.apps.life.models import Decision, Mark, Meeting, MeetingState, Minutes, Roll
from redcloud.apps.life.queries.meetings import due_members, meeting_visible_to
from redcloud.apps.life.queries.roll import RollLine, marked_lines, may_correct, roll_of
from redcloud.apps.people.access import Viewer
from redcloud.apps.people.models import COMMITTEE_ROLES
from redcloud.apps.rules.queries import pack_in_force
from redcloud.apps.topics.models import Topic
from redcloud.engine.rules.pack import MeetingKind, Occasion, RulePack
from redcloud.engine.rules.quorum import HeadCount, QuorumJudgement, judge, quorums_for


@dataclass(frozen=True, slots=True)
class JudgedDecision:
    """A decision and, where it was put to the vote, the sum that says whether it passed."""

    decision: Decision
    judgement: QuorumJudgement | None


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting as one of its branch's people sees it."""

    meeting: Meeting
    kind: MeetingKind
    pack: RulePack
    due: int
    roll: Roll | None
    present: list[RollLine]
    excused: list[RollLine]
    quorums: list[QuorumJudgement]
    minutes: Minutes | None
    topics: list[Topic]
    """What the minutes say that the meeting was about."""
    decisions: list[JudgedDecision]
    runs: bool
    chairs: bool
    day_reached: bool
    may_correct_roll: bool
    may_take_chair: bool

    @property
    def planned(self) -> bool:
        """Whether the meeting is still ahead."""
        return self.meeting.state == MeetingState.PLANNED

    @property
    def unmarked(self) -> int:
        """Heads without a mark: a number, never a list."""
        return self.due - len(self.present) - len(self.excused)

    @property
    def may_call_roll(self) -> bool:
        """Whether the viewer can call the roll now: the chair, on the day or later, once."""
        return self.chairs and self.planned and self.kind.roll and self.day_reached

    @property
    def may_note_held(self) -> bool:
        """Where no roll is called the committee notes that the meeting took place."""
        return self.runs and self.planned and not self.kind.roll and self.day_reached

    @property
    def may_write_minutes(self) -> bool:
        """Minutes are written by the committee or the chair until they are confirmed."""
        open_minutes = self.minutes is None or self.minutes.confirmed_at is None
        return (self.runs or self.chairs) and open_minutes and self.meeting.state == MeetingState.HELD


def meeting_page(viewer: Viewer, uid: UUID) -> MeetingView:
    """Collect a meeting's page, judged by the rules of the meeting's own day.

    Raises
    ------
    NotVisible
        For everybody but the branch's own people.
    """
    meeting = meeting_visible_to(viewer, uid)
    day = timezone.localdate(meeting.starts_at)
    pack = pack_in_force(meeting.branch.root_id or meeting.branch_id, day)
    kind = pack.kind(meeting.kind)
    roll = roll_of(meeting)
    lines = marked_lines(roll) if roll else []
    minutes = Minutes.objects.filter(meeting=meeting).first()
    runs = meeting.branch_id in viewer.organisation_ids(*COMMITTEE_ROLES)
    chairs = viewer.member_id is not None and meeting.chair_id == viewer.member_id
    return MeetingView(
        meeting=meeting,
        kind=kind,
        pack=pack,
        due=roll.due if roll else len(due_members(meeting)) if kind.roll else 0,
        roll=roll,
        present=[line for line in lines if line.mark == Mark.PRESENT],
        excused=[line for line in lines if line.mark == Mark.EXCUSED],
        quorums=_quorums(pack, meeting, roll),
        minutes=minutes,
        topics=list(minutes.topics.order_by("code")) if minutes is not None else [],
        decisions=_decisions(pack, meeting, roll),
        runs=runs,
        chairs=chairs,
        day_reached=day <= timezone.localdate(),
        may_correct_roll=may_correct(roll, minutes),
        may_take_chair=runs and not chairs and meeting.branch_id in viewer.branch_ids,
    )


def count_of(roll: Roll) -> HeadCount:
    """The head counts kept with a roll; they outlive the names."""
    return HeadCount(roll.due, roll.present, roll.voters_due, roll.voters_present)


def _quorums(pack: RulePack, meeting: Meeting, roll: Roll | None) -> list[QuorumJudgement]:
    if roll is None:
        return []
    occasions: list[Occasion] = ["meeting", "election"] if meeting.has_election else ["meeting"]
    return [
        judge(rule, count_of(roll))
        for occasion in occasions
        for rule in quorums_for(pack, meeting.kind, occasion)
    ]


def _decisions(pack: RulePack, meeting: Meeting, roll: Roll | None) -> list[JudgedDecision]:
    rules = quorums_for(pack, meeting.kind, "motion")
    judged = []
    for decision in Decision.objects.filter(meeting=meeting).order_by("pk"):
        judgement = None
        if roll is not None and rules and decision.votes_for is not None:
            judgement = judge(rules[0], count_of(roll), decision.votes_for)
        judged.append(JudgedDecision(decision, judgement))
    return judged
