"""Stage people: the roles that a roster names. In: placed rows. Out: roles given, held ready, ended.

A role belongs to an account. For a member without one it waits as ``PendingRole`` and is given when the
member activates. A roster ends roles of branch committees only; an officer's role is ended by a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from redcloud.apps.people.models import (
    COMMITTEE_ROLES,
    ActivationCode,
    Organisation,
    PendingRole,
    Role,
    RoleAssignment,
)
from redcloud.apps.people.roster.matching import Placed, chunks
from redcloud.apps.people.roster.report import RosterReport
from redcloud.apps.people.roster.units import Tree

Held = tuple[str, int]  # role, organisation


@dataclass(slots=True)
class RoleChanges:
    """Everything to write at the end, in bulk."""

    given: list[RoleAssignment] = field(default_factory=list)
    pending: list[PendingRole] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)


def settle_roles(placed: Sequence[Placed], tree: Tree, day: date, report: RosterReport) -> None:
    """Bring roles to what the rows say; 2 reading queries a chunk, 4 writing ones."""
    speaking = [one for one in placed if one.row.roles is not None or one.left]
    assigned, waiting = _held(speaking), _waiting(speaking)
    changes = RoleChanges()
    for one in speaking:
        member = one.known
        held = assigned.get(member.user_id or 0, {}) if member.user_id else waiting.get(member.pk, {})
        wanted = _wanted(one, tree, held)
        new = [key for key in wanted if key not in held]
        over = [pk for key, pk in held.items() if key[0] in COMMITTEE_ROLES and key not in wanted]
        if member.user_id:
            changes.given += [
                RoleAssignment(user_id=member.user_id, organisation_id=unit, role=role, since=day)
                for role, unit in new
            ]
            changes.ended += over
        else:
            changes.pending += [
                PendingRole(member=member, organisation_id=unit, role=role, since=day) for role, unit in new
            ]
            changes.withdrawn += over
        one.changed = one.changed or bool(new or over)
    _write(changes, day)
    report.roles_given = len(changes.given)
    report.roles_pending = len(changes.pending)
    report.roles_ended = len(changes.ended) + len(changes.withdrawn)


def _wanted(one: Placed, tree: Tree, held: dict[Held, int]) -> list[Held]:
    if one.row.roles is None:
        # The file is silent about roles; who left a branch is no longer on its committee.
        return [key for key in held if key[1] == one.branch.pk or key[0] not in COMMITTEE_ROLES]
    return [(role, _place(role, one.branch, tree).pk) for role in one.row.roles]


def _place(role: str, branch: Organisation, tree: Tree) -> Organisation:
    return tree.committee_above(branch) if role == Role.OFFICER else branch


def _held(placed: Sequence[Placed]) -> dict[int, dict[Held, int]]:
    users = {one.member.user_id for one in placed if one.member and one.member.user_id}
    found: defaultdict[int, dict[Held, int]] = defaultdict(dict)
    for some in chunks(users):
        for row in RoleAssignment.objects.filter(user_id__in=some, until=None):
            found[row.user_id][row.role, row.organisation_id] = row.pk
    return found


def _waiting(placed: Sequence[Placed]) -> dict[int, dict[Held, int]]:
    members = {one.member.pk for one in placed if one.member and not one.member.user_id}
    found: defaultdict[int, dict[Held, int]] = defaultdict(dict)
    for some in chunks(members):
        for row in PendingRole.objects.filter(member_id__in=some):
            found[row.member_id][row.role, row.organisation_id] = row.pk
    return found


def _write(changes: RoleChanges, day: date) -> None:
    RoleAssignment.objects.bulk_create(changes.given, batch_size=2_000)
    PendingRole.objects.bulk_create(changes.pending, batch_size=2_000)
    for some in chunks({row.member_id for row in changes.pending}):
        # A code that is out was printed for somebody without an office; it would open one now.
        ActivationCode.objects.filter(member_id__in=some).delete()
    for some in chunks(changes.ended):
        RoleAssignment.objects.filter(pk__in=some).update(until=day)
    for some in chunks(changes.withdrawn):
        PendingRole.objects.filter(pk__in=some).delete()
