"""Web api, feature open311: what can be asked for, and the requests as everybody may see them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from redcloud.apps.needs.queries import public_need, requests_between
from redcloud.apps.people.access import NotVisible
from redcloud.engine.needs.categories import NEED_CATEGORIES, category_name
from redcloud.engine.topics.civic import CivicSubject
from redcloud.web.api.open311.formats import FORMS, Refused, Row, georeport, listed, single
from redcloud.web.api.open311.reading import (
    jurisdiction,
    public_row,
    request_ids,
    service_codes,
    span,
    statuses,
)

_SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
_CHANGED = "2026-01-01T00:00:00+08:00"


@require_safe
@georeport
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Say where the service is (Open311 service discovery)."""
    endpoint = {
        "specification": _SPECIFICATION,
        "url": f"{settings.PUBLIC_URL}/api/open311/v2",
        "changeset": _CHANGED,
        "type": "production",
        "formats": [{"format": f"text/{name}" if name == "xml" else "application/json"} for name in FORMS],
    }
    if form == "json":
        endpoint["formats"] = ["text/xml", "application/json"]
    row = {
        "changeset": _CHANGED,
        "contact": settings.PUBLIC_URL,
        "key_service": "no key is needed",
        "endpoints": [endpoint],
    }
    return single(form, "discovery", row)


def _service(subject: CivicSubject) -> Row:
    return {
        "service_code": subject.code,
        "service_name": category_name(subject.code, get_language() or "zh"),
        "description": None,
        "metadata": False,
        "type": "realtime",
        "keywords": f"{subject.name_zh},{subject.name_en}",
        "group": None,
    }


@require_safe
@georeport
def services(request: HttpRequest, form: str) -> HttpResponse:
    """List the categories."""
    jurisdiction(request.GET.dict())
    return listed(form, "services", "service", [_service(subject) for subject in NEED_CATEGORIES])


@require_safe
@georeport
def service(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """Define one category: it asks for no attributes beyond those of every request."""
    jurisdiction(request.GET.dict())
    if all(subject.code != code for subject in NEED_CATEGORIES):
        raise Refused(404, "service_code provided was not found")
    return single(form, "service_definition", {"service_code": code, "attributes": []})


def list_requests(request: HttpRequest, form: str) -> HttpResponse:
    """List requests by id, category, status and date: at most 90 days and 1,000."""
    given = request.GET.dict()
    root = jurisdiction(given)
    since, until = span(given)
    found = requests_between(
        root_id=root.pk,
        since=since,
        until=until,
        categories=service_codes(given),
        statuses=statuses(given),
        uids=request_ids(given),
    )
    return listed(form, "service_requests", "request", [public_row(need) for need in found])


@require_safe
@georeport
def request_by_id(request: HttpRequest, form: str, uid: UUID) -> HttpResponse:
    """Show one request; the specification answers with a list of one."""
    root = jurisdiction(request.GET.dict())
    try:
        need = public_need(uid, root.pk)
    except NotVisible:
        raise Refused(404, "service_request_id provided was not found") from None
    return listed(form, "service_requests", "request", [public_row(need)])
