"""Web member, feature home: collects the page from the stages. In: a viewer. Out: one view."""

from __future__ import annotations

from dataclasses import dataclass

from redcloud.apps.life.models import Meeting
from redcloud.apps.life.queries import upcoming_meetings
from redcloud.apps.needs.queries import waiting_for_branch
from redcloud.apps.needs.queries.handling import NeedLine
from redcloud.apps.people.access import Viewer, branch_belonging_to
from redcloud.apps.people.models import Member, Organisation
from redcloud.apps.people.queries import open_slips
from redcloud.apps.study.queries import Feed, own_member, suggestions_for

NEEDS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class MemberHome:
    """What stands on a member's home, in the order of the page."""

    member: Member
    branch: Organisation | None
    meetings: list[Meeting]
    feed: Feed
    needs: list[NeedLine]
    needs_waiting: int
    slip_is_out: bool


def member_home_page(viewer: Viewer) -> MemberHome:
    """Collect the home of the member who is looking.

    Raises
    ------
    NotVisible
        For somebody who is on no roster.
    """
    member = own_member(viewer)
    branch = branch_belonging_to(viewer, viewer.branch_ids[0]) if viewer.branch_ids else None
    needs = waiting_for_branch(viewer, branch.pk) if branch else []
    return MemberHome(
        member=member,
        branch=branch,
        meetings=upcoming_meetings(viewer, limit=4),
        feed=suggestions_for(viewer),
        needs=needs[:NEEDS_SHOWN],
        needs_waiting=len(needs),
        slip_is_out=open_slips(member.pk).exists(),
    )
