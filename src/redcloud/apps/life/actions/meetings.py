"""Stage life: writes of meetings. In: a secretary's facts. Out: a meeting that its branch can see."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.life.actions.locking import locked
from redcloud.apps.life.actions.telling import tell_due
from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.life.queries import meeting_run_by
from redcloud.apps.notices.models import NoticeKind
from redcloud.apps.people import audit
from redcloud.apps.people.access import Viewer, branch_run_by
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.people.queries import members_on
from redcloud.apps.rules.queries import pack_in_force

TOLD_WHEN_CHANGED = ("starts_at", "place", "group_id")
"""Another agenda or title is read on the page; another time or place has to reach people."""


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What a meeting is called with; nothing else is ever typed about it."""

    kind: str
    title: str
    starts_at: datetime
    minutes_planned: int
    place: str = ""
    agenda: str = ""
    chair_id: int | None = None
    group_id: int | None = None
    has_election: bool = False


@transaction.atomic
def call_meeting(*, actor: User, viewer: Viewer, branch_id: int, facts: MeetingFacts) -> Meeting:
    """Call a meeting of a branch.

    Raises
    ------
    NotVisible
        For everybody but the branch's committee.
    ValueError
        ``unknown_kind``, ``unknown_chair`` or ``unknown_group``.
    """
    branch = branch_run_by(viewer, branch_id)
    _check(branch, facts)
    meeting = Meeting.objects.create(branch=branch, called_by=actor, **asdict(facts))
    audit.record(actor=actor, action="life.call_meeting", target=meeting, organisation=branch)
    tell_due(meeting, NoticeKind.MEETING_CALLED, but=actor)
    return meeting


@transaction.atomic
def change_meeting(*, actor: User, viewer: Viewer, uid: UUID, facts: MeetingFacts) -> Meeting:
    """Change a planned meeting.

    Raises
    ------
    NotVisible
        For everybody but the branch's committee.
    ValueError
        ``not_planned``, or as in ``call_meeting``.
    """
    meeting = _planned(viewer, uid)
    _check(meeting.branch, facts)
    before = [getattr(meeting, name) for name in TOLD_WHEN_CHANGED]
    for name, value in asdict(facts).items():
        setattr(meeting, name, value)
    meeting.save()
    audit.record(actor=actor, action="life.change_meeting", target=meeting, organisation=meeting.branch)
    if before != [getattr(meeting, name) for name in TOLD_WHEN_CHANGED]:
        tell_due(meeting, NoticeKind.MEETING_CHANGED, but=actor)
    return meeting


@transaction.atomic
def cancel_meeting(*, actor: User, viewer: Viewer, uid: UUID) -> Meeting:
    """Cancel a planned meeting; ``restore_meeting`` undoes it. Raises as ``change_meeting``."""
    meeting = _planned(viewer, uid)
    tell_due(meeting, NoticeKind.MEETING_CANCELLED, but=actor)
    return _move(actor, meeting, MeetingState.CANCELLED, "life.cancel_meeting")


@transaction.atomic
def restore_meeting(*, actor: User, viewer: Viewer, uid: UUID) -> Meeting:
    """Undo a cancellation.

    Raises
    ------
    NotVisible
        For everybody but the branch's committee.
    ValueError
        ``not_cancelled``.
    """
    meeting = locked(meeting_run_by(viewer, uid))
    if meeting.state != MeetingState.CANCELLED:
        raise ValueError("not_cancelled")
    tell_due(meeting, NoticeKind.MEETING_CALLED, but=actor)
    return _move(actor, meeting, MeetingState.PLANNED, "life.restore_meeting")


@transaction.atomic
def note_held(*, actor: User, viewer: Viewer, uid: UUID) -> Meeting:
    """Note that a meeting without a roll (a round of talks) took place.

    Raises
    ------
    NotVisible
        For everybody but the branch's committee.
    ValueError
        ``not_planned``, ``needs_roll`` or ``too_early``.
    """
    meeting = _planned(viewer, uid)
    day = timezone.localdate(meeting.starts_at)
    pack = pack_in_force(meeting.branch.root_id or meeting.branch_id, day)
    if pack.kind(meeting.kind).roll:
        raise ValueError("needs_roll")
    if day > timezone.localdate():
        raise ValueError("too_early")
    return _move(actor, meeting, MeetingState.HELD, "life.note_held")


@transaction.atomic
def take_chair(*, actor: User, viewer: Viewer, uid: UUID) -> Meeting:
    """Let a member of the committee chair in place of whoever was to chair.

    Raises
    ------
    NotVisible
        For everybody but a member on the branch's committee.
    ValueError
        ``not_planned`` or ``unknown_chair``.
    """
    meeting = _planned(viewer, uid)
    _check_chair(meeting.branch, viewer.member_id)
    if viewer.member_id is None:
        raise ValueError("unknown_chair")
    meeting.chair_id = viewer.member_id
    meeting.save(update_fields=["chair"])
    audit.record(actor=actor, action="life.take_chair", target=meeting, organisation=meeting.branch)
    return meeting


def _planned(viewer: Viewer, uid: UUID) -> Meeting:
    meeting = locked(meeting_run_by(viewer, uid))
    if meeting.state != MeetingState.PLANNED:
        raise ValueError("not_planned")
    return meeting


def _move(actor: User, meeting: Meeting, state: MeetingState, action: str) -> Meeting:
    meeting.state = state
    meeting.save(update_fields=["state"])
    audit.record(actor=actor, action=action, target=meeting, organisation=meeting.branch)
    return meeting


def _check(branch: Organisation, facts: MeetingFacts) -> None:
    day = timezone.localdate(facts.starts_at)
    pack = pack_in_force(branch.root_id or branch.pk, day)
    if facts.kind not in {kind.code for kind in pack.kinds}:
        raise ValueError("unknown_kind")
    _check_chair(branch, facts.chair_id)
    if facts.group_id is not None and not branch.children.filter(pk=facts.group_id).exists():
        raise ValueError("unknown_group")


def _check_chair(branch: Organisation, chair_id: int | None) -> None:
    """Whoever chairs belongs to the branch today; nobody from outside gets at a roll."""
    if chair_id is not None and not members_on(branch, timezone.localdate()).filter(pk=chair_id).exists():
        raise ValueError("unknown_chair")
