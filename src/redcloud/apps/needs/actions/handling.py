"""Stage needs: a branch, or whom a need was passed on to, acts. A named person in, every time."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.needs.actions.steps import locked, move
from redcloud.apps.needs.actions.telling import tell_committee, tell_taker
from redcloud.apps.needs.models import MessageKind, Need, NeedContact, NeedMessage
from redcloud.apps.needs.queries.handling import handled_need, members_to_hand_to, passing_targets
from redcloud.apps.notices.models import NoticeKind
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import Member, Organisation, User


def _open(viewer: Viewer, uid: UUID) -> Need:
    """Return the need under a lock; who waited for it asks once more whether it is still theirs."""
    locked(handled_need(viewer, uid))
    return handled_need(viewer, uid)


def _as_taker(viewer: Viewer, uid: UUID) -> Need:
    """Return the need for its taker; to everybody else it is not there to be answered."""
    need = _open(viewer, uid)
    if need.taker_id is None or need.taker_id != viewer.user_id:
        raise NotVisible
    return need


def _say(need: Need, actor: User, kind: str, words: str) -> None:
    if words.strip():
        NeedMessage.objects.create(
            need=need, kind=kind, author=actor, organisation_id=need.holder_id, words=words.strip()[:4000]
        )


@transaction.atomic
def take(*, actor: User, viewer: Viewer, uid: UUID) -> Need:
    """Become the person who has the need; the resident reads the name.

    Raises
    ------
    NotVisible
    engine.needs.states.StepRefused
    """
    need = _open(viewer, uid)
    need.taker = actor
    move(need, "take")
    audit.record(actor=actor, action="needs.take", target=need, organisation=need.holder)
    return need


@transaction.atomic
def hand_over(*, actor: User, viewer: Viewer, uid: UUID, member_id: int) -> Need:
    """Give the need to a member of the branch who has an account.

    Raises
    ------
    NotVisible
        Also when the member is not one of the branch.
    engine.needs.states.StepRefused
    """
    need = _open(viewer, uid)
    chosen: Member | None = next((m for m in members_to_hand_to(need) if m.pk == member_id), None)
    if chosen is None:
        raise NotVisible
    need.taker = chosen.user
    move(need, "take")
    tell_taker(need, NoticeKind.NEED_GIVEN)
    audit.record(actor=actor, action="needs.hand_over", target=need, organisation=need.holder)
    return need


@transaction.atomic
def answer(*, actor: User, viewer: Viewer, uid: UUID, words: str) -> Need:
    """Tell the resident something, through the follow page.

    Raises
    ------
    NotVisible
        For others than the taker.
    engine.needs.states.StepRefused
    """
    need = _as_taker(viewer, uid)
    move(need, "answer")
    _say(need, actor, MessageKind.HANDLER, words)
    audit.record(actor=actor, action="needs.answer", target=need, organisation=need.holder)
    return need


@transaction.atomic
def mark_solved(*, actor: User, viewer: Viewer, uid: UUID, words: str = "") -> Need:
    """Say that the branch holds it solved. It stays open until the resident says so.

    Raises
    ------
    NotVisible
        For others than the taker.
    engine.needs.states.StepRefused
    """
    need = _as_taker(viewer, uid)
    move(need, "mark_solved")
    _say(need, actor, MessageKind.HANDLER, words)
    audit.record(actor=actor, action="needs.mark_solved", target=need, organisation=need.holder)
    return need


@transaction.atomic
def pass_on(*, actor: User, viewer: Viewer, uid: UUID, organisation_id: int, reason: str) -> Need:
    """Pass the need on, up, sideways or down one step, with a reason that the resident reads.

    Raises
    ------
    NotVisible
        When the need or the target is not the viewer's to choose.
    ValueError
        Without a reason.
    engine.needs.states.StepRefused
    """
    if not reason.strip():
        raise ValueError("passing on needs a reason")
    need = _open(viewer, uid)
    target: Organisation | None = next(
        (found for _way, found in passing_targets(need) if found.pk == organisation_id), None
    )
    if target is None:
        raise NotVisible
    _say(need, actor, MessageKind.PASSED_ON, reason)
    audit.record(actor=actor, action="needs.pass_on", target=need, organisation=need.holder)
    need.holder = target
    need.taker = None
    move(need, "pass_on")
    tell_committee(need, NoticeKind.NEED_RECEIVED)
    return need


@transaction.atomic
def open_contact(*, actor: User, viewer: Viewer, uid: UUID) -> NeedContact:
    """Show the taker how to reach the resident; that it was opened is written down for both to see.

    Raises
    ------
    NotVisible
        For others than the taker, and when there is none (any more).
    """
    need = _as_taker(viewer, uid)
    contact = NeedContact.objects.filter(need=need).first()
    if contact is None:
        raise NotVisible
    contact.opened_at = timezone.now()
    contact.save(update_fields=["opened_at"])
    audit.record(actor=actor, action="needs.open_contact", target=need, organisation=need.holder)
    return contact
