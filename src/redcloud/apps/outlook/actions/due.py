"""Stage outlook: writes. One tap settles what is due: a meeting is called as the branch usually meets."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db import transaction

from redcloud.apps.life.actions import MeetingFacts, call_meeting
from redcloud.apps.life.models import Meeting
from redcloud.apps.life.queries import propose
from redcloud.apps.outlook.queries import DueLine, due_lines
from redcloud.apps.people.access import Viewer, branch_run_by
from redcloud.apps.people.models import User
from redcloud.apps.people.turns import hold


@transaction.atomic
def call_due(
    *, actor: User, viewer: Viewer, branch_id: int, today: date, rule: str | None = None
) -> list[Meeting]:
    """Call the meetings that are due and not planned yet; each can be changed or cancelled afterwards.

    Parameters
    ----------
    rule
        Only the meeting of this rule; ``None`` calls all of them: the plan for the period in one tap.

    Raises
    ------
    NotVisible
        For everybody but the branch's committee.
    """
    branch = branch_run_by(viewer, branch_id)
    hold(branch)  # two taps call one meeting
    called: list[Meeting] = []
    for line in due_lines(viewer, branch_id, today):
        if not line.open or (rule is not None and line.item.rule != rule):
            continue
        proposal = propose(viewer, branch, line.item.kind, today, _before(line))
        called.append(
            call_meeting(
                actor=actor, viewer=viewer, branch_id=branch_id, facts=MeetingFacts(**asdict(proposal))
            )
        )
    return called


def _before(line: DueLine) -> date | None:
    """The end of the period, where it lies ahead; what is overdue is simply held soon."""
    return line.item.period_until if line.item.state == "due" else None
