"""Stage records: to other stores. In: targets and statements. Out: each there at least once, in order.

A statement is queued in the transaction that stores it. Delivery takes what waits, in the order of the
queue, and forgets it after the other store has it; a crash in between sends it twice, which a record
store answers as a duplicate. What the other store refuses for good is put aside where an administrator
sees it, and the rest goes on.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection, transaction
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.records.delivery import Answer, send
from redcloud.apps.records.mixed import Mixed
from redcloud.apps.records.models import Forward, ForwardTarget
from redcloud.apps.records.models.forwarding import live_at
from redcloud.apps.records.queries import Held, held_by_key, returned
from redcloud.apps.records.rows import insert_rows
from redcloud.apps.records.signals import forwarding_filled

BATCH = 50
LEASE = timedelta(minutes=3)
"""Longer than one request can take; a delivery that died is taken up again after it."""

LONGEST_WAIT_S = 3600
_FIRST_WAIT_S = 5


@transaction.atomic
def add_target(
    *,
    actor: User | None,
    root: Organisation,
    name: str,
    endpoint: str,
    approver: str,
    purpose: str,
    expires_at: datetime,
) -> ForwardTarget:
    """Let another store have what an organisation stores from now on.

    Raises
    ------
    ValueError
        Where the approver, the purpose or an end in the future is missing.
    """
    if not (approver.strip() and purpose.strip() and expires_at > timezone.now()):
        raise ValueError("forwarding needs an approver, a purpose and an end")
    target = ForwardTarget.objects.create(
        root=root,
        name=name,
        endpoint=endpoint,
        approver=approver.strip(),
        purpose=purpose.strip(),
        expires_at=expires_at,
        made_by=actor,
    )
    audit.record(actor=actor, action="records.add_target", target=target, organisation=root)
    return target


def _target(root: Organisation, target_id: int) -> ForwardTarget:
    found = ForwardTarget.objects.select_for_update().filter(root=root, pk=target_id).first()
    if found is None:
        raise NotVisible
    return found


@transaction.atomic
def stop_target(*, actor: User | None, root: Organisation, target_id: int) -> None:
    """End forwarding to a target; what waits for it is dropped."""
    target = _target(root, target_id)
    target.stopped_at = timezone.now()
    target.save(update_fields=["stopped_at"])
    Forward.objects.filter(target=target).delete()
    audit.record(actor=actor, action="records.stop_target", target=target, organisation=root)


@transaction.atomic
def send_again(*, actor: User | None, root: Organisation, target_id: int) -> int:
    """Queue again what a target had refused, and try at once; return how many."""
    target = _target(root, target_id)
    count = Forward.objects.filter(target=target).exclude(refused="").update(refused="")
    ForwardTarget.objects.filter(pk=target.pk).update(next_at=timezone.now(), failures=0)
    audit.record(actor=actor, action="records.send_again", target=target, organisation=root)
    transaction.on_commit(lambda: forwarding_filled.send(sender=None), robust=True)
    return count


def queue_forwards(targets: Collection[int], statements: Collection[int]) -> None:
    """Queue stored statements for targets of their organisation, inside the caller's transaction."""
    if not targets:
        return
    rows = [(target, key, "") for target in targets for key in sorted(statements)]
    insert_rows(Forward, ("target", "statement", "refused"), rows)
    # A wake-up that fails is logged; what is queued is queued, and the clock sends the rest.
    transaction.on_commit(lambda: forwarding_filled.send(sender=None), robust=True)


def deliver_forwards() -> int:
    """Send what waits to every target that can be tried now; return how many statements were taken."""
    now = timezone.now()
    ended = ForwardTarget.objects.filter(expires_at__lte=now).values("pk")
    Forward.objects.filter(target__in=ended).delete()
    due = ForwardTarget.objects.filter(live_at(now), next_at__lte=now)
    return sum(_deliver(target) for target in due.order_by("pk"))


def _deliver(target: ForwardTarget) -> int:
    taken = 0
    while _claim(target):
        waiting = Forward.objects.filter(target=target, refused="").order_by("pk")
        batch = list(waiting[:BATCH])
        if not batch:
            _release(target)
            break
        answer, count = _send_batch(target, batch)
        taken += count
        if answer.outcome == "later":
            _hold_off(target, answer)
            break
        _release(target)
    return taken


def _claim(target: ForwardTarget) -> bool:
    """Take the target for this delivery alone, until it is released or the lease is over."""
    now = timezone.now()
    free = ForwardTarget.objects.filter(live_at(now), pk=target.pk, next_at__lte=now)
    return bool(free.update(next_at=now + LEASE))


def _release(target: ForwardTarget) -> None:
    ForwardTarget.objects.filter(pk=target.pk).update(next_at=timezone.now())


def _hold_off(target: ForwardTarget, answer: Answer) -> None:
    """Wait longer after each failure, and not all at the same moment."""
    target.failures += 1
    wait_s = min(_FIRST_WAIT_S * 2 ** min(target.failures - 1, 12), LONGEST_WAIT_S)
    wait_s = max(wait_s * random.uniform(0.8, 1.2), answer.wait_s)  # noqa: S311 - spreads load, hides nothing
    ForwardTarget.objects.filter(pk=target.pk).update(
        failures=target.failures,
        problem=answer.reason,
        next_at=timezone.now() + timedelta(seconds=min(wait_s, 24 * 3600)),
    )


def _send_batch(target: ForwardTarget, batch: list[Forward]) -> tuple[Answer, int]:
    """Send in order; where a batch is refused, find out which by sending one by one."""
    rows = held_by_key([one.statement for one in batch])
    gone = [one.pk for one in batch if one.statement not in rows]  # erased meanwhile
    Forward.objects.filter(pk__in=gone).delete()
    there = [one for one in batch if one.statement in rows]
    taken = 0
    for edition, group in groupby(there, key=lambda one: _edition(rows[one.statement])):
        part = list(group)
        answer = _send_part(target, edition, part, rows)
        if answer.outcome == "refused" and len(part) > 1:
            for one in part:
                answer = _send_part(target, edition, [one], rows)
                if answer.outcome == "later":
                    return answer, taken
                taken += answer.outcome == "taken"
            continue
        if answer.outcome == "later":
            return answer, taken
        taken += len(part) if answer.outcome == "taken" else 0
    return Answer("taken"), taken


def _edition(statement: Held) -> str:
    return "2.0.0" if statement.version.startswith("2.") else "1.0.3"


def _send_part(target: ForwardTarget, edition: str, part: list[Forward], rows: dict[int, Held]) -> Answer:
    stored = [rows[one.statement] for one in part]
    statements = returned(target.root, stored)
    mixed = Mixed(statements, stored, statements)
    files = mixed if mixed.has_files else None
    answer = send(target.endpoint, target.name, edition, statements, files)
    keys = [one.pk for one in part]
    if answer.outcome == "taken":
        Forward.objects.filter(pk__in=keys).delete()
        target.failures = 0
        ForwardTarget.objects.filter(pk=target.pk).update(failures=0, problem="", sent_at=timezone.now())
    elif answer.outcome == "refused" and len(part) == 1:
        Forward.objects.filter(pk__in=keys).update(refused=answer.reason)
    return answer


def forget_forwards(statements: Collection[int]) -> None:
    """Drop statements that are erased from every queue."""
    keys = list(statements)
    step = 5000 if connection.vendor == "postgresql" else 500
    for start in range(0, len(keys), step):
        Forward.objects.filter(statement__in=keys[start : start + step]).delete()
