"""Stage outlook: writes. A branch answers what is due with a sentence of its own; that settles it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from redcloud.apps.outlook.models import Answer, DueAnswer
from redcloud.apps.outlook.queries import due_lines
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer, branch_run_by
from redcloud.apps.people.models import User
from redcloud.apps.people.turns import hold

LONGEST_SENTENCE = 300


@transaction.atomic
def answer_due(
    *,
    actor: User,
    viewer: Viewer,
    branch_id: int,
    rule: str,
    answer: str,
    sentence: str,
    today: date,
    period: str | None = None,
) -> DueAnswer:
    """Answer what is due or overdue by ``rule``; it is settled for that period.

    Parameters
    ----------
    period
        First day of the period that was on the page, as of ISO 8601; None for whichever is open.

    Raises
    ------
    NotVisible
        For everybody but the committee, and where nothing is open by that rule.
    ValueError
        ``sentence`` where it is empty or too long, ``answer`` where it is none of the three, ``settled``
        where ``period`` is no longer open: two taps answer once.
    """
    branch = branch_run_by(viewer, branch_id)
    if answer not in Answer.values:
        raise ValueError("answer")
    if not 0 < len(sentence.strip()) <= LONGEST_SENTENCE:
        raise ValueError("sentence")
    hold(branch)
    line = next(
        (one for one in due_lines(viewer, branch_id, today) if one.open and one.item.rule == rule), None
    )
    if period is not None and (line is None or line.item.period_since.isoformat() != period):
        raise ValueError("settled")
    if line is None:
        raise NotVisible
    given = DueAnswer.objects.create(
        branch=branch,
        rule=rule,
        period_since=line.item.period_since,
        answer=answer,
        sentence=sentence.strip(),
        answered_on=today,
    )
    audit.record(actor=actor, action="outlook.answer_due", target=given, organisation=branch)
    return given


@transaction.atomic
def take_answer_back(*, actor: User, viewer: Viewer, branch_id: int, answer_id: int) -> None:
    """Take an answer back: the matter is open again.

    Raises
    ------
    NotVisible
    """
    branch = branch_run_by(viewer, branch_id)
    given = DueAnswer.objects.filter(pk=answer_id, branch=branch).first()
    if given is None:
        raise NotVisible
    audit.record(actor=actor, action="outlook.take_answer_back", target=given, organisation=branch)
    given.delete()
