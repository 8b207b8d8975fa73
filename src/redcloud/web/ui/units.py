"""Web ui: opens the unit of a package in the reader's window. A launch that was made in, a response out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from redcloud.apps.study.actions import Addresses, Opened
from redcloud.apps.study.queries.launches import terms_of
from redcloud.engine.study.packages.addresses import launch_address

_LANGUAGES = {"zh-hans": "zh-CN,en", "en": "en,zh-CN"}
_LONGEST_ID = 1_000


def unit_in(request: HttpRequest) -> str:
    """Return which unit a form names."""
    return request.POST.get("unit", "")[:_LONGEST_ID]


def languages_of(request: HttpRequest) -> str:
    """Return which languages a reader reads, the page's first (cmi5 11.1)."""
    return _LANGUAGES.get(get_language() or "", _LANGUAGES["zh-hans"])


def addresses_in(request: HttpRequest, back: str) -> Addresses:
    """Return where things are as the reader's browser reaches them; ``back`` is the path to return to."""
    return Addresses(request.build_absolute_uri(back), request.build_absolute_uri("/api/cmi5/files/"))


def shown_unit(request: HttpRequest, opened: Opened, back: str) -> HttpResponse:
    """Open a unit: one of the package at once, one that lies elsewhere by way of a page that says where."""
    address = _address(request, opened)
    unit = terms_of(opened.launch).unit
    if not unit.host:
        return HttpResponseRedirect(address, status=303)
    item = opened.launch.registration.version.package.item
    return render(
        request, "ui/elsewhere.html", {"address": address, "unit": unit, "item": item, "back": back}
    )


def _address(request: HttpRequest, opened: Opened) -> str:
    """The address of a unit with all that it is launched with (cmi5 8.1)."""
    base = request.build_absolute_uri(reverse("cmi5-file", args=[opened.files_key, ""]))
    given = {
        "endpoint": request.build_absolute_uri("/api/xapi/"),
        "fetch": request.build_absolute_uri(reverse("cmi5-token", args=[opened.fetch_key])),
        **opened.parameters,
    }
    return launch_address(terms_of(opened.launch).unit.url, base, given)
