"""Stage life: what the form of a meeting needs. In: a branch and a kind, or a meeting. Out: a setting."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.life.queries.meetings import meeting_run_by
from redcloud.apps.life.queries.proposal import Proposal, propose
from redcloud.apps.people.access import NotVisible, Viewer, branch_run_by
from redcloud.apps.people.models import Member, Organisation, OrganisationKind
from redcloud.apps.people.queries import members_on
from redcloud.apps.rules.queries import pack_in_force
from redcloud.engine.rules.pack import MeetingKind, RulePack


@dataclass(frozen=True, slots=True)
class MeetingSetting:
    """Where and as what a meeting is called, who may chair it, and how it is proposed."""

    branch: Organisation
    kind: MeetingKind
    people: list[Member]
    groups: list[Organisation]
    places: list[str]
    proposal: Proposal


def settings_by_kind(viewer: Viewer, branch_id: int) -> tuple[Organisation, tuple[MeetingKind, ...]]:
    """The branch and the kinds of meeting that its committee can call.

    Raises
    ------
    NotVisible
    """
    branch = branch_run_by(viewer, branch_id)
    return branch, _pack(branch).kinds


def setting_for_new(viewer: Viewer, branch_id: int, kind: str) -> MeetingSetting:
    """A new meeting of ``kind``, proposed from the branch's habit.

    Raises
    ------
    NotVisible
        Also for a kind that the branch's rules do not know.
    """
    branch = branch_run_by(viewer, branch_id)
    if kind not in {one.code for one in _pack(branch).kinds}:
        raise NotVisible
    return _setting(branch, kind, propose(viewer, branch, kind, timezone.localdate()))


def setting_for_change(viewer: Viewer, uid: UUID) -> MeetingSetting:
    """A planned meeting as it stands, to be changed; raises ``NotVisible`` once it is not planned."""
    meeting = meeting_run_by(viewer, uid)
    if meeting.state != MeetingState.PLANNED:
        raise NotVisible
    proposal = Proposal(
        kind=meeting.kind,
        title=meeting.title,
        starts_at=meeting.starts_at,
        minutes_planned=meeting.minutes_planned,
        place=meeting.place,
        agenda=meeting.agenda,
        chair_id=meeting.chair_id,
        group_id=meeting.group_id,
        has_election=meeting.has_election,
    )
    return _setting(meeting.branch, meeting.kind, proposal)


def _setting(branch: Organisation, kind: str, proposal: Proposal) -> MeetingSetting:
    recent = Meeting.objects.filter(branch=branch).exclude(place="").order_by("-starts_at")
    places = list(dict.fromkeys(recent.values_list("place", flat=True)[:30]))[:6]
    return MeetingSetting(
        branch=branch,
        kind=_pack(branch).kind(kind),
        people=list(members_on(branch, timezone.localdate())),
        groups=list(branch.children.filter(kind=OrganisationKind.GROUP).order_by("pk")),
        places=places,
        proposal=proposal,
    )


def _pack(branch: Organisation) -> RulePack:
    return pack_in_force(branch.root_id or branch.pk, timezone.localdate())
