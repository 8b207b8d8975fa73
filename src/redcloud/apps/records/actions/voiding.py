"""Stage records: taking statements back. In: ids that a voiding statement names. Out: flags, lake removals.

xAPI Data 2.3.2: a statement is voided exactly if the store also holds a voiding statement that names
it and it is not a voiding statement itself; which of the two came first does not matter.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Operation, Outbox, Pseudonym, Statement, StatementReference, Verb
from redcloud.engine.records.extraction import day_of
from redcloud.engine.records.identifiers import digest
from redcloud.engine.records.vocabulary import iris_of, lake_verb


def named_before(root: Organisation, statement_ids: Collection[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Return which of the ids stored statements already name: to void them, and as their object at all."""
    found = StatementReference.objects.filter(root=root, target__in=statement_ids, targets=True)
    rows = list(found.values_list("target", "voids"))
    return {target for target, voids in rows if voids}, {target for target, _ in rows}


@transaction.atomic
def settle_voiding(root: Organisation, statement_ids: Collection[UUID]) -> int:
    """Void those of the ids that are stored and named by a stored voiding statement; return how many."""
    named = named_before(root, statement_ids)[0] if statement_ids else set()
    if not named:
        return 0
    rows = Statement.objects.filter(root=root, statement_id__in=named, voided=False, is_voiding=False)
    targets = list(rows.select_related("verb").order_by("pk").select_for_update(of=("self",)))
    Statement.objects.filter(pk__in=[one.pk for one in targets]).update(voided=True)
    for one in targets:
        _take_back(one)
    return len(targets)


def _take_back(statement: Statement) -> None:
    """Let the lake forget a voided statement, and say anew what else was begun that day."""
    verb = lake_verb(statement.verb.iri)
    held = Pseudonym.objects.filter(identity=statement.actor_id).first()
    day = day_of(statement.timestamp, timezone.get_default_timezone())
    if verb is None or held is None or statement.activity_id is None or day is None:
        return
    Outbox.objects.filter(record_id=statement.pk).delete()
    Outbox.objects.create(
        operation=Operation.REMOVE, record_id=statement.pk, pseudonym=held.value, verb=verb, day=day
    )
    if verb != "began":
        return
    # "Began" stands once a day in the lake: the voided one may have stood for others.
    since = datetime.combine(day, time.min, timezone.get_default_timezone())
    verbs = Verb.objects.filter(digest__in=[digest(iri) for iri in iris_of("began")])
    other = (
        Statement.objects.filter(actors__identity=statement.actor_id, actors__verb__in=verbs)
        .filter(actor=statement.actor_id, activity=statement.activity_id, voided=False)
        .filter(timestamp__gte=since, timestamp__lt=since + timedelta(days=1))
        .order_by("pk")
        .first()
    )
    if other is not None:
        Outbox.objects.create(
            record_id=other.pk, pseudonym=held.value, verb=verb, activity=other.activity_id, day=day
        )
