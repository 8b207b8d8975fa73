"""Stage needs: what everybody may know of a need: category, state, coarse place, dates. Nothing else.

The rows are read with an explicit list of columns, so that words, contacts and photos are not even
fetched (PRODUCT line 8).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from redcloud.apps.needs.models import Need
from redcloud.apps.people.access import NotVisible
from redcloud.engine.needs.states import CLOSED, Status, status_of

PAGE = 20
MOST_REQUESTS = 1000  # GeoReport v2: "90 days or first 1000 requests"
_COLUMNS = (
    "pk",
    "uid",
    "category",
    "state",
    "place__name",
    "place__parent__name",
    "place_id",
    "place__latitude",
    "place__longitude",
    "received_at",
    "changed_at",
    "holder__name",
)


@dataclass(frozen=True, slots=True)
class PublicNeed:
    """A need as anybody may see it."""

    id: int
    uid: UUID
    category: str
    state: str
    place: str
    district: str | None
    place_id: int
    latitude: float | None
    longitude: float | None
    received_at: datetime
    changed_at: datetime
    holder: str

    @property
    def status(self) -> Status:
        """The state in Open311's words."""
        return status_of(self.state)


def _published() -> QuerySet[Need]:
    return Need.objects.exclude(state="withdrawn")


def _rows(found: QuerySet[Need]) -> list[PublicNeed]:
    return [PublicNeed(*row) for row in found.values_list(*_COLUMNS)]


def _with_status(statuses: Iterable[str]) -> Q:
    wanted = set(statuses)
    if wanted == {"open"}:
        return ~Q(state__in=CLOSED)
    return Q(state__in=CLOSED) if wanted == {"closed"} else Q()


def public_needs(
    *, category: str = "", status: str = "", before: int | None = None
) -> tuple[list[PublicNeed], bool]:
    """One page of needs, newest first, and whether there are older ones.

    Parameters
    ----------
    category : a category code, or nothing for all.
    status : "open", "closed", or nothing for both.
    before : continue with what came in earlier than the need of this ``PublicNeed.id``.
    """
    found = _published().order_by("-received_at", "-pk")
    if category:
        found = found.filter(category=category)
    if status:
        found = found.filter(_with_status([status]))
    last = Need.objects.filter(pk=before).values_list("received_at", flat=True).first() if before else None
    if last is not None:
        # Not by id alone: what comes from another system brings its own day.
        found = found.filter(received_at__lte=last).exclude(received_at=last, pk__gte=before)
    rows = _rows(found[: PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def public_need(uid: UUID, root_id: int) -> PublicNeed:
    """Return one need of a root.

    Raises
    ------
    NotVisible
    """
    rows = _rows(_published().filter(uid=uid, root_id=root_id))
    if not rows:
        raise NotVisible
    return rows[0]


def requests_between(
    *,
    root_id: int,
    since: datetime,
    until: datetime,
    categories: Iterable[str] = (),
    statuses: Iterable[str] = (),
    uids: Iterable[UUID] = (),
) -> list[PublicNeed]:
    """Return the needs of a root, newest first, at most ``MOST_REQUESTS``.

    ``uids`` overrides every other filter, as GeoReport v2 asks of ``service_request_id``.
    """
    found = _published().filter(root_id=root_id).order_by("-received_at", "-pk")
    chosen = list(uids)
    if chosen:
        return _rows(found.filter(uid__in=chosen[:MOST_REQUESTS]))
    found = found.filter(_with_status(statuses), received_at__gte=since, received_at__lte=until)
    wanted = list(categories)
    if wanted:
        found = found.filter(category__in=wanted)
    return _rows(found[:MOST_REQUESTS])
