"""Stage study: who may use an item. People or branches in, the organisations they are under out."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils import timezone

from redcloud.apps.people.access import Viewer
from redcloud.apps.people.models import Membership, Organisation, OrganisationKind
from redcloud.apps.study.models import Course, Item


def places_of(viewer: Viewer) -> set[int]:
    """The organisations to which the viewer belongs by membership or by a role, with all above them."""
    own = Organisation.objects.filter(pk__in=viewer.branch_ids).values_list("path", flat=True)
    paths = [*own, *(grant.path for grant in viewer.grants)]
    return {int(part) for path in paths for part in path.strip("/").split("/")}


def places_on(organisation: Organisation) -> set[int]:
    """An organisation and all above it."""
    return {int(part) for part in organisation.path.strip("/").split("/")}


def places_of_member(member_id: int) -> set[int]:
    """The organisations to which a member belongs today, from the branch up to the root."""
    today = timezone.localdate()
    current = Membership.objects.filter(Q(until=None) | Q(until__gt=today), member_id=member_id)
    paths = current.filter(since__lte=today).values_list("organisation__path", flat=True)
    return {int(part) for path in paths for part in path.strip("/").split("/")}


def places_of_branches(root_id: int, branch_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """For each branch the organisations at or above it for which alone some item or course of the root is."""
    only = Item.objects.filter(root_id=root_id, used_by__isnull=False).values_list("used_by", flat=True)
    courses = Course.objects.filter(root_id=root_id, used_by__isnull=False).values_list("used_by", flat=True)
    named = {*only.distinct(), *courses.distinct()}
    if not named:
        return dict.fromkeys(branch_ids, frozenset())
    paths = Organisation.objects.filter(pk__in=branch_ids).values_list("pk", "path")
    return {pk: frozenset(named & {int(part) for part in path.strip("/").split("/")}) for pk, path in paths}


def committees_of(root: Organisation) -> QuerySet[Organisation]:
    """Committees below a root, in the order of the tree: an item may be one's, or for one and all below."""
    below = Organisation.objects.filter(root=root, kind=OrganisationKind.COMMITTEE).exclude(pk=root.pk)
    return below.order_by("path")
