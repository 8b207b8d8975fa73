"""The small world of the tests: two tenants that must see nothing of each other.

north (root, committee)                      south (root, committee)
  general   (general branch)                   south_branch
    branch    12 members and the committee
    sibling   another branch, 3 members
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password

from redcloud.apps.people.access import Viewer, viewer_of
from redcloud.apps.people.models import (
    Member,
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    RoleAssignment,
    Stage,
    User,
)

SINCE = date(2024, 1, 1)

ROLES = (
    "anonymous",
    "member",  # of branch
    "colleague",  # another member of the same branch
    "secretary",  # of branch, and its member
    "sibling_secretary",  # of the branch next door
    "officer",  # of the root above both branches, no member
    "editor",
    "administrator",
    "south_member",
    "south_secretary",
    "south_officer",
)


@dataclass
class World:
    """Organisations, members and users by name."""

    north: Organisation
    general: Organisation
    branch: Organisation
    sibling: Organisation
    south: Organisation
    south_branch: Organisation
    members: dict[str, Member] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def viewer(self, role: str) -> Viewer:
        """Return the viewer of a person of the world."""
        return viewer_of(self.users[role])


def _node(parent: Organisation | None, kind: str, name: str, slug: str | None = None) -> Organisation:
    return Organisation.objects.create(parent=parent, kind=kind, name=name, slug=slug)


def _members(world: World, places: dict[str, Organisation]) -> None:
    """Members and their memberships by key, in two inserts: this is done for every second test."""
    made = [
        Member(root_id=branch.root_id, name=f"测试{key}", roster_key=key, stage=Stage.FULL, stage_since=SINCE)
        for key, branch in places.items()
    ]
    Member.objects.bulk_create(made)
    world.members = {member.roster_key: member for member in made}
    Membership.objects.bulk_create(
        Membership(member=world.members[key], organisation=branch, since=SINCE)
        for key, branch in places.items()
    )


def _users(world: World, keys: Sequence[str]) -> None:
    """Accounts by key, in one insert; a member's own is linked to the member."""
    made = [User(username=key, password=make_password(f"{key}-pass-2026")) for key in keys]
    User.objects.bulk_create(made)
    world.users = {user.username: user for user in made}
    members = [member for key, member in world.members.items() if key in world.users]
    for member in members:
        member.user = world.users[member.roster_key]
    Member.objects.bulk_update(members, ["user"])


def _roles(world: World, held: dict[str, tuple[Organisation, Role]]) -> None:
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=world.users[key], organisation=organisation, role=role, since=SINCE)
        for key, (organisation, role) in held.items()
    )


def make_world() -> World:
    """Store the world and return it."""
    kind = OrganisationKind
    north = _node(None, kind.COMMITTEE, "北山测试党委", "north")
    general = _node(north, kind.GENERAL_BRANCH, "测试党总支")
    branch = _node(general, kind.BRANCH, "测试第一党支部")
    sibling = _node(general, kind.BRANCH, "测试第二党支部")
    south = _node(None, kind.COMMITTEE, "南湖测试党委", "south")
    south_branch = _node(south, kind.BRANCH, "南湖测试党支部")
    world = World(north, general, branch, sibling, south, south_branch)
    own = ("member", "colleague", "secretary", *(f"more{number}" for number in range(9)))
    next_door = ("sibling_secretary", "sibling1", "sibling2")
    elsewhere = ("south_member", "south_secretary")
    places = dict.fromkeys(own, branch) | dict.fromkeys(next_door, sibling)
    _members(world, places | dict.fromkeys(elsewhere, south_branch))
    _users(world, ROLES[1:])
    _roles(
        world,
        {
            "secretary": (branch, Role.SECRETARY),
            "sibling_secretary": (sibling, Role.SECRETARY),
            "south_secretary": (south_branch, Role.SECRETARY),
            "officer": (north, Role.OFFICER),
            "south_officer": (south, Role.OFFICER),
            "editor": (north, Role.EDITOR),
            "administrator": (north, Role.ADMINISTRATOR),
        },
    )
    return world
