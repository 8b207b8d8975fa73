"""Stage records: what arrived in the last hour. In: a viewer. Out: counts by sender, and what was refused.

The cost goes by the hour and not by the store: counters are read by minute, refusals newest first.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from redcloud.apps.people.access import Viewer, administered_by
from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Arrival, Credential, Refusal
from redcloud.apps.records.queries.lake import LakeWaits, lake_waits
from redcloud.apps.records.results import Rejection

HOUR_MINUTES = 60
REFUSALS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Incoming:
    """What one sender brought; ``name`` is that of the credential, empty where the sender is none."""

    source: str
    sender: str
    name: str
    stored: int
    duplicate: int
    refused: int


@dataclass(frozen=True, slots=True)
class Refused:
    """One broken rule as the page shows it: where and which, never what stood there."""

    refusal: Refusal
    name: str

    @property
    def section(self) -> str:
        """The section of the specification or of the profile."""
        one = self.refusal
        return Rejection(one.line, one.path, one.rule, one.reason).section


@dataclass(frozen=True, slots=True)
class LastHour:
    """What the administrator's page shows."""

    root: Organisation
    incoming: list[Incoming]
    refused: list[Refused]
    lake: LakeWaits | None

    @property
    def stored(self) -> int:
        """Statements stored, of all senders."""
        return sum(one.stored for one in self.incoming)

    @property
    def refusals(self) -> int:
        """Statements refused, of all senders."""
        return sum(one.refused for one in self.incoming)


def last_hour_for(viewer: Viewer, root_id: int) -> LastHour:
    """Return what arrived at the root that the viewer administers (5 queries).

    Raises
    ------
    NotVisible
    """
    root = administered_by(viewer, root_id)
    first = int(time.time() // 60) - HOUR_MINUTES + 1
    rows = (
        Arrival.objects.filter(root=root, minute__gte=first)
        .values("source", "sender")
        .annotate(stored=Sum("stored"), duplicate=Sum("duplicate"), refused=Sum("refused"))
    )
    counted = list(rows)
    since = timezone.now() - timedelta(minutes=HOUR_MINUTES)
    newest = Refusal.objects.filter(root=root).order_by("-pk")[:REFUSALS_SHOWN]
    refused = [one for one in newest if one.at >= since]
    keys = {row["sender"] for row in counted} | {one.sender for one in refused}
    names = dict(Credential.objects.filter(root=root, key__in=keys).values_list("key", "name"))
    incoming = [Incoming(name=names.get(row["sender"], ""), **row) for row in counted]
    incoming.sort(key=lambda one: (-one.stored - one.duplicate - one.refused, one.source, one.sender))
    return LastHour(
        root, incoming, [Refused(one, names.get(one.sender, "")) for one in refused], lake_waits()
    )
