"""Stage life: reads of meetings. In: a viewer and a branch or a meeting. Out: meetings of that branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from redcloud.apps.life.models import Meeting, MeetingState, Roll
from redcloud.apps.people.access import (
    NotVisible,
    Viewer,
    branch_belonging_to,
    branch_run_by,
)
from redcloud.apps.people.models import COMMITTEE_ROLES, Member, Membership, Organisation
from redcloud.apps.people.queries import committee_of, held_on
from redcloud.apps.rules.queries import pack_in_force, pack_of
from redcloud.engine.contracts import CountedMeeting, HeldMeeting
from redcloud.engine.rules.pack import Invited, MeetingKind, RulePack

STILL_ON = timedelta(hours=12)
"""A planned meeting stays the next one this long after it began, until its roll is called."""


def meeting_visible_to(viewer: Viewer, uid: UUID) -> Meeting:
    """A meeting, for its branch's present members and committee; no officer, no neighbour.

    Raises
    ------
    NotVisible
    """
    meeting = _meetings().filter(uid=uid).first()
    if meeting is None:
        raise NotVisible
    branch_belonging_to(viewer, meeting.branch_id)
    return meeting


def meeting_run_by(viewer: Viewer, uid: UUID) -> Meeting:
    """A meeting, for the committee of its branch; raises ``NotVisible`` for everybody else."""
    meeting = meeting_visible_to(viewer, uid)
    branch_run_by(viewer, meeting.branch_id)
    return meeting


def meeting_chaired_by(viewer: Viewer, uid: UUID) -> Meeting:
    """A meeting, for the one who chairs it; raises ``NotVisible`` for everybody else."""
    meeting = meeting_visible_to(viewer, uid)
    if viewer.member_id is None or meeting.chair_id != viewer.member_id:
        raise NotVisible
    return meeting


def upcoming_meetings(viewer: Viewer, limit: int = 5) -> list[Meeting]:
    """What is coming up for this viewer: meetings that the viewer is invited to, soonest first."""
    if not viewer.branch_ids and not viewer.organisation_ids(*COMMITTEE_ROLES):
        return []
    branches = {*viewer.branch_ids, *viewer.organisation_ids(*COMMITTEE_ROLES)}
    return list(_planned().filter(branch__in=branches).filter(_invited(viewer))[:limit])


def next_meeting(viewer: Viewer, branch_id: int) -> Meeting | None:
    """The branch's next meeting that the viewer is invited to.

    Raises
    ------
    NotVisible
        For people of other branches.
    """
    branch_belonging_to(viewer, branch_id)
    return _planned().filter(branch_id=branch_id).filter(_invited(viewer)).first()


def next_session(viewer: Viewer, branch_id: int) -> Meeting | None:
    """The next meeting to which the whole branch is invited: where it can study together.

    Raises
    ------
    NotVisible
        For people of other branches.
    """
    branch = branch_belonging_to(viewer, branch_id)
    for_all = [kind.code for kind in pack_of(_root_id(branch)).kinds if kind.invited == "members"]
    return _planned().filter(branch_id=branch_id, kind__in=for_all).first()


def left_open(viewer: Viewer, branch_id: int) -> list[Meeting]:
    """Planned meetings whose time is over and that nobody has settled, oldest first, for the committee.

    Raises
    ------
    NotVisible
        For everybody who does not run the branch.
    """
    branch_run_by(viewer, branch_id)
    over = timezone.now() - STILL_ON
    found = _meetings().filter(branch_id=branch_id, state=MeetingState.PLANNED, starts_at__lt=over)
    return list(found.order_by("starts_at", "id"))


def planned_by_kind(branch_id: int) -> dict[str, Meeting]:
    """The next planned meeting of each kind: what is due may already be on its way."""
    found: dict[str, Meeting] = {}
    for meeting in _planned().filter(branch_id=branch_id):
        found.setdefault(meeting.kind, meeting)
    return found


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in a list, with its kind in the organisation's words."""

    meeting: Meeting
    kind: MeetingKind


@dataclass(frozen=True, slots=True)
class BranchMeetings:
    """A branch's meetings: all planned ones soonest first, then the others of one year latest first."""

    branch: Organisation
    runs: bool
    planned: list[MeetingLine]
    year: int | None
    years: list[int]
    past: list[MeetingLine]


def branch_meetings(viewer: Viewer, branch_id: int, year: int | None = None) -> BranchMeetings:
    """The branch's meetings for its own people; of past ones those of ``year``, or of the newest year.

    Raises
    ------
    NotVisible
        For people of other branches.
    """
    branch = branch_belonging_to(viewer, branch_id)
    pack = pack_of(_root_id(branch))
    found = _meetings().select_related("roll").filter(branch=branch)
    past = found.exclude(state=MeetingState.PLANNED)
    years = [moment.year for moment in past.datetimes("starts_at", "year", order="DESC")]
    shown = year if year in years else next(iter(years), None)
    return BranchMeetings(
        branch=branch,
        runs=branch_id in viewer.organisation_ids(*COMMITTEE_ROLES),
        planned=_lines(pack, found.filter(state=MeetingState.PLANNED).order_by("starts_at", "id")),
        year=shown,
        years=years,
        past=_lines(pack, past.filter(starts_at__year=shown).order_by("-starts_at", "-id")) if shown else [],
    )


def _lines(pack: RulePack, meetings: QuerySet[Meeting]) -> list[MeetingLine]:
    return [MeetingLine(meeting, pack.kind(meeting.kind)) for meeting in meetings]


def held_meetings(branch_id: int, since: date) -> list[HeldMeeting]:
    """Kind and day of the meetings that a branch held since a day: facts for the judge, no people."""
    start = timezone.make_aware(datetime.combine(since, time.min))
    rows = (
        Meeting.objects.filter(branch_id=branch_id, state=MeetingState.HELD, starts_at__gte=start)
        .order_by("starts_at")
        .values_list("kind", "starts_at")
    )
    return [HeldMeeting(kind, timezone.localdate(starts_at)) for kind, starts_at in rows]


def counted_meetings(branch_id: int, kind: str, since: date) -> list[CountedMeeting]:
    """Head counts of the meetings of a kind that a branch held since a day, oldest first: nobody's name."""
    start = timezone.make_aware(datetime.combine(since, time.min))
    rows = (
        Roll.objects.filter(
            meeting__branch_id=branch_id, meeting__kind=kind, meeting__state=MeetingState.HELD
        )
        .filter(meeting__starts_at__gte=start)
        .order_by("meeting__starts_at", "meeting_id")
        .values_list("meeting__group_id", "meeting__starts_at", "due", "present")
    )
    return [
        CountedMeeting(kind, unit_of(branch_id, group), timezone.localdate(at), due, present)
        for group, at, due, present in rows
    ]


def unit_of(branch_id: int, group_id: int | None) -> str:
    """Whose meeting it was: a series of head counts is of the branch, or of one of its groups."""
    return str(branch_id if group_id is None else group_id)


def due_members(meeting: Meeting) -> list[tuple[Member, bool]]:
    """Who is due at a meeting on its day, and whether that member may vote; by name.

    The rules of the meeting's day say who is invited, and which stages count and vote.
    """
    day = timezone.localdate(meeting.starts_at)
    pack = pack_in_force(_root_id(meeting.branch), day)
    rows = Membership.objects.filter(
        held_on(day), organisation=meeting.branch, member__stage__in=pack.member_stages
    )
    invited = pack.kind(meeting.kind).invited
    if invited == "group" and meeting.group_id is not None:
        rows = rows.filter(group_id=meeting.group_id)
    if invited == "committee":
        users = committee_of(meeting.branch, day).values("user_id")
        rows = rows.filter(member__user_id__in=users)
    members = Member.objects.filter(pk__in=rows.values("member_id")).select_related("root")
    ordered = members.order_by("name", "pk")
    return [(member, member.stage in pack.voting_stages) for member in ordered]


def _root_id(branch: Organisation) -> int:
    return branch.root_id or branch.pk


def _meetings() -> QuerySet[Meeting]:
    return Meeting.objects.select_related("branch__root", "group", "chair")


def _planned() -> QuerySet[Meeting]:
    since = timezone.now() - STILL_ON
    return _meetings().filter(state=MeetingState.PLANNED, starts_at__gte=since).order_by("starts_at", "id")


def _invited(viewer: Viewer) -> Q:
    """Committee meetings for the committee, group meetings for the group, all others for everybody."""
    if viewer.root_id is None:
        return Q(pk__in=[])
    committee_kinds = _kinds(viewer.root_id, "committee")
    runs = viewer.organisation_ids(*COMMITTEE_ROLES)
    groups = (
        Membership.objects.filter(held_on(timezone.localdate()), member_id=viewer.member_id or 0)
        .exclude(group=None)
        .values("group_id")
    )
    in_my_group = Q(group=None) | Q(group__in=groups) | Q(branch__in=runs)
    return in_my_group & (~Q(kind__in=committee_kinds) | Q(branch__in=runs))


def _kinds(root_id: int, invited: Invited) -> list[str]:
    return [kind.code for kind in pack_of(root_id).kinds if kind.invited == invited]
