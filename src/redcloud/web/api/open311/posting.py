"""Web api, feature open311: a new request. Form fields in; its id, and once the code to follow it, out."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from redcloud.apps.needs.actions import NeedRefused, TooManyAttempts, ask, count_attempt, refuse_after
from redcloud.apps.needs.models import Place
from redcloud.apps.needs.queries import nearest_place, place_for_asking, place_named_in
from redcloud.apps.people.access import NotVisible
from redcloud.engine.needs.categories import NEED_CATEGORY_CODES
from redcloud.web.api.open311.formats import Refused, georeport, listed
from redcloud.web.api.open311.reading import coordinate, jurisdiction
from redcloud.web.api.open311.views import list_requests
from redcloud.web.ui.addresses import client_address
from redcloud.web.ui.requests import number_in

_REFUSED = {
    "no_words": "description was not provided",
    "too_long": "description is longer than 4000 characters",
}


@csrf_exempt  # programs post here without a cookie; nothing is done in anybody's name
@require_http_methods(["GET", "HEAD", "POST"])
@georeport
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """List requests, or make one."""
    return _make(request, form) if request.method == "POST" else list_requests(request, form)


def _make(request: HttpRequest, form: str) -> HttpResponse:
    given = request.POST.dict() | request.GET.dict()
    root = jurisdiction(given)
    code = given.get("service_code", "")
    if not code:
        raise Refused(400, "service_code was not provided")
    if code not in NEED_CATEGORY_CODES:
        raise Refused(404, "service_code provided was not found")
    place = _place(given, root.pk)
    address = client_address(request)
    try:
        refuse_after(purpose="ask", address=address)
        asked = ask(
            place=place,
            words=given.get("description", ""),
            category=code,
            spot=given.get("address_string", ""),
            contact_name=f"{given.get('last_name', '')} {given.get('first_name', '')}",
            contact_way=given.get("phone") or given.get("email") or "",
        )
    except NeedRefused as refused:
        raise Refused(400, _REFUSED[refused.code]) from None
    except TooManyAttempts as refused:
        wait = {"Retry-After": str(refused.retry_after_s)}
        raise Refused(429, "too many requests from this address", wait) from None
    count_attempt(purpose="ask", address=address)
    row = {
        "service_request_id": str(asked.need.uid),
        "service_notice": "Keep follow_code: it is shown once and opens this request.",
        "account_id": None,
        "follow_code": asked.code,
    }
    response = listed(form, "service_requests", "request", [row], status=201)
    response.headers["Cache-Control"] = "no-store"
    return response


def _place(given: Mapping[str, str], root_id: int) -> Place:
    """Find the place by ``address_id``, by its name in ``address_string``, or by ``lat`` and ``long``."""
    known = given.get("address_id", "")
    if known:
        place_id = number_in(known)
        if place_id is None:
            raise Refused(400, "address_id is not known")
        try:
            return place_for_asking(place_id, root_id)
        except NotVisible:
            raise Refused(400, "address_id is not known") from None
    latitude, longitude = coordinate(given, "lat", 90), coordinate(given, "long", 180)
    written = given.get("address_string", "")
    if not written and (latitude is None or longitude is None):
        raise Refused(400, "lat and long, or address_string, or address_id was not provided")
    found = place_named_in(written, root_id) if written else None
    if found is None and latitude is not None and longitude is not None:
        found = nearest_place(latitude, longitude, root_id)
    if found is None:
        raise Refused(400, "no place that is served here fits the address; give address_id")
    return found
