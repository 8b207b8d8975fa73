"""Stage notices: an administrator's view of sending. A root in; counts by way and fault out, no persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from redcloud.apps.notices.models import Channel, Delivery, DeliveryState, Robot
from redcloud.apps.people.models import Organisation


@dataclass(frozen=True, slots=True)
class FaultLine:
    """How many messages one fault kept from arriving; None for fewer people than may be counted."""

    fault: str
    count: int | None


@dataclass(frozen=True, slots=True)
class ChannelState:
    """One way out: what waits (None for fewer than may be counted), what did not get out and why."""

    channel: Channel
    waiting: int | None
    oldest: datetime | None
    blocked_by: str
    faults: list[FaultLine]


PEOPLE = Count(Coalesce("digest__member", "device__member"), distinct=True)
"""Of how many people some deliveries are: somebody with ten devices is one."""


def _shown(channel: str, count: int, people: int) -> int | None:
    """Figures about people need so many of them; robots are none."""
    return count if channel == Channel.ROBOT or people >= settings.MINIMUM_CONTRIBUTORS else None


def sending_of(root: Organisation) -> list[ChannelState]:
    """Return how sending goes for a root, a line for each way (4 queries)."""
    own = Delivery.objects.filter(root=root, trial=False)
    pending = own.filter(state=DeliveryState.PENDING)
    queued: dict[str, tuple[int | None, datetime | None]] = {}
    waiting = pending.values_list("channel").annotate(Count("pk"), Min("created_at"), people=PEOPLE)
    for channel, count, oldest, people in waiting:
        shown = _shown(channel, count, people)
        queued[channel] = (shown, oldest if shown else None)  # a moment of few is theirs as well
    # What keeps messages waiting that were tried already.
    blocking = dict(
        pending.exclude(fault="").order_by("channel", "-pk").values_list("channel", "fault").distinct()
    )
    lost = own.filter(state=DeliveryState.FAILED).values_list("channel", "fault")
    failed = lost.annotate(Count("pk"), people=PEOPLE)
    faults: dict[str, list[FaultLine]] = {}
    for channel, fault, count, people in failed.order_by("channel", "fault"):
        faults.setdefault(channel, []).append(FaultLine(fault, _shown(channel, count, people)))
    return [
        ChannelState(
            channel=channel,
            waiting=queued.get(channel, (0, None))[0],
            oldest=queued.get(channel, (0, None))[1],
            blocked_by=blocking.get(channel, ""),
            faults=faults.get(channel, []),
        )
        for channel in Channel
    ]


def robots_paused(root: Organisation) -> int:
    """Count the robots of a root's branches that are paused because nothing arrived."""
    return Robot.objects.filter(branch__root=root, paused_at__lte=timezone.now()).exclude(fault="").count()
