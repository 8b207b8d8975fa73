"""Stage people: slips on paper with which a member without e-mail sets a new password.

In: somebody who stands before the member; a day later the code and the password chosen. Out: a new password,
every old session ended, and lines that the member alone reads and nobody can take away: who made a slip and
what became of it. A slip signs nobody in: a second step that the member set stays asked (ADR 0025).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from redcloud.apps.people import audit, registries
from redcloud.apps.people.access import NotVisible, Viewer, administered_by, branch_run_by
from redcloud.apps.people.activation import CodeRefused, IssuedCode, code_hash, new_code
from redcloud.apps.people.administration import one_member
from redcloud.apps.people.models import (
    COMMITTEE_ROLES,
    Member,
    Organisation,
    PasswordSlip,
    Role,
    RoleAssignment,
    User,
)
from redcloud.apps.people.queries import held_on, members_on, open_slips

WAITS_FOR: Final = timedelta(days=1)
"""So long a slip does nothing: a member who did not ask for it, and still signs in, can stop it."""
VALID_FOR: Final = timedelta(days=7)


class SlipRefused(Exception):  # noqa: N818 - it is an answer, not a fault
    """``code`` says why: ``no_account``, ``own``, ``closed`` or ``beyond``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SlipEarly(Exception):  # noqa: N818 - it is an answer, not a fault
    """The code is right, and its day has not passed; ``usable_from`` says when it has."""

    def __init__(self, usable_from: datetime) -> None:
        super().__init__(usable_from)
        self.usable_from = usable_from


@transaction.atomic
def issue_slip(*, actor: User, viewer: Viewer, branch_id: int, member_id: int) -> IssuedCode:
    """Make a slip for a member of the branch, who is told; an older one of theirs stops working.

    Raises
    ------
    NotVisible
        When the viewer does not run the branch, or the member is not of it.
    SlipRefused
    """
    branch = branch_run_by(viewer, branch_id)
    member = members_on(branch, timezone.localdate()).select_related("user").filter(pk=member_id).first()
    if member is None:
        raise NotVisible
    return _issue(actor, member, branch)


@transaction.atomic
def issue_slip_at_root(*, actor: User, viewer: Viewer, root_id: int, who: str) -> IssuedCode:
    """Make a slip for somebody for whom no branch may: a secretary, an officer, an editor.

    Parameters
    ----------
    who : a number of the roster, or a name that only one member has.

    Raises
    ------
    NotVisible
        When the viewer does not administer the root.
    StaffRefused
        When nobody, or more than one, is meant.
    SlipRefused
    """
    root = administered_by(viewer, root_id)
    return _issue(actor, one_member(root, who.strip()), root)


def _issue(actor: User, member: Member, organisation: Organisation) -> IssuedCode:
    refused = "own" if member.user_id == actor.pk else _refusal(member, organisation)
    if refused:
        raise SlipRefused(refused)
    now, code = timezone.now(), new_code()
    open_slips(member.pk).update(stopped_at=now)
    slip = PasswordSlip.objects.create(
        member=member,
        organisation=organisation,
        made_by=actor,
        code_hash=code_hash(code),
        made_at=now,
        usable_from=now + WAITS_FOR,
        expires_at=now + VALID_FOR,
    )
    audit.record(actor=actor, action="people.issue_slip", target=member, organisation=organisation)
    registries.slip_changed.call(member.pk, "made")
    return IssuedCode(member.name, organisation.name, code, slip.expires_at, slip.usable_from)


def _refusal(member: Member, organisation: Organisation) -> str:
    """Why no slip of this organisation may open the member's account now; empty where one may."""
    if member.user is None:
        return "no_account"
    # Their own way goes through nobody's hands; without it they must have said yes. Which, is not told.
    if member.user.email or not member.slips_allowed:
        return "closed"
    held = RoleAssignment.objects.filter(held_on(timezone.localdate()), user=member.user)
    if organisation.is_branch:
        beyond = held.exclude(organisation=organisation, role__in=COMMITTEE_ROLES)
        gone = not members_on(organisation, timezone.localdate()).filter(pk=member.pk).exists()
        return "beyond" if gone or beyond.exists() else ""
    return "beyond" if held.filter(role=Role.ADMINISTRATOR).exists() else ""


def slip_for(code: str) -> PasswordSlip:
    """Return the slip that a code stands for.

    Raises
    ------
    CodeRefused
        Unknown, used, stopped and expired codes look the same, and so does one that would open more by now
        than whoever made it could open.
    SlipEarly
    """
    found = (
        PasswordSlip.objects.filter(
            code_hash=code_hash(code), used_at=None, stopped_at=None, expires_at__gt=timezone.now()
        )
        .select_related("member__user", "organisation")
        .first()
    )
    if found is None or _refusal(found.member, found.organisation):
        raise CodeRefused
    if found.usable_from > timezone.now():
        raise SlipEarly(found.usable_from)
    return found


@transaction.atomic
def use_slip(*, code: str, password: str) -> User:
    """Set the password of the member whose slip it is, and end every session of theirs; sign nobody in.

    Raises
    ------
    CodeRefused
    SlipEarly
    ValidationError
        When the password is too weak.
    """
    slip = slip_for(code)
    user = slip.member.user
    if user is None:
        raise CodeRefused
    validate_password(password, user)
    taken = PasswordSlip.objects.filter(pk=slip.pk, used_at=None, stopped_at=None)
    if not taken.update(used_at=timezone.now()):
        raise CodeRefused  # used or stopped between the look and the write
    user.set_password(password)  # sessions carry a hash of the password: all of them end with it
    user.save(update_fields=["password"])
    audit.record(
        actor=None, action="people.use_slip", target=slip.member, organisation=slip.organisation
    )  # who typed it is not known: whoever had the paper
    registries.slip_changed.call(slip.member_id, "used")
    return user


@transaction.atomic
def allow_slips(*, actor: User, viewer: Viewer, allowed: bool) -> None:
    """The member says whether their branch may print slips; a no stops those that are out.

    Raises
    ------
    NotVisible
        When the account is not a member's.
    """
    if viewer.member_id is None:
        raise NotVisible
    member = Member.objects.select_for_update().get(pk=viewer.member_id)
    member.slips_allowed = allowed
    member.save(update_fields=["slips_allowed"])
    # The trail says that an answer was given, not which.
    audit.record(actor=actor, action="people.answer_slips", target=member, organisation=None)
    if not allowed:
        stop_slips(actor=actor, viewer=viewer)


@transaction.atomic
def stop_slips(*, actor: User, viewer: Viewer) -> int:
    """The member stops every slip of theirs that could still be used; return how many there were.

    Raises
    ------
    NotVisible
        When the account is not a member's.
    """
    if viewer.member_id is None:
        raise NotVisible
    stopped = open_slips(viewer.member_id).update(stopped_at=timezone.now())
    if stopped:
        member = Member.objects.get(pk=viewer.member_id)
        audit.record(actor=actor, action="people.stop_slip", target=member, organisation=None)
    return stopped
