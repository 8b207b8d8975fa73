"""Demo step: organisations, places, members, their branches, accounts, roles and consents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from redcloud.apps.needs.models import Place
from redcloud.apps.people.models import (
    Consent,
    Member,
    Membership,
    Organisation,
    Role,
    RoleAssignment,
    User,
)
from redcloud.apps.rules.actions import choose_pack
from redcloud.apps.rules.queries import DEFAULT_PACK
from redcloud.demo.province import BATCH, Province, rows_of
from redcloud.engine.simulate.names import root_name

ABOVE = (("officer", Role.OFFICER), ("editor", Role.EDITOR), ("admin", Role.ADMINISTRATOR))
"""User names of those who work for the organisation and are on no roster."""


def load_organisations(province: Province) -> int:
    """Store the tree, level by level, and a place for every branch."""
    waiting = list(rows_of(province.tables["organisations"]))
    stored: dict[int, Organisation] = {}
    while waiting:
        level = [row for row in waiting if row["parent"] is None or row["parent"] in stored]
        waiting = [row for row in waiting if not (row["parent"] is None or row["parent"] in stored)]
        nodes = [_node(row, stored) for row in level]
        Organisation.objects.bulk_create(nodes, batch_size=BATCH)
        for row, node in zip(level, nodes, strict=True):
            parent = stored.get(row["parent"])
            node.root_id = parent.root_id if parent else node.pk
            node.path = f"{parent.path if parent else ''}{node.pk}/"
            stored[row["organisation"]] = node
        Organisation.objects.bulk_update(nodes, ["root_id", "path"], batch_size=500)
    _load_places(province, stored)
    if province.note.pack != DEFAULT_PACK:
        for root in province.roots():
            choose_pack(actor=None, root=root, code=province.note.pack)
    return len(stored)


def _node(row: dict[str, Any], stored: dict[int, Organisation]) -> Organisation:
    parent = stored.get(row["parent"])
    return Organisation(parent=parent, kind=row["kind"], name=row["name"], slug=row["slug"])


def _load_places(province: Province, stored: dict[int, Organisation]) -> None:
    """Give residents a district of each organisation, and in it a place for each branch."""
    districts = {
        node.pk: Place(root=node, name=root_name(number)[0]) for number, node in enumerate(province.roots())
    }
    Place.objects.bulk_create(districts.values())
    rows = (row for row in rows_of(province.tables["organisations"]) if row["kind"] == "branch")
    Place.objects.bulk_create(
        (
            Place(
                root_id=branch.root_id or branch.pk,
                parent=districts[branch.root_id or branch.pk],
                name=row["place"],
                branch=branch,
            )
            for row in rows
            for branch in (stored[row["organisation"]],)
        ),
        batch_size=BATCH,
    )


def load_members(province: Province) -> int:
    """Store members and memberships; names as a clerk would clean them, keys where they are known."""
    roots, organisations = province.roots(), province.organisations()
    members = [
        Member(
            uid=province.uid("member", row["member"]),
            root=roots[row["root"] - 1],
            name="".join(row["name"].split()),
            roster_key=row["roster_key"] or f"-{row['member']:08d}",
            stage=row["stage"],
            stage_since=row["stage_since"],
        )
        for row in rows_of(province.tables["members"])
    ]
    Member.objects.bulk_create(members, batch_size=BATCH)
    known = province.members()
    stays = (
        Membership(
            member=known[row["member"]],
            organisation_id=organisations[row["branch"]],
            group_id=organisations.get(row["group"]),
            since=row["since"],
            until=row["until"],
        )
        for row in rows_of(province.tables["memberships"])
    )
    Membership.objects.bulk_create(stays, batch_size=BATCH)
    return len(members)


def load_accounts(province: Province) -> int:
    """Give the committees their accounts and roles, and the demo's five people a way to sign in.

    Committees of the demo have long been activated; only the five can sign in, the others have an
    account without a password.
    """
    serving = list(rows_of(province.tables["roles"]))
    named = _user_names(province, {row["member"] for row in serving})
    password = make_password(province.note.password)
    users = {
        key: User(username=name, password=password if known else make_password(None))
        for key, (name, known) in named.items()
    }
    User.objects.bulk_create(users.values(), batch_size=BATCH)
    members = province.members()
    for key, user in users.items():
        members[key].user = user
    Member.objects.bulk_update([members[key] for key in users], ["user"], batch_size=500)
    organisations = province.organisations()
    RoleAssignment.objects.bulk_create(
        (
            RoleAssignment(
                user=users[row["member"]],
                organisation_id=organisations[row["branch"]],
                role=row["role"],
                since=row["since"],
            )
            for row in serving
        ),
        batch_size=BATCH,
    )
    _load_staff(province.roots()[0], password, since=province.note.day)
    return len(users) + len(ABOVE)


def _user_names(province: Province, serving: Iterable[int]) -> dict[int, tuple[str, bool]]:
    """Name the accounts by member key, and say which of them can sign in."""
    cast = province.cast()
    slugs = {key: member.root.slug for key, member in province.members().items()}
    named = {key: (f"{slugs[key]}-{key:05d}", False) for key in sorted(serving)}
    return named | {cast.secretary: ("secretary", True), cast.member: ("member", True)}


def _load_staff(root: Organisation, password: str, *, since: date) -> None:
    for name, role in ABOVE:
        user = User.objects.create(username=name, password=password)
        RoleAssignment.objects.create(user=user, organisation=root, role=role, since=since)


def load_consents(province: Province) -> int:
    """Store what the members answered."""
    members = province.members()
    answers = Consent.objects.bulk_create(
        (
            Consent(
                member=members[row["member"]], purpose=row["purpose"], granted=row["granted"], at=row["at"]
            )
            for row in rows_of(province.tables["consents"])
        ),
        batch_size=BATCH,
    )
    return len(answers)
