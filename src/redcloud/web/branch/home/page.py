"""Web branch, feature home: collects the page from the stages. In: a viewer and a branch. Out: one view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from redcloud.apps.discussions.queries import count_open_reports
from redcloud.apps.life.models import Meeting
from redcloud.apps.life.queries import left_open, next_meeting
from redcloud.apps.needs.queries import waiting_for_branch
from redcloud.apps.outlook.models import Answer
from redcloud.apps.outlook.queries import AnswerLine, DueLine, due_answers, due_lines, expected_turnout
from redcloud.apps.people.access import Viewer, branch_belonging_to
from redcloud.apps.people.models import COMMITTEE_ROLES, Organisation
from redcloud.apps.people.transfers import arriving_at
from redcloud.apps.study.queries import plan_for
from redcloud.engine.outlook.turnout.expecting import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePart:
    """What a branch has due and what it answered, as ``branch/home/due.html`` shows it."""

    branch: Organisation
    runs: bool
    due: list[DueLine]
    answers: list[AnswerLine]

    @property
    def open_due(self) -> int:
        """Rules that ask for a meeting which is neither held nor planned."""
        return sum(line.open for line in self.due)

    @property
    def due_open(self) -> list[DueLine]:
        """What is not done yet, arranged or not: it stands first."""
        return [line for line in self.due if line.item.state in ("due", "overdue")]

    @property
    def due_done(self) -> list[DueLine]:
        """What is done in its period."""
        return [line for line in self.due if line.item.state == "done"]

    @property
    def answer_choices(self) -> list[tuple[str, str]]:
        """What the branch may say to something that is due."""
        return [(value, str(label)) for value, label in Answer.choices]


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchHome(DuePart):
    """What stands on a branch's page, in the order of the page: needs that wait come first."""

    needs: list[Any]
    left_open: list[Meeting]
    meeting: Meeting | None
    roll_now: bool
    expected: Expectation | None
    plan: Any
    reports: int
    arriving: int


def branch_home_page(viewer: Viewer, branch_id: int, today: date) -> BranchHome:
    """Collect a branch's page for one of its own people.

    Raises
    ------
    NotVisible
    """
    branch = branch_belonging_to(viewer, branch_id)
    runs = branch_id in viewer.organisation_ids(*COMMITTEE_ROLES)
    meeting = next_meeting(viewer, branch_id)
    return BranchHome(
        branch=branch,
        runs=runs,
        needs=waiting_for_branch(viewer, branch_id),
        left_open=left_open(viewer, branch_id) if runs else [],
        meeting=meeting,
        roll_now=_may_call_roll(viewer, meeting, today),
        expected=expected_turnout(viewer, meeting) if meeting is not None else None,
        plan=plan_for(viewer, branch_id),
        due=due_lines(viewer, branch_id, today),
        answers=due_answers(viewer, branch_id, today),
        reports=count_open_reports(viewer, branch_id) if runs else 0,
        arriving=arriving_at(branch).count() if runs else 0,
    )


def _may_call_roll(viewer: Viewer, meeting: Meeting | None, today: date) -> bool:
    """Whether the viewer chairs the meeting and its day has come."""
    if meeting is None or viewer.member_id is None or meeting.chair_id != viewer.member_id:
        return False
    return timezone.localdate(meeting.starts_at) <= today
