"""Stage outlook: writes. A request from above is sent, or refused with its reasons and not stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from redcloud.apps.outlook.choices import CHOICE_LISTS
from redcloud.apps.outlook.facts import CATALOGUE
from redcloud.apps.outlook.models import BranchRequest, RequestField
from redcloud.apps.outlook.queries import Draft, preview
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer, organisation_overseen_by
from redcloud.apps.people.models import User
from redcloud.apps.people.turns import hold
from redcloud.engine.outlook.requests import Finding


class RequestRefused(ValueError):  # noqa: N818 - it is an answer, not a fault
    """The rules on formalism forbid it; ``findings`` has every reason."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(", ".join(one.rule.code for one in findings))


class NoSuchChoicesError(ValueError):
    """The lists of answers are closed, and there is none of this name."""


@transaction.atomic
def send_request(
    *, actor: User, viewer: Viewer, organisation_id: int, draft: Draft, today: date
) -> BranchRequest:
    """Send a request to every branch under the organisation, and enter its cost in the public ledger.

    Raises
    ------
    NotVisible
        For everybody but officers of the organisation or of one above it.
    RequestRefused
        With all findings; nothing is stored.
    NoSuchChoicesError
        Where a field to choose from names no list of answers; nothing is stored.
    """
    for one in draft.fields:
        if one.kind == "choice" and one.choices not in CHOICE_LISTS:
            raise NoSuchChoicesError(one.choices)
    hold(organisation_overseen_by(viewer, organisation_id))  # what is being sent twice is a duplicate
    seen = preview(viewer, organisation_id, draft, today)
    if seen.findings:
        raise RequestRefused(seen.findings)
    sent = BranchRequest.objects.create(
        sender=seen.organisation,
        kind=draft.kind,
        title=draft.title,
        purpose=draft.purpose,
        addressed_to=draft.addressed_to,
        repeats=draft.repeats,
        asked_on=today,
        due_on=draft.due_on,
        branches=seen.branches,
        people=seen.cost.people,
        minutes_each=seen.cost.minutes_each,
        times_a_year=seen.cost.times_a_year,
        facts=[code for code in CATALOGUE if code in draft.facts],
    )
    RequestField.objects.bulk_create(
        RequestField(
            request=sent,
            label=one.label,
            kind=one.kind,
            choices=one.choices if one.kind == "choice" else "",
        )
        for one in draft.fields
    )
    audit.record(actor=actor, action="outlook.send_request", target=sent, organisation=seen.organisation)
    return sent


@transaction.atomic
def withdraw_request(*, actor: User, viewer: Viewer, uid: UUID, today: date) -> BranchRequest:
    """Take a request back: branches no longer see it, the ledger keeps it.

    Raises
    ------
    NotVisible
    """
    found = BranchRequest.objects.select_for_update().filter(uid=uid, withdrawn_on=None).first()
    if found is None:
        raise NotVisible
    organisation = organisation_overseen_by(viewer, found.sender_id)
    found.withdrawn_on = today
    found.save(update_fields=["withdrawn_on"])
    audit.record(actor=actor, action="outlook.withdraw_request", target=found, organisation=organisation)
    return found
