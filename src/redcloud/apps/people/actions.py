"""Stage people: writes. Each takes an actor, is one transaction, and leaves an audit row."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import (
    COMMITTEE_ROLES,
    Consent,
    Member,
    Membership,
    Organisation,
    OrganisationKind,
    PendingRole,
    RoleAssignment,
    User,
)
from redcloud.apps.people.registries import consent_changed


@transaction.atomic
def make_root(*, actor: User | None, slug: str, name: str) -> Organisation:
    """Return the root organisation ``slug``, making it where it is missing."""
    root, made = Organisation.objects.get_or_create(
        slug=slug, defaults={"kind": OrganisationKind.COMMITTEE, "name": name}
    )
    if made:
        audit.record(actor=actor, action="people.make_root", target=root, organisation=root)
    return root


@transaction.atomic
def add_organisation(*, actor: User | None, parent: Organisation, kind: str, name: str) -> Organisation:
    """Return the child ``name`` of ``parent``, making it where it is missing."""
    node, made = Organisation.objects.get_or_create(parent=parent, name=name, defaults={"kind": kind})
    if made:
        audit.record(actor=actor, action="people.add_organisation", target=node, organisation=parent)
    return node


@transaction.atomic
def join_branch(*, actor: User | None, member: Member, branch: Organisation, since: date) -> Membership:
    """Let ``member`` belong to ``branch`` from ``since``; an open membership elsewhere ends that day.

    So do the places on that branch's committee.
    """
    present = Membership.objects.filter(member=member, until=None).select_related("organisation").first()
    if present is not None and present.organisation_id == branch.pk:
        return present
    if present is not None:
        _end(present, since)
    row = Membership.objects.create(member=member, organisation=branch, since=since)
    audit.record(actor=actor, action="people.join_branch", target=member, organisation=branch)
    return row


@transaction.atomic
def leave_branch(*, actor: User | None, member: Member, until: date) -> None:
    """End the member's open membership, and the places on that branch's committee, on ``until``."""
    row = Membership.objects.filter(member=member, until=None).select_related("organisation").first()
    if row is None:
        return
    _end(row, until)
    audit.record(actor=actor, action="people.leave_branch", target=member, organisation=row.organisation)


def _end(row: Membership, until: date) -> None:
    """End a membership; one that never held for a day goes."""
    if row.since >= until:
        row.delete()
    else:
        row.until = until
        row.save(update_fields=["until"])
    place = {"organisation_id": row.organisation_id, "role__in": COMMITTEE_ROLES}
    RoleAssignment.objects.filter(user__member=row.member_id, until=None, **place).update(until=until)
    PendingRole.objects.filter(member=row.member_id, **place).delete()


@transaction.atomic
def assign_role(
    *, actor: User | None, user: User, organisation: Organisation, role: str, since: date
) -> RoleAssignment:
    """Give ``user`` a role for ``organisation``; a role already held stays as it is."""
    held, made = RoleAssignment.objects.get_or_create(
        user=user, organisation=organisation, role=role, until=None, defaults={"since": since}
    )
    if made:
        audit.record(actor=actor, action="people.assign_role", target=user, organisation=organisation)
    return held


@transaction.atomic
def set_consent(*, actor: User, member: Member, purpose: str, granted: bool) -> Consent:
    """Write down the member's own answer. Only the member can answer.

    Raises
    ------
    PermissionError
        When somebody else than the member answers.
    """
    if member.user_id != actor.pk:
        raise PermissionError("only the member answers")
    answer = Consent.objects.create(member=member, purpose=purpose, granted=granted)
    # The trail says that an answer was given, not which: consent is visible to the member alone.
    audit.record(actor=actor, action="people.answer_consent", target=member, organisation=None)
    transaction.on_commit(lambda: consent_changed.call(member.pk, purpose, granted))
    return answer


@transaction.atomic
def set_own_consent(*, actor: User, purpose: str, granted: bool) -> Consent:
    """Write down the answer of the member who acts.

    Raises
    ------
    NotVisible
        When the account is not a member's.
    """
    member = Member.objects.filter(user=actor).first()
    if member is None:
        raise NotVisible
    return set_consent(actor=actor, member=member, purpose=purpose, granted=granted)


@transaction.atomic
def choose_language(*, actor: User, language: str) -> None:
    """Keep the language in which messages to this account are written."""
    actor.language = language
    actor.save(update_fields=["language"])
    audit.record(actor=actor, action="people.choose_language", target=actor, organisation=None)
