"""Stage people: reads. Who belonged where on a day, and what a member agreed to."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Q, QuerySet

from redcloud.apps.people.models import (
    COMMITTEE_ROLES,
    Consent,
    Member,
    Membership,
    Organisation,
    RoleAssignment,
)


def held_on(day: date) -> Q:
    """The condition that a dated row (``since`` inclusive, ``until`` exclusive) covers ``day``."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def memberships_on(organisation: Organisation, day: date) -> QuerySet[Membership]:
    """Memberships in the subtree of ``organisation`` on ``day``."""
    return Membership.objects.filter(held_on(day), organisation__path__startswith=organisation.path)


def members_on(organisation: Organisation, day: date) -> QuerySet[Member]:
    """Members in the subtree of ``organisation`` on ``day``, by name."""
    found = memberships_on(organisation, day).values("member_id")
    return Member.objects.filter(pk__in=found).order_by("name", "pk")


def branch_of(member: Member, day: date) -> Organisation | None:
    """The branch that the member belonged to on ``day``, if any."""
    row = Membership.objects.filter(held_on(day), member=member).select_related("organisation").first()
    return row.organisation if row else None


def has_consent(member_id: int, purpose: str) -> bool:
    """Whether the member's newest answer for ``purpose`` is yes. No answer is a no."""
    newest = Consent.objects.filter(member_id=member_id, purpose=purpose).order_by("-id").first()
    return newest is not None and newest.granted


def consents_on(purpose: str, root_id: int | None = None) -> set[int]:
    """Ids of the members whose newest answer for ``purpose`` is yes (one query)."""
    answers = Consent.objects.filter(purpose=purpose)
    if root_id is not None:
        answers = answers.filter(member__root_id=root_id)
    newest = answers.values("member_id").annotate(newest=Max("id")).values("newest")
    return set(Consent.objects.filter(pk__in=newest, granted=True).values_list("member_id", flat=True))


def committee_of(branch: Organisation, day: date) -> QuerySet[RoleAssignment]:
    """The roles that make up the branch's committee on ``day``."""
    return (
        RoleAssignment.objects.filter(held_on(day), organisation=branch, role__in=COMMITTEE_ROLES)
        .select_related("user__member")
        .order_by("id")
    )
