"""Stage people: stores what a roster says about members and where they belong, in bulk.

In: rows with their branch and member. Out: rows in the database; ``changed`` and ``left`` set on each.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Max

from redcloud.apps.people.models import Member, Membership, Organisation, Stage
from redcloud.apps.people.roster.matching import Placed, chunks, has_number, key_without_number
from redcloud.apps.people.roster.units import Tree

_BATCH = 2_000


def create_members(new: Sequence[Placed], root: Organisation, tree: Tree, day: date) -> None:
    """Store new members and their first membership."""
    for one in new:
        row = one.row
        one.member = Member(
            root=root,
            name=row.name,
            roster_key=row.number or key_without_number(one.branch, row.name),
            # A roster without a column for it lists full members.
            stage=row.stage or Stage.FULL,
            stage_since=row.since,
            email=row.email or "",
        )
    Member.objects.bulk_create([one.known for one in new], batch_size=_BATCH)
    Membership.objects.bulk_create(
        [_membership(one, tree, one.row.joined or day) for one in new], batch_size=_BATCH
    )


def update_members(known: Sequence[Placed]) -> None:
    """Bring name, stage, its day and the address to what the rows say; store only what differs."""
    for one in known:
        one.changed = _update(one)
    Member.objects.bulk_update(
        [one.known for one in known if one.changed],
        ["name", "roster_key", "stage", "stage_since", "email"],
        batch_size=_BATCH,
    )


def _update(one: Placed) -> bool:
    member, row = one.known, one.row
    before = (member.name, member.roster_key, member.stage, member.stage_since, member.email)
    member.name = row.name
    if row.number and not has_number(member):
        member.roster_key = row.number
    if row.stage is not None and row.stage != member.stage:
        member.stage, member.stage_since = row.stage, row.since
    member.stage_since = row.since or member.stage_since
    # Whoever has an account looks after the address; the roster only proposes the first one.
    if row.email and member.user_id is None:
        member.email = row.email
    return before != (member.name, member.roster_key, member.stage, member.stage_since, member.email)


def settle_memberships(known: Sequence[Placed], tree: Tree, day: date) -> None:
    """Let each member belong to the branch of the row: stay, move with a date, or come back."""
    present = _open_memberships(known)
    ended = _last_days([one for one in known if one.known.pk not in present])
    moved: list[Membership] = []
    begun: list[Membership] = []
    for one in known:
        row = present.get(one.known.pk)
        if row is None:
            since = max(filter(None, [one.row.joined or day, ended.get(one.known.pk)]))
            begun.append(_membership(one, tree, since))
            one.changed = True
        elif row.organisation_id != one.branch.pk:
            begun += _move(one, row, tree, day)
            moved.append(row)
            one.changed = one.left = True
        elif one.row.group and row.group_id != _group(one, tree):
            row.group_id = _group(one, tree)
            moved.append(row)
            one.changed = True
    Membership.objects.bulk_update(moved, ["until", "organisation", "group"], batch_size=_BATCH)
    Membership.objects.bulk_create(begun, batch_size=_BATCH)


def _move(one: Placed, row: Membership, tree: Tree, day: date) -> list[Membership]:
    """End ``row`` and begin the next, without a day in two branches or in none."""
    since = max(one.row.joined or day, row.since)
    if since == row.since:
        # It never held for a day: a correction of the entry, not a transfer.
        row.organisation = one.branch
        row.group_id = _group(one, tree)
        return []
    row.until = since
    return [_membership(one, tree, since)]


def _membership(one: Placed, tree: Tree, since: date) -> Membership:
    return Membership(member=one.member, organisation=one.branch, group_id=_group(one, tree), since=since)


def _group(one: Placed, tree: Tree) -> int | None:
    group = tree.child(one.branch, one.row.group) if one.row.group else None
    return group.pk if group else None


def _open_memberships(known: Sequence[Placed]) -> dict[int, Membership]:
    return {
        row.member_id: row
        for some in chunks(one.known.pk for one in known)
        for row in Membership.objects.filter(member_id__in=some, until=None)
    }


def _last_days(known: Sequence[Placed]) -> dict[int, date]:
    return {
        member: last
        for some in chunks(one.known.pk for one in known)
        for member, last in Membership.objects.filter(member_id__in=some)
        .values_list("member_id")
        .annotate(last=Max("until"))
        if last is not None
    }
