"""Stage outlook: writes. A branch fills in what a level above asks: a draft, sent by a named person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.outlook.choices import answers_of
from redcloud.apps.outlook.facts import facts_of
from redcloud.apps.outlook.models import AnswerValue, FieldKind, RequestAnswer, RequestField
from redcloud.apps.outlook.queries import request_to, turn_of
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer, branch_run_by
from redcloud.apps.people.models import User
from redcloud.apps.people.turns import hold
from redcloud.apps.rules.queries import pack_of

LONGEST = 2000


class AnswerRefusedError(ValueError):
    """Something is missing or no number, day or answer of its list; ``faults`` says which field and why."""

    def __init__(self, faults: Mapping[int, str]) -> None:
        self.faults = dict(faults)
        super().__init__(", ".join(sorted(set(faults.values()))))


@transaction.atomic
def fill_in(
    *,
    actor: User,
    viewer: Viewer,
    branch_id: int,
    uid: UUID,
    texts: Mapping[int, str],
    send: bool,
    today: date,
) -> RequestAnswer:
    """Save what was filled in, and send it where ``send``; what was sent no longer changes.

    Parameters
    ----------
    texts
        By key of the field. A draft may leave fields empty.

    Raises
    ------
    NotVisible
        For everybody but the committee, and where the request ended or this turn was answered.
    AnswerRefusedError
        With every faulty field; nothing is stored.
    """
    branch = branch_run_by(viewer, branch_id)
    request = request_to(branch, uid, today)
    hold(branch)
    turn = turn_of(request, today)
    fields = list(request.fields.all())
    said = {one.pk: texts.get(one.pk, "").strip() for one in fields}
    pack = pack_of(branch.root_id or branch.pk)
    faults = {
        one.pk: fault
        for one in fields
        if (fault := _fault(one, said[one.pk], answers_of(one, pack), needed=send)) is not None
    }
    if faults:
        raise AnswerRefusedError(faults)
    answer, _made = RequestAnswer.objects.get_or_create(request=request, branch=branch, turn=turn)
    if answer.sent_at is not None:
        raise NotVisible
    answer.saved_at = timezone.now()
    if send:
        answer.sent_at, answer.sent_by = answer.saved_at, actor
        answer.facts = facts_of(branch, request.facts, today)
    answer.save()
    answer.values.all().delete()
    AnswerValue.objects.bulk_create(
        AnswerValue(answer=answer, field_id=key, text=text) for key, text in said.items() if text
    )
    action = "outlook.send_answer" if send else "outlook.save_answer"
    audit.record(actor=actor, action=action, target=answer, organisation=branch)
    return answer


def _fault(field: RequestField, text: str, answers: Mapping[str, str], *, needed: bool) -> str | None:
    """Why a text is none for this field: ``missing``, ``too_long``, ``number``, ``date``, ``choice``."""
    if not text:
        return "missing" if needed else None
    if len(text) > LONGEST:
        return "too_long"
    if field.kind == FieldKind.NUMBER and not _is_number(text):
        return "number"
    if field.kind == FieldKind.DATE and not _is_day(text):
        return "date"
    if answers and text not in answers:
        return "choice"
    return None


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < 1e12
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
