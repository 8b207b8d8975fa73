"""Stage people: reads. Who belonged where on a day, and what a member agreed to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from redcloud.apps.people.access import Viewer, branch_run_by
from redcloud.apps.people.models import (
    BRANCH_KINDS,
    COMMITTEE_ROLES,
    ActivationCode,
    Consent,
    Member,
    Membership,
    Organisation,
    PasswordSlip,
    PendingRole,
    Purpose,
    RoleAssignment,
    Transfer,
    TransferState,
    User,
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


def waiting_transfer_of(member_id: int) -> Transfer | None:
    """The member's own transfer that waits, if any."""
    waiting = Transfer.objects.filter(member_id=member_id, state=TransferState.WAITING)
    return waiting.select_related("origin", "target").first()


def branches_named(root: Organisation, names: Collection[str]) -> dict[str, list[int]]:
    """Keys of the branches that each name means: the name alone, or with those above it and slashes.

    2 queries, however many names.
    """
    last = {name: name.rsplit("/", 1)[-1].strip() for name in names}
    rows = Organisation.objects.filter(root=root, kind__in=BRANCH_KINDS, name__in=set(last.values()))
    by_name: dict[str, list[Organisation]] = defaultdict(list)
    for row in rows.only("pk", "name", "path"):
        by_name[row.name].append(row)
    above = {int(pk) for row in rows for pk in row.path.strip("/").split("/")}
    names_of = dict(Organisation.objects.filter(pk__in=above).values_list("pk", "name"))
    found: dict[str, list[int]] = {}
    for name in names:
        wanted = [part.strip() for part in name.split("/")]
        found[name] = [
            row.pk
            for row in by_name[last[name]]
            if [names_of[int(pk)] for pk in row.path.strip("/").split("/")][-len(wanted) :] == wanted
        ]
    return found


def newest_answer(member_id: int, purpose: str) -> bool | None:
    """What the member answered last for ``purpose``; None for whoever was never asked."""
    answers = Consent.objects.filter(member_id=member_id, purpose=purpose).order_by("-id")
    return answers.values_list("granted", flat=True).first()


def has_consent(member_id: int, purpose: str) -> bool:
    """Whether the member's newest answer for ``purpose`` is yes. No answer is a no."""
    return newest_answer(member_id, purpose) is True


def consents_on(purpose: str, root_id: int | None = None, among: Collection[int] | None = None) -> set[int]:
    """Ids of the members whose newest answer for ``purpose`` is yes (one query).

    ``among`` are the only members asked about; None for all of the root.
    """
    answers = Consent.objects.filter(purpose=purpose)
    if among is not None:
        answers = answers.filter(member__in=among)
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


def roles_beyond(branch: Organisation) -> QuerySet[PendingRole]:
    """Roles that wait for somebody and are more than a place on the branch's own committee."""
    return PendingRole.objects.exclude(organisation=branch, role__in=COMMITTEE_ROLES)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a branch as its committee sees them: who they are, never what they did."""

    member_id: int
    name: str
    stage: str
    group: str
    roles: tuple[str, ...]
    has_account: bool
    code_expires_at: datetime | None  # a code is out and was not used yet
    code_from_administrator: bool  # a role beyond the branch waits: the branch makes no code


def branch_roster(viewer: Viewer, branch_id: int) -> tuple[Organisation, list[MemberRow]]:
    """The branch and its present members, for its committee.

    Raises
    ------
    NotVisible
        When the viewer does not run the branch.
    """
    branch = branch_run_by(viewer, branch_id)
    today = timezone.localdate()
    rows = (
        memberships_on(branch, today)
        .annotate(waits_beyond=Exists(roles_beyond(branch).filter(member=OuterRef("member"))))
        .select_related("member", "group")
        .order_by("member__name", "pk")
    )
    roles: defaultdict[int, list[str]] = defaultdict(list)
    for held in committee_of(branch, today):
        if held.user_id is not None:
            roles[held.user_id].append(str(held.get_role_display()))
    waiting: defaultdict[int, list[str]] = defaultdict(list)
    for pending in PendingRole.objects.filter(organisation=branch):
        waiting[pending.member_id].append(str(pending.get_role_display()))
    codes = dict(
        ActivationCode.objects.filter(
            member__in=[row.member_id for row in rows], used_at=None, expires_at__gt=timezone.now()
        ).values_list("member_id", "expires_at")
    )
    return branch, [
        MemberRow(
            row.member_id,
            row.member.name,
            row.member.get_stage_display(),
            row.group.name if row.group else "",
            tuple(roles[row.member.user_id] if row.member.user_id else waiting[row.member_id]),
            row.member.user_id is not None,
            codes.get(row.member_id),
            row.waits_beyond,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Answer:
    """The member's present answer for one purpose; ``at`` is None while there is none."""

    purpose: str
    label: str
    granted: bool
    at: datetime | None


def answers_of(member_id: int) -> list[Answer]:
    """The member's own answers, one a purpose. For the member's own page only."""
    newest: dict[str, Consent] = {
        answer.purpose: answer for answer in Consent.objects.filter(member_id=member_id).order_by("id")
    }
    return [
        Answer(
            value,
            str(label),
            value in newest and newest[value].granted,
            newest[value].at if value in newest else None,
        )
        for value, label in Purpose.choices
    ]


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One slip, as its member reads it."""

    made_by: str
    made_at: datetime
    usable_from: datetime
    expires_at: datetime
    used_at: datetime | None
    stopped_at: datetime | None
    open: bool


def open_slips(member_id: int) -> QuerySet[PasswordSlip]:
    """The slips for a new password that could still be used on the member's account."""
    return PasswordSlip.objects.filter(
        member_id=member_id, used_at=None, stopped_at=None, expires_at__gt=timezone.now()
    )


def slips_of(member_id: int) -> list[SlipLine]:
    """Every slip there ever was for the member's account, newest first. For the member's own page only."""
    now = timezone.now()
    rows = PasswordSlip.objects.filter(member_id=member_id).select_related("made_by__member", "organisation")
    return [
        SlipLine(
            f"{row.organisation.name} {_name(row.made_by)}".strip(),
            row.made_at,
            row.usable_from,
            row.expires_at,
            row.used_at,
            row.stopped_at,
            row.used_at is None and row.stopped_at is None and row.expires_at > now,
        )
        for row in rows.order_by("-pk")
    ]


def _name(user: User | None) -> str:
    if user is None:
        return ""
    member: Member | None = getattr(user, "member", None)
    return member.name if member else user.username


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What somebody sees on the page of their own account; ``member`` is None for staff accounts."""

    member: Member | None
    branch: Organisation | None
    answers: list[Answer]
    transfer: Transfer | None = None
    slips: tuple[SlipLine, ...] = ()


def own_account(viewer: Viewer) -> OwnAccount:
    """The viewer's own account: 6 queries, 0 for an account that is on no roster."""
    if viewer.member_id is None:
        return OwnAccount(None, None, [])
    member = Member.objects.select_related("root", "user").get(pk=viewer.member_id)
    branch = branch_of(member, timezone.localdate())
    return OwnAccount(
        member, branch, answers_of(member.pk), waiting_transfer_of(member.pk), tuple(slips_of(member.pk))
    )


def waiting_leaders(root: Organisation) -> int:
    """How many members have a role that waits for their account."""
    return (
        PendingRole.objects.filter(member__root=root, member__user=None)
        .values("member_id")
        .distinct()
        .count()
    )
