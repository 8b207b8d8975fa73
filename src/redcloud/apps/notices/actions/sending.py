"""Stage notices: the sender. In: what waits in the outbox. Out: each by its way, and what became of it.

A message is taken by moving its ``not_before`` on under its old value, which only one can do; handed over;
and then noted. Killed in between, it is taken up again when the lease is over: **at least once**. What was
noted as sent is never sent again. An e-mail sent again has the same Message-ID and a reminder replaces the
one before, so that who gets it twice mostly sees it once; a robot says its line twice.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from redcloud.apps.notices.actions.outcomes import note
from redcloud.apps.notices.channels.answers import Answer
from redcloud.apps.notices.channels.mail import Mail
from redcloud.apps.notices.channels.outside import Carrier, carrier
from redcloud.apps.notices.channels.push import send_push
from redcloud.apps.notices.channels.robots import post
from redcloud.apps.notices.models import Channel, Delivery, DeliveryState
from redcloud.apps.notices.queries.outbox import is_wanted, quiet_hours_of, waiting_deliveries
from redcloud.apps.notices.rhythm import end_of_quiet
from redcloud.apps.notices.signals import sending_asked
from redcloud.apps.people import audit
from redcloud.apps.people.models import Organisation, User

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
"""Longer than handing over one message can take."""

ATTEMPTS = 6
_BACK_OFF_S = 300
_AWAY_S = 600
AGAIN_FOR = timedelta(days=3)


@dataclass(slots=True)
class Run:
    """What one run did, in counts; ``more`` says that it stopped before everything was tried."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    more: bool = False


class _Ways:
    """The ways out, each opened once a run; those that are blocked are left alone until the next."""

    def __init__(self, session: Carrier) -> None:
        self._session, self._mail = session, Mail()
        self.blocked: set[str] = set()

    def send(self, delivery: Delivery) -> Answer:
        if delivery.channel == Channel.EMAIL:
            return self._mail.send(delivery)
        if delivery.device is not None:
            return send_push(delivery.device, self._session)
        # Never a digest: the table has no row with both, and a robot is given nothing else to say.
        return post(delivery.to_robot, self._session, trial=delivery.trial)

    def close(self) -> None:
        self._mail.close()


def send_waiting(*, now: datetime | None = None, for_s: float = 20.0) -> Run:
    """Send what waits and may go now; a fault of one message leaves the others alone.

    Parameters
    ----------
    for_s : after it the worker turns to its other jobs.
    """
    run, ends = Run(), time.monotonic() + for_s
    give_up(now or timezone.now())
    with carrier() as session:
        ways = _Ways(session)
        try:
            while some := waiting_deliveries(now or timezone.now(), without=ways.blocked):
                for delivery in some:
                    if time.monotonic() > ends:
                        run.more = True
                        return run
                    _take(delivery, ways, run, now)
        finally:
            ways.close()
    return run


def give_up(moment: datetime) -> int:
    """Note as failed what waited until it was of no use."""
    late = Delivery.objects.filter(state=DeliveryState.PENDING, not_after__lte=moment)
    late.filter(trial=True).delete()
    late.filter(fault="").update(fault="too_late")
    return late.update(state=DeliveryState.FAILED)


def _take(delivery: Delivery, ways: _Ways, run: Run, now: datetime | None) -> None:
    """Send one message, unless its time has not come or somebody else has it."""
    moment = now or timezone.now()
    as_found = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.PENDING, not_before=delivery.not_before
    )
    if not is_wanted(delivery):
        as_found.delete()
        return
    if (awake := end_of_quiet(timezone.localtime(moment), *quiet_hours_of(delivery))) is not None:
        as_found.update(not_before=awake)
        return
    way = _way_of(delivery)
    if way in ways.blocked:
        as_found.update(not_before=moment + timedelta(seconds=_AWAY_S))
        return
    lease = moment + LEASE
    if not as_found.update(not_before=lease, attempts=F("attempts") + 1):
        return
    delivery.not_before, delivery.attempts = lease, delivery.attempts + 1
    answer = _carried(delivery, ways)
    if answer.away:
        ways.blocked.add(way)
    outcome = note(delivery, _final(delivery, answer), moment, _wait(delivery, answer))
    setattr(run, outcome, getattr(run, outcome) + 1)


def _carried(delivery: Delivery, ways: _Ways) -> Answer:
    """Hand a message over; a fault that nobody thought of is logged, without its words."""
    try:
        return ways.send(delivery)
    except DatabaseError:
        raise
    except Exception as fault:  # noqa: BLE001 - one bad message must not keep all others up
        log.error("message not sent", channel=delivery.channel, fault=type(fault).__name__)
        return Answer("later", "unexpected")


def _way_of(delivery: Delivery) -> str:
    """Return what is blocked when a message cannot go: all of e-mail, or one device or robot."""
    if delivery.channel == Channel.EMAIL:
        return Channel.EMAIL
    return f"{delivery.channel} {delivery.device_id or delivery.robot_id}"


def _final(delivery: Delivery, answer: Answer) -> Answer:
    """Turn the last of too many attempts into a failure; a blocked way counts none, a trial has one."""
    if delivery.trial and answer.outcome == "later":
        return Answer("failed", answer.fault)
    if answer.outcome == "later" and not answer.away and delivery.attempts >= ATTEMPTS:
        return Answer("failed", answer.fault)
    return answer


def _wait(delivery: Delivery, answer: Answer) -> timedelta:
    """Wait longer after each failure, and not all for the same moment."""
    if answer.away:
        return timedelta(seconds=_AWAY_S)
    spread = random.uniform(0.8, 1.0)  # noqa: S311 - spreads load, hides nothing
    return timedelta(seconds=max(_BACK_OFF_S * 2 ** (delivery.attempts - 1) * spread, answer.wait_s))


@transaction.atomic
def send_again(*, actor: User, root: Organisation, channel: str, fault: str) -> int:
    """Queue again what could not be sent by a channel for one reason; return how many."""
    now = timezone.now()
    failed = Delivery.objects.filter(root=root, channel=channel, fault=fault, state=DeliveryState.FAILED)
    again = {"state": DeliveryState.PENDING, "attempts": 0, "not_before": now, "not_after": now + AGAIN_FOR}
    if channel == Channel.ROBOT:
        # A robot has its own page; what it could not say is old by now.
        raise ValueError("robots are tried again by their branch")
    count = failed.update(**again, fault="")
    audit.record(actor=actor, action="notices.send_again", target=root, organisation=root)
    if count:
        transaction.on_commit(lambda: sending_asked.send(sender=None), robust=True)
    return count
