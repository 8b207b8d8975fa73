"""Stage people: the access door. In: a user. Out: a Viewer, and objects that the viewer may see.

Every read of an organisation goes through one of the functions below. Absent and forbidden look the
same: both raise ``NotVisible``, which becomes a 404.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from redcloud.apps.people.models import (
    BRANCH_KINDS,
    COMMITTEE_ROLES,
    Member,
    Membership,
    Organisation,
    Role,
    RoleAssignment,
    User,
)


class NotVisible(Exception):  # noqa: N818 - it is an answer, not a fault
    """The object is absent or not for this viewer; nobody is told which."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held today for an organisation; ``path`` is that organisation's path in the tree."""

    role: str
    organisation_id: int
    path: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking, with everything that an access decision needs; no query behind it."""

    user_id: int | None = None
    member_id: int | None = None
    root_id: int | None = None
    grants: tuple[Grant, ...] = ()
    branch_ids: tuple[int, ...] = ()

    def holds(self, *roles: str) -> bool:
        """Whether one of ``roles`` is held anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def paths(self, *roles: str) -> tuple[str, ...]:
        """Paths of the organisations where one of ``roles`` is held."""
        return tuple(grant.path for grant in self.grants if grant.role in roles)

    def organisation_ids(self, *roles: str) -> tuple[int, ...]:
        """Ids of the organisations where one of ``roles`` is held."""
        return tuple(grant.organisation_id for grant in self.grants if grant.role in roles)


ANONYMOUS = Viewer()


def viewer_of(user: User | AnonymousUser) -> Viewer:
    """Collect a user's membership and roles of today (3 queries)."""
    if not user.is_authenticated or not isinstance(user, User):
        return ANONYMOUS
    today = timezone.localdate()
    member = Member.objects.filter(user=user).first()
    current = Q(since__lte=today) & (Q(until=None) | Q(until__gt=today))
    held = RoleAssignment.objects.filter(current, user=user).select_related("organisation").order_by("id")
    grants = tuple(Grant(h.role, h.organisation_id, h.organisation.path) for h in held)
    branch_ids: tuple[int, ...] = ()
    if member is not None:
        branch_ids = tuple(
            Membership.objects.filter(current, member=member).values_list("organisation_id", flat=True)
        )
    root_id = member.root_id if member else next((h.organisation.root_id for h in held), None)
    return Viewer(user.pk, member.pk if member else None, root_id, grants, branch_ids)


def _one(condition: Q) -> Organisation:
    found = Organisation.objects.filter(condition).select_related("parent", "root").first()
    if found is None:
        raise NotVisible
    return found


def _under(paths: tuple[str, ...]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path)
    return condition


def branch_belonging_to(viewer: Viewer, organisation_id: int) -> Organisation:
    """The branch, for its present members and its committee only.

    Raises
    ------
    NotVisible
    """
    own = set(viewer.branch_ids) | set(viewer.organisation_ids(*COMMITTEE_ROLES))
    if organisation_id not in own:
        raise NotVisible
    return _one(Q(pk=organisation_id, kind__in=BRANCH_KINDS))


def branch_run_by(viewer: Viewer, organisation_id: int) -> Organisation:
    """The branch, for its secretary, deputy and commissioners only.

    Raises
    ------
    NotVisible
    """
    if organisation_id not in viewer.organisation_ids(*COMMITTEE_ROLES):
        raise NotVisible
    return _one(Q(pk=organisation_id, kind__in=BRANCH_KINDS))


def branch_visible_to(viewer: Viewer, organisation_id: int) -> Organisation:
    """The branch, for its members, its committee, and officers of an organisation above it.

    Raises
    ------
    NotVisible
    """
    own = set(viewer.branch_ids) | set(viewer.organisation_ids(*COMMITTEE_ROLES))
    allowed = Q(pk__in=own) | _under(viewer.paths(Role.OFFICER))
    return _one(allowed & Q(pk=organisation_id, kind__in=BRANCH_KINDS))


def organisation_overseen_by(viewer: Viewer, organisation_id: int) -> Organisation:
    """Any node at or under an organisation whose officer the viewer is.

    Raises
    ------
    NotVisible
    """
    return _one(_under(viewer.paths(Role.OFFICER)) & Q(pk=organisation_id))


def _root_for(viewer: Viewer, role: Role, root_id: int | None) -> Organisation:
    held = [int(path.split("/", 1)[0]) for path in viewer.paths(role)]
    if root_id is not None:
        held = [found for found in held if found == root_id]
    if not held:
        raise NotVisible
    return _one(Q(pk=held[0]))


def library_edited_by(viewer: Viewer, root_id: int | None = None) -> Organisation:
    """The root whose library the viewer edits.

    Raises
    ------
    NotVisible
    """
    return _root_for(viewer, Role.EDITOR, root_id)


def administered_by(viewer: Viewer, root_id: int | None = None) -> Organisation:
    """The root that the viewer administers.

    Raises
    ------
    NotVisible
    """
    return _root_for(viewer, Role.ADMINISTRATOR, root_id)


def viewer_context(viewer: Viewer) -> dict[str, Any]:
    """What every page's navigation needs to know: booleans and ids, no query."""
    return {
        "signed_in": viewer.user_id is not None,
        "is_member": viewer.member_id is not None,
        "branch_ids": viewer.branch_ids or viewer.organisation_ids(*COMMITTEE_ROLES),
        "runs_branch": viewer.holds(*COMMITTEE_ROLES),
        "is_officer": viewer.holds(Role.OFFICER),
        "is_editor": viewer.holds(Role.EDITOR),
        "is_administrator": viewer.holds(Role.ADMINISTRATOR),
    }
