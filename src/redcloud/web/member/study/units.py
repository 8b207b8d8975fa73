"""Web member, feature study: opens a unit of a package, and begins its newer version."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from redcloud.apps.study.actions import Addresses, Opened, begin_newer, launch_unit
from redcloud.apps.study.queries.launches import terms_of
from redcloud.engine.study.packages.addresses import launch_address
from redcloud.web.ui.requests import actor_of, viewer_of_request

LANGUAGES = {"zh-hans": "zh-CN,en", "en": "en,zh-CN"}
_LONGEST_ID = 1_000


@never_cache
@require_POST
def launch(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open a unit: one of the package at once, one that lies elsewhere by way of a page that says where."""
    opened = launch_unit(
        actor=actor_of(request),
        viewer=viewer_of_request(request),
        item_uid=uid,
        unit=request.POST.get("unit", "")[:_LONGEST_ID],
        at=Addresses(_back(request, uid), request.build_absolute_uri("/api/cmi5/files/")),
        languages=LANGUAGES.get(get_language() or "", LANGUAGES["zh-hans"]),
    )
    address = _address(request, opened)
    unit = terms_of(opened.launch).unit
    if not unit.host:
        return HttpResponseRedirect(address, status=303)
    item = opened.launch.registration.version.package.item
    context = {"address": address, "unit": unit, "item": item}
    return render(request, "member/study/elsewhere.html", context)


@require_POST
def newer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin the newer version of a package from its start."""
    begin_newer(actor=actor_of(request), viewer=viewer_of_request(request), item_uid=uid)
    return redirect(f"{reverse('study-item', args=[uid])}#units")


def _back(request: HttpRequest, uid: UUID) -> str:
    return request.build_absolute_uri(f"{reverse('study-item', args=[uid])}?back=yes#units")


def _address(request: HttpRequest, opened: Opened) -> str:
    """The address of the unit with all that it is launched with (cmi5 8.1)."""
    base = request.build_absolute_uri(reverse("cmi5-file", args=[opened.files_key, ""]))
    given = {
        "endpoint": request.build_absolute_uri("/api/xapi/"),
        "fetch": request.build_absolute_uri(reverse("cmi5-token", args=[opened.fetch_key])),
        **opened.parameters,
    }
    return launch_address(terms_of(opened.launch).unit.url, base, given)
