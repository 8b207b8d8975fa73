"""Stage study: a planned session is called, held and noted. A plan in, a meeting of life or a held plan out.

Who was there is life's own: the chair calls the roll once, and that writes the records. Here it is noted what
the branch studied; nothing is written about, or computed from, any person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.life.actions import MeetingFacts, call_meeting
from redcloud.apps.life.models import Meeting, MeetingState, Minutes
from redcloud.apps.life.queries import propose
from redcloud.apps.people.access import NotVisible, Viewer, branch_run_by
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.actions.plans import plan_of, touched
from redcloud.apps.study.actions.undoing import forget
from redcloud.apps.study.models import BranchPlan
from redcloud.apps.study.queries.terms import NOTICE, first_study_kind

AGENDA = "集中学习"
"""The agenda of a session that was called from its plan, in the language of the organisation's documents."""


@transaction.atomic
def call_session(*, actor: User, viewer: Viewer, branch_id: int, uid: UUID) -> Meeting:
    """Call the meeting of a planned session, as the branch usually meets, on the plan's day.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee, and where there is no such open plan.
    ValueError
        ``called`` if it has a meeting already.
    """
    branch = branch_run_by(viewer, branch_id)
    plan = plan_of(branch, uid)
    if plan.meeting is not None and plan.meeting.state != MeetingState.CANCELLED:
        raise ValueError("called")
    today = timezone.localdate()
    kind = plan.kind or first_study_kind(branch)
    proposal = propose(viewer, branch, kind, today)
    day = max(plan.on or today, today + NOTICE)
    at = timezone.localtime(proposal.starts_at).time()
    facts = MeetingFacts(
        **asdict(
            replace(
                proposal,
                title=proposal.title.replace(
                    f"{timezone.localdate(proposal.starts_at).year}年{timezone.localdate(proposal.starts_at).month}月",
                    f"{day.year}年{day.month}月",
                ),
                starts_at=timezone.make_aware(datetime.combine(day, at)),
                minutes_planned=max(proposal.minutes_planned, plan.session_minutes),
                agenda=AGENDA,
            )
        )
    )
    meeting = call_meeting(actor=actor, viewer=viewer, branch_id=branch_id, facts=facts)
    plan.meeting, plan.kind, plan.on = meeting, kind, day
    touched(plan, spare=plan.spare_minutes, proven=plan.proven)
    forget(branch)
    record(actor=actor, action="study.call_session", target=plan, organisation=branch)
    return meeting


@transaction.atomic
def hold_plan(
    *, actor: User, viewer: Viewer, branch_id: int, uid: UUID, studied: Collection[int] | None = None
) -> BranchPlan:
    """Note what the branch studied at a meeting whose roll was called. The next plan starts from there.

    Parameters
    ----------
    studied
        Keys of the entries that were studied; the others go back to what may be planned. Left out: all.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee, and where there is no such open plan.
    ValueError
        ``roll_first`` before the meeting was held, ``nothing`` if no entry was studied.
    """
    branch = branch_run_by(viewer, branch_id)
    plan = plan_of(branch, uid)
    if plan.meeting is None or plan.meeting.state != MeetingState.HELD:
        raise ValueError("roll_first")
    keys = set(plan.entries.values_list("pk", flat=True))
    done = keys if studied is None else keys & set(studied)
    if not done:
        raise ValueError("nothing")
    plan.entries.exclude(pk__in=done).delete()
    plan.held_at = plan.closed_at = timezone.now()
    left = plan.session_minutes - sum(entry.minutes for entry in plan.entries.all())
    touched(plan, spare=max(0, left), proven=plan.proven)
    forget(branch)
    record(actor=actor, action="study.hold_plan", target=plan, organisation=branch)
    return plan


@transaction.atomic
def take_back_held(*, actor: User, viewer: Viewer, branch_id: int, uid: UUID) -> BranchPlan:
    """Undo ``hold_plan``, until the minutes of the meeting are confirmed.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee, and where no such plan was held.
    ValueError
        ``confirmed`` or ``planned`` (the meeting has an open plan again).
    """
    branch = branch_run_by(viewer, branch_id)
    plan = _held(branch, uid)
    if Minutes.objects.filter(meeting=plan.meeting, confirmed_at__isnull=False).exists():
        raise ValueError("confirmed")
    if BranchPlan.objects.filter(meeting=plan.meeting, closed_at=None).exists():
        raise ValueError("planned")
    plan.held_at = plan.closed_at = None
    touched(plan, spare=plan.spare_minutes, proven=plan.proven)
    forget(branch)
    record(actor=actor, action="study.take_back_held", target=plan, organisation=branch)
    return plan


def _held(branch: Organisation, uid: UUID) -> BranchPlan:
    plan = (
        BranchPlan.objects.filter(branch=branch, uid=uid, held_at__isnull=False)
        .select_related("meeting", "branch__root")
        .first()
    )
    if plan is None:
        raise NotVisible
    return plan
