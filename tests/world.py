"""The small world of the tests: two tenants that must see nothing of each other.

north (root, committee)                      south (root, committee)
  general   (general branch)                   south_branch
    branch    12 members and the committee
    sibling   another branch, 3 members
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from redcloud.apps.people.access import Viewer, viewer_of
from redcloud.apps.people.actions import assign_role, join_branch
from redcloud.apps.people.models import Member, Organisation, OrganisationKind, Role, Stage, User

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


def _member(world: World, key: str, branch: Organisation, stage: str = Stage.FULL) -> Member:
    member = Member.objects.create(
        root_id=branch.root_id, name=f"测试{key}", roster_key=key, stage=stage, stage_since=SINCE
    )
    join_branch(actor=None, member=member, branch=branch, since=SINCE)
    world.members[key] = member
    return member


def _user(world: World, key: str) -> User:
    user = User.objects.create_user(username=key, password=f"{key}-pass-2026")
    world.users[key] = user
    if key in world.members:
        Member.objects.filter(pk=world.members[key].pk).update(user=user)
        world.members[key].refresh_from_db()
    return user


def _role(world: World, key: str, organisation: Organisation, role: str) -> None:
    assign_role(actor=None, user=world.users[key], organisation=organisation, role=role, since=SINCE)


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
    for key in ("member", "colleague", "secretary"):
        _member(world, key, branch)
        _user(world, key)
    for number in range(9):
        _member(world, f"more{number}", branch)
    for key in ("sibling_secretary", "sibling1", "sibling2"):
        _member(world, key, sibling)
    for key in ("south_member", "south_secretary"):
        _member(world, key, south_branch)
        _user(world, key)
    for key in ("sibling_secretary", "officer", "editor", "administrator", "south_officer"):
        _user(world, key)
    _role(world, "secretary", branch, Role.SECRETARY)
    _role(world, "sibling_secretary", sibling, Role.SECRETARY)
    _role(world, "south_secretary", south_branch, Role.SECRETARY)
    _role(world, "officer", north, Role.OFFICER)
    _role(world, "south_officer", south, Role.OFFICER)
    _role(world, "editor", north, Role.EDITOR)
    _role(world, "administrator", north, Role.ADMINISTRATOR)
    return world
