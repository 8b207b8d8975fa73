"""Stage people: members who move to another branch, or leave. In: people of both branches. Out: memberships.

A transfer is asked for where the member is, and holds from the day on which the other branch confirms. Until
then the member belongs where they were: nobody is ever between two branches.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer, branch_run_by
from redcloud.apps.people.actions import join_branch, leave_branch
from redcloud.apps.people.models import Member, Membership, Organisation, Transfer, TransferState, User
from redcloud.apps.people.queries import branches_named, members_on, waiting_transfer_of

SHOWN_FOR = timedelta(days=30)
"""So long a branch sees what became of its transfers, and can take a departure back."""


class TransferRefused(Exception):  # noqa: N818 - it is an answer, not a fault
    """``code`` says why: ``unknown``, ``several``, ``same``, ``waits``, ``self``, ``gone`` or ``day``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Moves:
    """Who comes to a branch and who goes, as its committee sees it."""

    branch: Organisation
    arriving: list[Transfer]
    going: list[Transfer]
    settled: list[Transfer]
    left: list[Membership]


def moves_of(viewer: Viewer, branch_id: int) -> Moves:
    """Return the transfers and departures of a branch: 5 queries.

    Raises
    ------
    NotVisible
        When the viewer does not run the branch.
    """
    branch = branch_run_by(viewer, branch_id)
    since = timezone.now() - SHOWN_FOR
    mine = Transfer.objects.filter(origin=branch).select_related("member", "target")
    settled = mine.filter(settled_at__gt=since, state=TransferState.DECLINED)
    return Moves(
        branch,
        list(arriving_at(branch)),
        list(mine.filter(state=TransferState.WAITING).order_by("pk")),
        list(settled.order_by("-pk")),
        list(_left(branch)),
    )


def _left(branch: Organisation) -> QuerySet[Membership]:
    """Memberships that ended lately, of members who belong nowhere since."""
    belongs = Membership.objects.filter(member=OuterRef("member"), until=None)
    ended = Membership.objects.filter(
        ~Exists(belongs), organisation=branch, until__gt=timezone.localdate(timezone.now() - SHOWN_FOR)
    )
    return ended.select_related("member", "organisation").order_by("-until", "pk")


def arriving_at(branch: Organisation) -> QuerySet[Transfer]:
    """Transfers that wait for the branch to confirm them."""
    waiting = Transfer.objects.filter(target=branch, state=TransferState.WAITING)
    return waiting.select_related("member", "origin").order_by("pk")


def member_to_move(viewer: Viewer, branch_id: int, member_id: int) -> tuple[Organisation, Member]:
    """The branch and one of its present members, for its committee.

    Raises
    ------
    NotVisible
    """
    branch = branch_run_by(viewer, branch_id)
    member = members_on(branch, timezone.localdate()).filter(pk=member_id).first()
    if member is None:
        raise NotVisible
    return branch, member


@transaction.atomic
def ask_transfer(*, actor: User, viewer: Viewer, branch_id: int, member_id: int, target: str) -> Transfer:
    """Ask another branch to take a member; nothing changes before it confirms.

    Parameters
    ----------
    target : the branch's name, with those above it and slashes where several have it.

    Raises
    ------
    NotVisible
    TransferRefused
        ``unknown``, ``several``, ``same``, or ``waits``: another transfer of the member is open.
    """
    branch, member = _locked(viewer, branch_id, member_id)
    root = member.root
    found = branches_named(root, [target])[target]
    if len(found) != 1:
        raise TransferRefused("several" if found else "unknown")
    if found[0] == branch.pk:
        raise TransferRefused("same")
    if waiting_transfer_of(member.pk) is not None:
        raise TransferRefused("waits")
    made = Transfer.objects.create(member=member, origin=branch, target_id=found[0], asked_by=actor)
    audit.record(actor=actor, action="people.ask_transfer", target=member, organisation=branch)
    return made


@transaction.atomic
def withdraw_transfer(*, actor: User, viewer: Viewer, branch_id: int, transfer_id: int) -> None:
    """Take a transfer back before it is confirmed. Settled already: nothing happens.

    Raises
    ------
    NotVisible
    """
    branch = branch_run_by(viewer, branch_id)
    _settle(_transfer(Q(origin=branch), transfer_id), actor, TransferState.WITHDRAWN)


@transaction.atomic
def answer_transfer(
    *, actor: User, viewer: Viewer, branch_id: int, transfer_id: int, confirms: bool
) -> Transfer:
    """Take the member into the branch from today on, or decline.

    Raises
    ------
    NotVisible
    TransferRefused
        ``gone``: it was taken back, answered, or the member has left the branch that asked.
    """
    branch = branch_run_by(viewer, branch_id)
    transfer = _transfer(Q(target=branch), transfer_id)
    today = timezone.localdate()
    if not _settle(transfer, actor, TransferState.CONFIRMED if confirms else TransferState.DECLINED):
        raise TransferRefused("gone")
    if confirms:
        member = Member.objects.select_for_update().get(pk=transfer.member_id)
        if not members_on(transfer.origin, today).filter(pk=member.pk).exists():
            raise TransferRefused("gone")
        join_branch(actor=actor, member=member, branch=branch, since=today)
    return transfer


@transaction.atomic
def leave(*, actor: User, viewer: Viewer, branch_id: int, member_id: int, until: date) -> None:
    """Write down that a member does not belong to the branch any more, from ``until`` on; nobody asks why.

    Raises
    ------
    NotVisible
    TransferRefused
        ``self``: another of the committee does it; ``day``: ahead, or before the membership began.
    """
    branch, member = _locked(viewer, branch_id, member_id)
    if member.user_id == actor.pk:
        raise TransferRefused("self")
    present = Membership.objects.filter(member=member, organisation=branch, until=None).first()
    if present is None or not present.since < until <= timezone.localdate():
        raise TransferRefused("day")
    waiting = waiting_transfer_of(member.pk)
    if waiting is not None:
        _settle(waiting, actor, TransferState.WITHDRAWN)
    leave_branch(actor=actor, member=member, until=until)


@transaction.atomic
def come_back(*, actor: User, viewer: Viewer, branch_id: int, member_id: int) -> None:
    """Take a departure of the last 30 days back, as if it had not been; places on the committee stay ended.

    Raises
    ------
    NotVisible
        Also when the member belongs somewhere again.
    """
    Member.objects.select_for_update().filter(pk=member_id).first()
    row = _left(branch_run_by(viewer, branch_id)).filter(member=member_id).first()
    if row is None:
        raise NotVisible
    Membership.objects.filter(pk=row.pk).update(until=None)
    audit.record(actor=actor, action="people.come_back", target=row.member, organisation=row.organisation)


def forget_settled() -> int:
    """Delete what was settled so long ago that it is shown no more; how many went."""
    gone, _each = Transfer.objects.filter(settled_at__lt=timezone.now() - SHOWN_FOR).delete()
    return gone


def _locked(viewer: Viewer, branch_id: int, member_id: int) -> tuple[Organisation, Member]:
    """The branch and its member, held until the transaction ends: two acts on one person wait in turn."""
    Member.objects.select_for_update().filter(pk=member_id).first()
    return member_to_move(viewer, branch_id, member_id)


def _transfer(side: Q, transfer_id: int) -> Transfer:
    found = Transfer.objects.filter(side, pk=transfer_id).select_related("origin", "member").first()
    if found is None:
        raise NotVisible
    return found


def _settle(transfer: Transfer, actor: User, state: str) -> bool:
    """Settle a transfer that still waits; whether it did."""
    waiting = Transfer.objects.filter(pk=transfer.pk, state=TransferState.WAITING)
    done = waiting.update(state=state, settled_by=actor, settled_at=timezone.now()) == 1
    if done:
        action = f"people.transfer_{state}"
        audit.record(actor=actor, action=action, target=transfer.member, organisation=transfer.origin)
    return done
