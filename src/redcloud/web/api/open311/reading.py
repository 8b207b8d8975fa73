"""Web api, feature open311: parameters read strictly. Text in, typed values or ``Refused`` out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language

from redcloud.apps.needs.queries import PublicNeed
from redcloud.apps.people.models import Organisation
from redcloud.engine.needs.categories import NEED_CATEGORY_CODES, category_name
from redcloud.web.api.open311.formats import Refused, Row

SPAN = timedelta(days=90)


def jurisdiction(given: Mapping[str, str]) -> Organisation:
    """Return the root that ``jurisdiction_id`` (its slug) names; it may be left out where there is one."""
    slug = given.get("jurisdiction_id", "")
    roots = Organisation.objects.filter(parent=None)
    if slug:
        root = roots.filter(slug=slug).first()
        if root is None:
            raise Refused(404, "jurisdiction_id provided was not found")
        return root
    found = list(roots[:2])
    if not found:
        raise Refused(404, "no jurisdiction is served here yet")
    if len(found) > 1:
        raise Refused(400, "jurisdiction_id was not provided")
    return found[0]


def words_of(given: Mapping[str, str], name: str) -> list[str]:
    """Return the parts of a comma-delimited parameter."""
    return [part.strip() for part in given.get(name, "").split(",") if part.strip()]


def statuses(given: Mapping[str, str]) -> list[str]:
    """Return ``status`` as the specification's two words."""
    found = words_of(given, "status")
    if any(word not in ("open", "closed") for word in found):
        raise Refused(400, "status must be open or closed")
    return found


def service_codes(given: Mapping[str, str]) -> list[str]:
    """Return ``service_code`` as known categories."""
    found = words_of(given, "service_code")
    if any(code not in NEED_CATEGORY_CODES for code in found):
        raise Refused(404, "service_code provided was not found")
    return found


def request_ids(given: Mapping[str, str]) -> list[UUID]:
    """Return ``service_request_id`` as ids."""
    try:
        return [UUID(word) for word in words_of(given, "service_request_id")]
    except ValueError:
        raise Refused(404, "service_request_id provided was not found") from None


def _moment(given: Mapping[str, str], name: str) -> datetime | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(400, f"{name} is not a date and time of ISO 8601") from None
    if moment.tzinfo is None:
        raise Refused(400, f"{name} needs a time zone, for instance Z")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Refused(400, f"{name} is out of range") from None


def span(given: Mapping[str, str]) -> tuple[datetime, datetime]:
    """Return the dates asked for: at most 90 days, the last 90 where nothing is said."""
    start, end = _moment(given, "start_date"), _moment(given, "end_date")
    try:
        if start is not None:
            until = end or start + SPAN
            return start, min(until, start + SPAN)
        until = end or timezone.now()
        return until - SPAN, until
    except OverflowError:
        raise Refused(400, "start_date or end_date is out of range") from None


def coordinate(given: Mapping[str, str], name: str, bound: float) -> float | None:
    """Return ``lat`` or ``long`` in degrees."""
    text = given.get(name, "")
    if not text:
        return None
    try:
        degrees = float(text)
    except ValueError:
        raise Refused(400, f"{name} is not a number") from None
    if not -bound <= degrees <= bound:
        raise Refused(400, f"{name} is out of range")
    return degrees


def public_row(need: PublicNeed) -> Row:
    """Write a need in the specification's fields. There is no way from here to words or persons."""
    return {
        "service_request_id": str(need.uid),
        "status": need.status,
        "status_notes": need.state,
        "service_name": category_name(need.category, get_language() or "zh"),
        "service_code": need.category,
        "description": None,
        "agency_responsible": need.holder,
        "service_notice": None,
        "requested_datetime": _written(need.received_at),
        "updated_datetime": _written(need.changed_at),
        "expected_datetime": None,
        "address": f"{need.district} {need.place}" if need.district else need.place,
        "address_id": str(need.place_id),
        "zipcode": None,
        "lat": need.latitude,
        "long": need.longitude,
        "media_url": None,
    }


def _written(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
