"""Stage study: what a member began, finished or refused. The member's own; read live from the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Statement, StatementActor
from redcloud.apps.study.activities import iri_of, iri_prefix, uid_in
from redcloud.apps.study.models import Item, Refusal
from redcloud.engine.records.identifiers import digest
from redcloud.engine.records.vocabulary import OWN, iris_of

_BEGAN, _COMPLETED = iris_of("began"), iris_of("completed")


@dataclass(frozen=True, slots=True)
class Marks:
    """Items by their uid with the day: begun and not finished, finished; and those refused."""

    begun: dict[UUID, date]
    done: dict[UUID, date]
    refused: frozenset[UUID]


def marks_of(member_id: int, root: Organisation) -> Marks:
    """The member's own marks (two indexed queries). The day is the latest one."""
    rows = (
        StatementActor.objects.filter(
            identity__member_id=member_id,
            direct=True,
            verb__iri__in=(*_BEGAN, *_COMPLETED),
            statement__voided=False,
            statement__activity__iri__startswith=iri_prefix(root),
        )
        .order_by("statement__timestamp")
        .values_list("verb__iri", "statement__activity__iri", "statement__timestamp")
    )
    begun: dict[UUID, date] = {}
    done: dict[UUID, date] = {}
    for verb, iri, when in rows:
        uid = uid_in(iri, root)
        if uid is not None:
            (done if verb in _COMPLETED else begun)[uid] = timezone.localdate(when)
    refused = Refusal.objects.filter(member_id=member_id).values_list("item__uid", flat=True)
    return Marks({u: d for u, d in begun.items() if u not in done}, done, frozenset(refused))


def done_by_members(root: Organisation) -> dict[int, set[UUID]]:
    """What each member of a root finished, for the batch that sends; no page reads it."""
    rows = Statement.objects.filter(
        root=root,
        verb__iri__in=_COMPLETED,
        voided=False,
        actor__member__isnull=False,
        activity__iri__startswith=iri_prefix(root),
    ).values_list("actor__member_id", "activity__iri")
    done: dict[int, set[UUID]] = defaultdict(set)
    for member_id, iri in rows.iterator(chunk_size=10_000):
        uid = uid_in(iri, root)
        if uid is not None:
            done[member_id].add(uid)
    return done


def own_statements(member_id: int, item: Item, verb: str) -> list[UUID]:
    """Ids of the member's records about an item that this product wrote with ``verb``, not voided."""
    return [uid for uid, _when in own_records(member_id, item.root, iri_of(item.root, item.uid), verb)]


def own_records(member_id: int, root: Organisation, iri: str, verb: str) -> list[tuple[UUID, datetime]]:
    """Ids and moments of the member's records about an activity, written here with ``verb``, not voided."""
    rows = StatementActor.objects.filter(
        identity__member_id=member_id,
        direct=True,
        verb__iri=OWN + verb,
        statement__voided=False,
        statement__activity__root=root,
        statement__activity__digest=digest(iri),
    )
    return list(rows.values_list("statement__statement_id", "statement__timestamp"))


def items_by_uid(uids: Iterable[UUID]) -> dict[UUID, Item]:
    """Items of the given uids, archived ones too: what somebody finished stays theirs."""
    found = Item.objects.filter(uid__in=list(uids)).select_related("root").prefetch_related("topics")
    return {item.uid: item for item in found}
