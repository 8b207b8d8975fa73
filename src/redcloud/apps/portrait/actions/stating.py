"""Stage portrait: what a member states of themselves: skills, wishes, a plan of hours; lines they hide.

Every function works on the actor's own portrait and on nothing else. The audit trail says that something
was said, never what, and no branch's trail says that anything was shown to its committee.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, viewer_of
from redcloud.apps.people.models import User
from redcloud.apps.people.queries import branch_of
from redcloud.apps.portrait.actions.saying import LONGEST_SHARE_DAYS, NoBranch, acting_member
from redcloud.apps.portrait.models import Hidden, HoursPlan, Share, Stated
from redcloud.apps.portrait.queries.own import line_of
from redcloud.engine.portrait.stated import BY_CODE

MOST_HOURS = 1_000


@transaction.atomic
def state(*, actor: User, code: str, words: str = "") -> Stated:
    """State a skill or a wish of the fixed list, or write other words beside it. Shown to nobody by this.

    Raises
    ------
    NotVisible
        When the list has no such entry, or the actor is no member.
    """
    member = acting_member(actor)
    if code not in BY_CODE:
        raise NotVisible
    stated, _ = Stated.objects.update_or_create(member=member, code=code, defaults={"words": words.strip()})
    audit.record(actor=actor, action="portrait.state", target=member)
    return stated


@transaction.atomic
def take_back(*, actor: User, code: str) -> str:
    """Remove a stated skill or wish and return the words beside it; whoever saw it sees it no more.

    Raises
    ------
    NotVisible
        When the actor states nothing of the kind.
    """
    row = _stated(actor, code)
    words = row.words
    row.delete()
    audit.record(actor=actor, action="portrait.take_back", target=row.member)
    return words


@transaction.atomic
def show_to_committee(*, actor: User, code: str, days: int) -> Stated:
    """Show a stated skill or wish, without the words beside it, to the committee of the actor's branch.

    Raises
    ------
    ValueError
        When ``days`` is not between 1 and 30.
    NotVisible
        When the actor states nothing of the kind.
    NoBranch
        When the actor belongs to no branch today.
    """
    if not 1 <= days <= LONGEST_SHARE_DAYS:
        raise ValueError(f"between 1 and {LONGEST_SHARE_DAYS} days")
    row = _stated(actor, code)
    branch = branch_of(row.member, timezone.localdate())
    if branch is None:
        raise NoBranch
    now = timezone.now()
    row.shown_to, row.shown_at, row.shown_until = branch, now, now + timedelta(days=days)
    row.save(update_fields=["shown_to", "shown_at", "shown_until"])
    audit.record(actor=actor, action="portrait.show_stated", target=row.member)
    return row


@transaction.atomic
def stop_showing(*, actor: User, code: str) -> None:
    """Show a stated skill or wish to nobody any more, from now on.

    Raises
    ------
    NotVisible
        When the actor states nothing of the kind.
    """
    row = _stated(actor, code)
    row.shown_to, row.shown_at, row.shown_until = None, None, None
    row.save(update_fields=["shown_to", "shown_at", "shown_until"])
    audit.record(actor=actor, action="portrait.stop_showing", target=row.member)


@transaction.atomic
def plan_hours(*, actor: User, year: int, hours: int | None) -> None:
    """Plan so many study hours for a year, or none; only the actor ever sees it.

    Raises
    ------
    ValueError
        When ``hours`` is not between 1 and 1,000, or ``year`` neither this one nor the next.
    NotVisible
        When the actor is no member.
    """
    this_year = timezone.localdate().year
    if year not in (this_year, this_year + 1):
        raise ValueError("this year or the next")
    if hours is not None and not 1 <= hours <= MOST_HOURS:
        raise ValueError(f"between 1 and {MOST_HOURS} hours")
    member = acting_member(actor)
    if hours is None:
        HoursPlan.objects.filter(member=member, year=year).delete()
    else:
        HoursPlan.objects.update_or_create(
            member=member, year=year, defaults={"hours": hours, "planned_at": timezone.now()}
        )
    audit.record(actor=actor, action="portrait.plan_hours", target=member)


@transaction.atomic
def hide(*, actor: User, kind: str, key: str) -> None:
    """Take a line off the page and out of every share. It stays the member's and counts as before.

    Raises
    ------
    NotVisible
        When the actor's portrait has no such line.
    """
    line_of(viewer_of(actor), kind, key)
    member = acting_member(actor)
    Hidden.objects.get_or_create(member=member, line_kind=kind, line_key=key)
    Share.objects.filter(member=member, line_kind=kind, line_key=key).delete()
    audit.record(actor=actor, action="portrait.hide", target=member)


@transaction.atomic
def show_again(*, actor: User, kind: str, key: str) -> None:
    """Put a hidden line back on the page. What was shared before is not shared again by this.

    Raises
    ------
    NotVisible
        When the actor is no member.
    """
    member = acting_member(actor)
    Hidden.objects.filter(member=member, line_kind=kind, line_key=key).delete()
    audit.record(actor=actor, action="portrait.show_again", target=member)


def _stated(actor: User, code: str) -> Stated:
    member = acting_member(actor)
    row = Stated.objects.filter(member=member, code=code).select_related("member").first()
    if row is None:
        raise NotVisible
    return row
