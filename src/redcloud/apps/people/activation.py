"""Stage people: one-time codes with which a member claims the account.

In: a branch and its secretary; later a code with the name and password chosen. Out: codes, shown once;
an account with the roles that waited for it. Only a keyed hash of a code is stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from redcloud.apps.people import audit
from redcloud.apps.people.access import Viewer, administered_by, branch_run_by
from redcloud.apps.people.actions import set_consent
from redcloud.apps.people.models import (
    ActivationCode,
    Member,
    Organisation,
    PendingRole,
    RoleAssignment,
    User,
)
from redcloud.apps.people.queries import members_on, roles_beyond

VALID_FOR = timedelta(days=30)
# Crockford's base 32: no I, L, O or U, so that a code read from paper or over the phone is the same code.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LENGTH = 12  # 60 bits: guessing is hopeless even with a million codes out


class CodeRefused(Exception):  # noqa: N818 - it is an answer, not a fault
    """Unknown, used and expired codes look the same."""


class NameTaken(Exception):  # noqa: N818 - it is an answer, not a fault
    """Somebody else signs in under this name."""


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code in clear, for one look and one print; it cannot be had again."""

    member_name: str
    branch_name: str
    code: str
    expires_at: datetime
    usable_from: datetime | None = None  # at once


def normalised(code: str) -> str:
    """Read a code as typed: small letters, spaces, dashes, and letters that look like digits."""
    return "".join(char for char in code.upper().translate(_READ_AS) if char in _ALPHABET)


def code_hash(code: str) -> str:
    """The keyed hash under which a code is stored."""
    return salted_hmac("redcloud.people.activation", normalised(code), algorithm="sha256").hexdigest()


def new_code() -> str:
    """A code of 60 random bits in groups of four."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, _LENGTH, 4))


@transaction.atomic
def issue_codes(
    *,
    actor: User,
    viewer: Viewer,
    branch_id: int,
    member_ids: Collection[int] | None = None,
    renew: bool = False,
) -> list[IssuedCode]:
    """Make a code for each present member of the branch without an account.

    Not for whom a role beyond the branch waits: that code would open more than whoever prints it holds, and
    comes from the administrator (``issue_codes_to_leaders``).

    Parameters
    ----------
    member_ids : make codes only for these, and an older code of theirs stops working; None for everybody.
    renew : of everybody, also for those whose code is out. Without it slips that were handed out stay good.

    Raises
    ------
    NotVisible
        When the viewer does not run the branch.
    """
    branch = branch_run_by(viewer, branch_id)
    waiting = members_on(branch, timezone.localdate()).filter(user=None)
    waiting = waiting.exclude(pending_roles__in=roles_beyond(branch))
    if member_ids is not None:
        waiting = waiting.filter(pk__in=member_ids)
    elif not renew:
        waiting = waiting.exclude(pk__in=_codes_out().values("member_id"))
    issued = _issue(actor, [(member, branch.name) for member in waiting])
    audit.record(actor=actor, action="people.issue_codes", target=branch, organisation=branch)
    return issued


@transaction.atomic
def issue_codes_to_leaders(
    *, actor: User, viewer: Viewer, root_id: int, renew: bool = False
) -> list[IssuedCode]:
    """Make a code for each member for whom a role waits: the first to need an account.

    Parameters
    ----------
    renew : also for those whose code is out. Without it slips that were handed out stay good.

    Raises
    ------
    NotVisible
        When the viewer does not administer the root.
    """
    root = administered_by(viewer, root_id)
    roles = PendingRole.objects.filter(member__root=root, member__user=None).select_related(
        "member", "organisation"
    )
    if not renew:
        roles = roles.exclude(member__in=_codes_out().values("member_id"))
    waiting = {
        row.member_id: (row.member, row.organisation.name) for row in roles.order_by("organisation__path")
    }
    issued = _issue(actor, waiting.values())
    audit.record(actor=actor, action="people.issue_codes", target=root, organisation=root)
    return issued


@transaction.atomic
def invite(*, actor: User | None, member: Member, role: str | None, organisation: Organisation) -> IssuedCode:
    """Make one code, for the command line: how the first administrator gets in.

    Raises
    ------
    CodeRefused
        When the member has an account already.
    """
    if member.user_id is not None:
        raise CodeRefused
    if role is not None:
        PendingRole.objects.get_or_create(
            member=member, organisation=organisation, role=role, defaults={"since": timezone.localdate()}
        )
    (issued,) = _issue(actor, [(member, organisation.name)])
    audit.record(actor=actor, action="people.issue_codes", target=member, organisation=organisation)
    return issued


def _codes_out() -> QuerySet[ActivationCode]:
    return ActivationCode.objects.filter(used_at=None, expires_at__gt=timezone.now())


def _issue(actor: User | None, members: Iterable[tuple[Member, str]]) -> list[IssuedCode]:
    expires_at = timezone.now() + VALID_FOR
    issued, rows = [], []
    for member, place in members:
        code = new_code()
        issued.append(IssuedCode(member.name, place, code, expires_at))
        rows.append(
            ActivationCode(member=member, code_hash=code_hash(code), made_by=actor, expires_at=expires_at)
        )
    ActivationCode.objects.filter(member_id__in=[row.member_id for row in rows]).delete()
    ActivationCode.objects.bulk_create(rows, batch_size=2_000)
    return issued


def member_for_code(code: str) -> Member:
    """Return the member that a code stands for.

    Raises
    ------
    CodeRefused
    """
    found = (
        ActivationCode.objects.filter(
            code_hash=code_hash(code), used_at=None, expires_at__gt=timezone.now(), member__user=None
        )
        .select_related("member")
        .first()
    )
    if found is None:
        raise CodeRefused
    return found.member


@transaction.atomic
def activate(
    *,
    code: str,
    username: str,
    password: str,
    email: str,
    answers: Mapping[str, bool],
    slips_allowed: bool = False,
) -> User:
    """Make the account of the member that ``code`` stands for, and give the roles that waited.

    Parameters
    ----------
    email : where a forgotten password can be reset; may be empty.
    answers : what the member answered to the purposes (``models.Purpose``) that were asked.
    slips_allowed : whether the member lets their branch print a slip for a new password.

    Raises
    ------
    CodeRefused
    NameTaken
    ValidationError
        When the password is too weak.
    """
    member = Member.objects.select_for_update().get(pk=member_for_code(code).pk)
    if member.user_id is not None:
        raise CodeRefused
    validate_password(password, User(username=username, email=email))
    user = _new_user(username, password, email)
    member.user = user
    member.email = email or member.email
    member.slips_allowed = slips_allowed
    member.save(update_fields=["user", "email", "slips_allowed"])
    ActivationCode.objects.filter(member=member).delete()
    _give_waiting_roles(member, user)
    for purpose, granted in answers.items():
        set_consent(actor=user, member=member, purpose=purpose, granted=granted)
    audit.record(actor=user, action="people.activate", target=member, organisation=None)
    return user


def _new_user(username: str, password: str, email: str) -> User:
    if User.objects.filter(username__iexact=username).exists():
        raise NameTaken
    try:
        with transaction.atomic():
            return User.objects.create_user(username=username, password=password, email=email)
    except IntegrityError as error:  # taken between the look and the write
        raise NameTaken from error


def _give_waiting_roles(member: Member, user: User) -> None:
    waiting = list(PendingRole.objects.filter(member=member))
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=user, organisation_id=row.organisation_id, role=row.role, since=row.since)
        for row in waiting
    )
    PendingRole.objects.filter(member=member).delete()
