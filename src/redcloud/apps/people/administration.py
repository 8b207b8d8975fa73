"""Stage people: what an administrator settles for a whole organisation.

In: an administrator; a name, a member and a role. Out: how far it is set up, who edits and administers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.access import Viewer, administered_by
from redcloud.apps.people.actions import assign_role
from redcloud.apps.people.models import (
    BRANCH_KINDS,
    ActivationCode,
    Member,
    Organisation,
    PendingRole,
    Role,
    RoleAssignment,
    User,
)
from redcloud.apps.people.queries import held_on, waiting_leaders

STAFF_ROLES: Final = (Role.EDITOR, Role.ADMINISTRATOR, Role.OFFICER)
"""Roles for a whole organisation; those of a branch come with the roster."""
HELD, WAITS = "held", "waits"


class StaffRefused(Exception):  # noqa: N818 - it is an answer, not a fault
    """``code`` says why: ``unknown``, ``several`` or ``last``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class StaffLine:
    """Somebody with a role for the whole organisation; ``waits`` until they have an account."""

    key: str
    name: str
    number: str
    role: str
    waits: bool

    @property
    def role_word(self) -> str:
        """The role as pages say it."""
        return str(Role(self.role).label)


@dataclass(frozen=True, slots=True)
class SetUp:
    """How far an organisation is set up: counts of its people and branches, no names."""

    root: Organisation
    members: int
    branches: int
    accounts: int
    waiting_leaders: int
    editors: int


def set_up(viewer: Viewer, root_id: int) -> SetUp:
    """Count what an administrator has to see to: 4 queries, whatever the size.

    Raises
    ------
    NotVisible
    """
    root = administered_by(viewer, root_id)
    people = Member.objects.filter(root=root).aggregate(
        members=Count("pk"), accounts=Count("pk", filter=Q(user__isnull=False))
    )
    editors = RoleAssignment.objects.filter(
        held_on(timezone.localdate()), organisation=root, role=Role.EDITOR
    )
    waiting = PendingRole.objects.filter(organisation=root, role=Role.EDITOR)
    return SetUp(
        root=root,
        members=people["members"],
        branches=Organisation.objects.filter(root=root, kind__in=BRANCH_KINDS).count(),
        accounts=people["accounts"],
        waiting_leaders=waiting_leaders(root),
        editors=editors.count() + waiting.count(),
    )


def staff_of(viewer: Viewer, root_id: int) -> list[StaffLine]:
    """Who has a role for the whole organisation, by role and name.

    Raises
    ------
    NotVisible
    """
    root = administered_by(viewer, root_id)
    held = RoleAssignment.objects.filter(
        held_on(timezone.localdate()), organisation=root, role__in=STAFF_ROLES
    ).select_related("user", "user__member")
    waiting = PendingRole.objects.filter(organisation=root, role__in=STAFF_ROLES).select_related("member")
    lines = [_held_line(row) for row in held]
    lines += [
        StaffLine(f"{WAITS}-{row.pk}", row.member.name, row.member.roster_key, row.role, waits=True)
        for row in waiting
    ]
    order = {str(role): place for place, role in enumerate(STAFF_ROLES)}
    return sorted(lines, key=lambda line: (order[line.role], line.name))


def _held_line(row: RoleAssignment) -> StaffLine:
    member: Member | None = getattr(row.user, "member", None)
    name, number = (member.name, member.roster_key) if member else (row.user.username, "")
    return StaffLine(f"{HELD}-{row.pk}", name, number, row.role, waits=False)


@transaction.atomic
def rename_root(*, actor: User, viewer: Viewer, root_id: int, name: str) -> Organisation:
    """Give the organisation the name that all its pages show.

    Raises
    ------
    NotVisible
    """
    root = administered_by(viewer, root_id)
    root.name = name
    root.save(update_fields=["name"])
    audit.record(actor=actor, action="people.rename_root", target=root, organisation=root)
    return root


@transaction.atomic
def give_staff_role(*, actor: User, viewer: Viewer, root_id: int, who: str, role: str) -> Member:
    """Give a member a role for the whole organisation: now, or when they make their account.

    Parameters
    ----------
    who : a number of the roster, or a name that only one member has.

    Raises
    ------
    NotVisible
    StaffRefused
        When nobody, or more than one, is meant.
    """
    root = administered_by(viewer, root_id)
    member = one_member(root, who.strip())
    today = timezone.localdate()
    if member.user is not None:
        assign_role(actor=actor, user=member.user, organisation=root, role=role, since=today)
    else:
        _row, new = PendingRole.objects.get_or_create(
            member=member, organisation=root, role=role, defaults={"since": today}
        )
        if new:  # a code that is out was printed for somebody without this office; it would open it now
            ActivationCode.objects.filter(member=member).delete()
        audit.record(actor=actor, action="people.name_role", target=member, organisation=root)
    return member


def one_member(root: Organisation, who: str) -> Member:
    """The member of the root who is meant by a number of the roster, or by a name that only one has.

    Raises
    ------
    StaffRefused
    """
    members = Member.objects.filter(root=root).select_related("user")
    numbered = members.filter(roster_key=who).first()
    if numbered is not None:
        return numbered
    named = list(members.filter(name=who)[:2])
    if len(named) == 1:
        return named[0]
    raise StaffRefused("several" if named else "unknown")


@transaction.atomic
def end_staff_role(*, actor: User, viewer: Viewer, root_id: int, key: str) -> None:
    """End a role, or take back one that waits. Ended already: nothing happens.

    Raises
    ------
    NotVisible
    StaffRefused
        When nobody could administer the organisation any more.
    """
    root = administered_by(viewer, root_id)
    state, _dash, number = key.partition("-")
    if not number.isdecimal():
        return
    if state == WAITS:
        gone, _each = PendingRole.objects.filter(
            pk=int(number), organisation=root, role__in=STAFF_ROLES
        ).delete()
        if gone:
            audit.record(actor=actor, action="people.end_role", target=root, organisation=root)
        return
    today = timezone.localdate()
    held = RoleAssignment.objects.select_for_update().filter(
        held_on(today), organisation=root, role__in=STAFF_ROLES
    )
    row = next((one for one in held if one.pk == int(number)), None)
    if row is None:
        return
    if row.role == Role.ADMINISTRATOR and sum(one.role == Role.ADMINISTRATOR for one in held) == 1:
        raise StaffRefused("last")
    row.until = today
    row.save(update_fields=["until"])
    audit.record(actor=actor, action="people.end_role", target=row.user, organisation=root)
