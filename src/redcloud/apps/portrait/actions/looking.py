"""Stage portrait: opening somebody's portrait is an act that is written down, whoever does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.access import branch_run_by, viewer_of
from redcloud.apps.people.models import Member, Organisation, User
from redcloud.apps.people.queries import has_consent
from redcloud.apps.portrait.models import Hidden, Look, LookVia
from redcloud.apps.portrait.queries.own import lines_of, record_ids
from redcloud.apps.portrait.queries.shared import SharedLines, shared_lines
from redcloud.apps.portrait.queries.stated import ShownByMember, shown_to_committee
from redcloud.apps.portrait.queries.written import about_lines
from redcloud.apps.records.models import Basis, Identity
from redcloud.apps.records.queries import pseudonyms_of_member, subject_of
from redcloud.engine.contracts import PortraitLine

T = TypeVar("T")

SHARED = "shared"
"""Reason of a look at lines that the member shared: a code, which pages put into words."""

STATED = "stated"
"""Reason of a look at skills and wishes that members show to their committee."""


class NobodyFound(Exception):  # noqa: N818 - an answer for the person at the command line
    """No member and no identity has that key."""


class ReasonMissing(ValueError):  # noqa: N818 - an answer for the person at the command line
    """A look needs a name and a reason."""


@dataclass(frozen=True, slots=True)
class CommandLook:
    """What the command line shows: lines with the ids of the records behind each."""

    whose: str
    linked: bool
    folding: bool
    lines: list[tuple[PortraitLine, list[int]]]


@transaction.atomic
def open_shared_lines(*, actor: User, member_uid: UUID) -> SharedLines:
    """Show a secretary the lines that a member shares with them, and write the look down.

    Raises
    ------
    NotVisible
        When nothing is shared with the actor at this moment.
    """
    shown = shared_lines(viewer_of(actor), member_uid)
    own = Member.objects.filter(user=actor).first()
    Look.objects.create(
        member=shown.member,
        looker=actor,
        looker_name=own.name if own else actor.get_username(),
        reason=SHARED,
        via=LookVia.PAGE,
        lines=len(shown.portrait.lines),
        which=names_of(shown.portrait.lines),
    )
    audit.record(actor=actor, action="portrait.open_shared_lines", target=shown.member)
    return shown


@transaction.atomic
def look_from_command(*, key: str, looker: str, reason: str, organisation: str | None = None) -> CommandLook:
    """Show a portrait on the command line, and write the look down first.

    Parameters
    ----------
    key : a member's number on the roster or uid; or the identifier (mailbox, account name) of an
        identity that no member has confirmed.
    looker, reason : who looks and why; the member reads both.
    organisation : slug of the root to search; all when None.

    Raises
    ------
    ReasonMissing
        When the name or the reason is empty.
    NobodyFound
        When nobody, or more than one, has that key.
    """
    if not looker.strip() or not reason.strip():
        raise ReasonMissing("who looks, and why, has to be said")
    member = _member(key, organisation)
    identity = None if member else _identity(key, organisation)
    if member is not None:
        folding = has_consent(member.pk, "portrait")
        pseudonyms, subject = pseudonyms_of_member(member.pk), subject_of(member.pk)
    else:
        assert identity is not None  # noqa: S101 - _identity raises
        folding = identity.basis != Basis.NONE
        pseudonyms = [identity.pseudonym.value] if hasattr(identity, "pseudonym") else []
        subject = pseudonyms[0] if pseudonyms else None
    lines = lines_of(pseudonyms, subject, timezone.localdate()) if folding else []
    if member is not None:
        hidden = dict(about_lines(Hidden.objects.filter(member=member), "hidden_at"))
        lines = [line for line in lines if (line.kind, line.key) not in hidden]
    Look.objects.create(
        member=member,
        identity=identity,
        looker_name=looker.strip(),
        reason=reason.strip(),
        via=LookVia.COMMAND,
        lines=len(lines),
        which=names_of(lines),
    )
    audit.record(actor=None, action="portrait.look_from_command", target=member or identity)
    return CommandLook(
        whose=member.roster_key if member else key,
        linked=member is not None,
        folding=folding,
        lines=[(line, record_ids(pseudonyms, subject, line)) for line in lines],
    )


@transaction.atomic
def open_stated(*, actor: User, branch_id: int) -> tuple[Organisation, list[ShownByMember]]:
    """Show the committee of a branch what its members show to it, and write a look down for each of them.

    Raises
    ------
    NotVisible
        When the actor is not in the committee of that branch.
    """
    viewer = viewer_of(actor)
    branch = branch_run_by(viewer, branch_id)
    shown = shown_to_committee(viewer, branch_id)
    own = Member.objects.filter(user=actor).first()
    name = own.name if own else actor.get_username()
    Look.objects.bulk_create(
        Look(
            member=one.member,
            looker=actor,
            looker_name=name,
            reason=STATED,
            via=LookVia.PAGE,
            lines=len(one.entries),
            which=[[entry.kind, entry.code] for entry in one.entries],
        )
        for one in shown
        if one.member.pk != viewer.member_id
    )
    audit.record(actor=actor, action="portrait.open_stated", target=branch, organisation=branch)
    return branch, shown


def names_of(lines: list[PortraitLine]) -> list[list[str]]:
    """Kind and key of each line, as a look keeps them."""
    return [[line.kind, line.key] for line in lines]


def _member(key: str, organisation: str | None) -> Member | None:
    rows = Member.objects.all() if organisation is None else Member.objects.filter(root__slug=organisation)
    try:
        found = list(rows.filter(uid=UUID(key)))
    except ValueError:
        found = []
    return _only_one(found or list(rows.filter(roster_key=key)[:2]), key)


def _identity(key: str, organisation: str | None) -> Identity:
    rows = Identity.objects.filter(member=None, is_group=False).select_related("pseudonym")
    if organisation is not None:
        rows = rows.filter(root__slug=organisation)
    wanted = {key, f"mailto:{key}", key.removeprefix("mailto:")}
    found = _only_one(list(rows.filter(value__in=wanted)[:2]), key)
    if found is None:
        raise NobodyFound(key)
    return found


def _only_one(rows: list[T], key: str) -> T | None:
    if len(rows) > 1:
        raise NobodyFound(f"{key}: more than one; name the organisation")
    return rows[0] if rows else None
