"""Stage portrait: the member's say about their own portrait: notes, disputes, shares.

Every function works on the actor's own portrait and on nothing else. The audit trail says that
something was said, never what.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, viewer_of
from redcloud.apps.people.models import Member, User
from redcloud.apps.people.queries import branch_of
from redcloud.apps.portrait.models import Dispute, Hidden, Note, Share
from redcloud.apps.portrait.queries.own import line_of

LONGEST_SHARE_DAYS = 30


class NoBranch(Exception):  # noqa: N818 - an answer for the member, not a fault
    """The member belongs to no branch today, so that there is no secretary to share with."""


def _own_line(actor: User, kind: str, key: str) -> Member:
    """The actor as a member, when the line is in their own portrait; NotVisible otherwise."""
    line_of(viewer_of(actor), kind, key)
    return acting_member(actor)


@transaction.atomic
def annotate(*, actor: User, kind: str, key: str, text: str) -> None:
    """Write the note beside a line; an empty text removes it.

    Raises
    ------
    NotVisible
        When the actor's portrait has no such line.
    """
    member = _own_line(actor, kind, key)
    mine = Note.objects.filter(member=member, line_kind=kind, line_key=key)
    words = text.strip()
    if not words:
        mine.delete()
    elif not mine.update(text=words, written_at=timezone.now()):
        Note.objects.create(member=member, line_kind=kind, line_key=key, text=words)
    audit.record(actor=actor, action="portrait.annotate", target=member)


@transaction.atomic
def dispute(*, actor: User, kind: str, key: str) -> None:
    """Say that a line is wrong; it is in no release from the next one on. Twice is once.

    Raises
    ------
    NotVisible
        When the actor's portrait has no such line.
    """
    member = _own_line(actor, kind, key)
    Dispute.objects.get_or_create(member=member, line_kind=kind, line_key=key, withdrawn_at=None)
    audit.record(actor=actor, action="portrait.dispute", target=member)


@transaction.atomic
def withdraw_dispute(*, actor: User, kind: str, key: str) -> None:
    """Take a dispute back; nothing happens where there is none.

    Raises
    ------
    NotVisible
        When the actor is no member.
    """
    member = acting_member(actor)
    Dispute.objects.filter(member=member, line_kind=kind, line_key=key, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    audit.record(actor=actor, action="portrait.withdraw_dispute", target=member)


@transaction.atomic
def share(*, actor: User, kind: str, key: str, days: int) -> Share:
    """Show one line to the secretary of the actor's branch for ``days`` days; again means anew.

    Raises
    ------
    ValueError
        When ``days`` is not between 1 and 30.
    NotVisible
        When the actor's portrait has no such line, or the actor hides it.
    NoBranch
        When the actor belongs to no branch today.
    """
    if not 1 <= days <= LONGEST_SHARE_DAYS:
        raise ValueError(f"between 1 and {LONGEST_SHARE_DAYS} days")
    member = _own_line(actor, kind, key)
    if Hidden.objects.filter(member=member, line_kind=kind, line_key=key).exists():
        raise NotVisible
    branch = branch_of(member, timezone.localdate())
    if branch is None:
        raise NoBranch
    now = timezone.now()
    made, _ = Share.objects.update_or_create(
        member=member,
        line_kind=kind,
        line_key=key,
        branch=branch,
        defaults={"shared_at": now, "until": now + timedelta(days=days)},
    )
    # Not told to the branch's trail: sharing can be seen by the member and by nobody else.
    audit.record(actor=actor, action="portrait.share", target=member)
    return made


@transaction.atomic
def stop_sharing(*, actor: User, kind: str, key: str) -> None:
    """End every share of a line now; nothing of it stays.

    Raises
    ------
    NotVisible
        When the actor is no member.
    """
    member = acting_member(actor)
    Share.objects.filter(member=member, line_kind=kind, line_key=key).delete()
    audit.record(actor=actor, action="portrait.stop_sharing", target=member)


def acting_member(actor: User) -> Member:
    """The actor as a member.

    Raises
    ------
    NotVisible
        When the actor is no member.
    """
    member = Member.objects.filter(user=actor).first()
    if member is None:
        raise NotVisible
    return member
