"""Stage needs: the resident acts, with nothing but the follow code. The hash of the code in."""

from __future__ import annotations

from django.db import transaction

from redcloud.apps.needs.actions.attempts import count_attempt, refuse_after
from redcloud.apps.needs.actions.steps import locked, move
from redcloud.apps.needs.actions.telling import tell_taker
from redcloud.apps.needs.models import (
    MessageKind,
    Need,
    NeedComplaint,
    NeedContact,
    NeedGuess,
    NeedMessage,
    NeedPhoto,
)
from redcloud.apps.needs.queries.following import need_followed
from redcloud.apps.notices.models import NoticeKind
from redcloud.apps.people import audit
from redcloud.engine.needs.codes import code_hash


def use_code(*, typed: str, address: str) -> str | None:
    """Return the hash of a code that belongs to a need; None for a wrong one, which is counted.

    Raises
    ------
    TooManyAttempts
        After too many wrong codes from the client.
    """
    refuse_after(purpose="follow", address=address)
    found = code_hash(typed)
    if found is not None and Need.objects.filter(code_hash=found).exists():
        return found
    count_attempt(purpose="follow", address=address)
    return None


def _held(code: str) -> Need:
    return locked(need_followed(code).need)


def _say(need: Need, words: str) -> None:
    if words.strip():
        NeedMessage.objects.create(need=need, kind=MessageKind.RESIDENT, words=words.strip()[:4000])


@transaction.atomic
def add_words(*, code: str, words: str) -> Need:
    """Add something to the need; its state does not change.

    Raises
    ------
    NotVisible
    """
    need = _held(code)
    _say(need, words)
    audit.record(actor=None, action="needs.add_words", target=need, organisation=need.holder)
    return need


@transaction.atomic
def confirm_solved(*, code: str) -> Need:
    """The resident says that it was really solved: only this closes a need as solved.

    Raises
    ------
    NotVisible
    engine.needs.states.StepRefused
    """
    need = _held(code)
    move(need, "confirm")
    tell_taker(need, NoticeKind.NEED_CONFIRMED)
    audit.record(actor=None, action="needs.confirm", target=need, organisation=need.holder)
    return need


@transaction.atomic
def reopen(*, code: str, words: str = "") -> Need:
    """The resident says that it was not solved: it waits again, with the same person.

    Raises
    ------
    NotVisible
    engine.needs.states.StepRefused
    """
    need = _held(code)
    move(need, "reopen")
    _say(need, words)
    tell_taker(need, NoticeKind.NEED_REOPENED)
    audit.record(actor=None, action="needs.reopen", target=need, organisation=need.holder)
    return need


@transaction.atomic
def withdraw(*, code: str) -> Need:
    """The resident takes the need back: words, exchange, contact and photo are deleted at once.

    Raises
    ------
    NotVisible
    engine.needs.states.StepRefused
    """
    need = _held(code)
    need.words = need.spot = ""
    move(need, "withdraw")
    for model in (NeedContact, NeedPhoto, NeedMessage, NeedGuess):
        model.objects.filter(need=need).delete()
    audit.record(actor=None, action="needs.withdraw", target=need, organisation=need.holder)
    return need


@transaction.atomic
def complain(*, code: str, words: str) -> NeedComplaint:
    """Complain about whoever handles the need: it goes one level up, and the handler is not told.

    Raises
    ------
    NotVisible
    ValueError
        Without words.
    """
    if not words.strip():
        raise ValueError("a complaint needs words")
    need = _held(code)
    holder = need.holder
    complaint = NeedComplaint.objects.create(
        need=need,
        about=holder,
        organisation_id=holder.parent_id or holder.pk,
        words=words.strip()[:4000],
    )
    # Filed under the level above, so that the handler's own trail does not show it.
    audit.record(actor=None, action="needs.complain", target=complaint, organisation=complaint.organisation)
    return complaint
