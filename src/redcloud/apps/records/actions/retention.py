"""Stage records: forgetting by age. In: how long an organisation keeps statements. Out: what is left."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.records.actions.removing import delete_statements
from redcloud.apps.records.models import FEWEST_MONTHS, Operation, Outbox, Pseudonym, Retention, Statement
from redcloud.apps.records.rows import insert_rows
from redcloud.apps.records.signals import outbox_filled
from redcloud.engine.records.extraction import day_of
from redcloud.engine.records.vocabulary import lake_verb

_AT_ONCE = 5000


@transaction.atomic
def keep_for(*, actor: User | None, root: Organisation, months: int | None) -> None:
    """Decide how many months an organisation keeps statements; None keeps them until erased.

    Raises
    ------
    ValueError
        For less than `FEWEST_MONTHS`.
    """
    if months is None:
        Retention.objects.filter(root=root).delete()
    elif months < FEWEST_MONTHS:
        raise ValueError(f"statements are kept for {FEWEST_MONTHS} months at least")
    else:
        values = {"months": months, "decided_by": actor, "decided_at": timezone.now()}
        Retention.objects.update_or_create(root=root, defaults=values)
    audit.record(actor=actor, action="records.keep_for", target=root, organisation=root)


def remove_expired(now: datetime | None = None) -> int:
    """Remove what every organisation's retention no longer keeps, and return how many statements went.

    A few thousand a transaction, so that writers are not kept waiting; ended in between, the next call
    goes on. The lake forgets the same records, and portraits are folded anew from what is left.
    """
    removed = 0
    for retention in Retention.objects.select_related("root").order_by("pk"):
        until = _months_before(now or timezone.now(), retention.months)
        while count := _remove_some(retention.root, until):
            removed += count
    return removed


def _months_before(moment: datetime, months: int) -> datetime:
    """The same moment so many months ago; where that month is shorter, on its last day."""
    here = timezone.localtime(moment)
    year, month = divmod(here.year * 12 + here.month - 1 - months, 12)
    day = min(here.day, monthrange(year, month + 1)[1])
    return here.replace(year=year, month=month + 1, day=day)


@transaction.atomic
def _remove_some(root: Organisation, until: datetime) -> int:
    # Keys grow with the moment of storing, so the oldest come first by key, without an index of their own.
    oldest = Statement.objects.filter(root=root).select_related("verb").order_by("pk")[:_AT_ONCE]
    old = [one for one in oldest if one.stored < until]
    if not old:
        return 0
    pseudonyms = dict(
        Pseudonym.objects.filter(identity__in={one.actor_id for one in old}).values_list("identity", "value")
    )
    zone = timezone.get_default_timezone()
    rows = [
        (Operation.REMOVE.value, one.pk, pseudonyms[one.actor_id], verb, day)
        for one in old
        if (verb := lake_verb(one.verb.iri)) is not None
        and one.actor_id in pseudonyms
        and (day := day_of(one.timestamp, zone)) is not None
    ]
    delete_statements([one.pk for one in old])
    insert_rows(Outbox, ("operation", "record_id", "pseudonym", "verb", "day"), rows)
    transaction.on_commit(lambda: outbox_filled.send(sender=None), robust=True)
    return len(old)
