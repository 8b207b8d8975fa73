"""Stage notices: what happened. In: a kind, and whom it concerns. Out: lines on lists; robots told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from redcloud.apps.notices.models import Channel, Delivery, Notice, NoticeKind, Robot
from redcloud.apps.notices.models.notices import BRANCH_NOTICES
from redcloud.apps.people.models import Member, Organisation

SETTLES = timedelta(minutes=10)
"""How long a branch's notice waits for a robot: what is corrected at once is said once, or not at all."""

_OF_USE = timedelta(days=2)


def notify(*, member: Member, kind: str, target_url: str, target_args: Sequence[str | int] = ()) -> Notice:
    """Tell a member that something happened; it joins the list and the next digest.

    Parameters
    ----------
    kind : a ``NoticeKind``; the page makes the sentence, so that nothing of the content is copied.
    target_url : the URL name to open, with ``target_args``.

    Raises
    ------
    ValueError
        For an unknown kind.
    """
    return notify_all(members=[member], kind=kind, target_url=target_url, target_args=target_args)[0]


def notify_all(
    *, members: Iterable[Member], kind: str, target_url: str, target_args: Sequence[str | int] = ()
) -> list[Notice]:
    """Tell several members the same, in one insert; see ``notify``.

    No audit row: a notice is a consequence of an action that has its own.
    """
    if kind not in NoticeKind.values:
        raise ValueError(f"unknown kind of notice: {kind}")
    arguments = list(target_args)
    return Notice.objects.bulk_create(
        Notice(member=member, kind=kind, target_name=target_url, target_args=arguments) for member in members
    )


def tell_of_slip(member_id: int, what: str) -> None:
    """Tell a member that a slip for a new password was made or used (``registries.slip_changed``)."""
    kind = {"made": NoticeKind.SLIP_MADE, "used": NoticeKind.SLIP_USED}[what]
    notify(member=Member.objects.get(pk=member_id), kind=kind, target_url="account")


@transaction.atomic
def notify_branch(*, branch: Organisation, kind: str, until: datetime | None = None) -> int:
    """Have the branch's robots say in its group chats that there is a notice; return how many will.

    What they say is the same whatever happened, so what waits already speaks for this as well.

    Parameters
    ----------
    kind : one of ``BRANCH_NOTICES``: what concerns the whole branch.
    until : after it the notice is of no use, for instance when the meeting has begun.

    Raises
    ------
    ValueError
        For a kind that is for persons.
    """
    if kind not in BRANCH_NOTICES:
        raise ValueError(f"no notice of a branch: {kind}")
    now = timezone.now()
    waiting = [
        Delivery(
            root_id=branch.root_id or branch.pk,
            channel=Channel.ROBOT,
            robot=robot,
            not_before=now + SETTLES,
            not_after=min(now + _OF_USE, until or now + _OF_USE),
        )
        for robot in Robot.objects.filter(branch=branch, paused_at=None)
    ]
    Delivery.objects.bulk_create(waiting, ignore_conflicts=True)
    return len(waiting)


def mark_read(*, member_id: int, notice_ids: Sequence[int], now: datetime | None = None) -> int:
    """Mark a member's own notices as read. Nobody else can see it, and no trail of it is kept."""
    unread = Notice.objects.filter(member_id=member_id, read_at=None, pk__in=notice_ids)
    return unread.update(read_at=now or timezone.now())
