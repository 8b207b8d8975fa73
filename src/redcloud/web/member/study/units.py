"""Web member, feature study: opens a unit of a package, and begins its newer version."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from redcloud.apps.study.actions import begin_newer, launch_unit
from redcloud.web.ui.requests import actor_of, viewer_of_request
from redcloud.web.ui.units import addresses_in, languages_of, shown_unit, unit_in


@never_cache
@require_POST
def launch(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open a unit of the package."""
    page = reverse("study-item", args=[uid])
    opened = launch_unit(
        actor=actor_of(request),
        viewer=viewer_of_request(request),
        item_uid=uid,
        unit=unit_in(request),
        at=addresses_in(request, f"{page}?back=yes#units"),
        languages=languages_of(request),
    )
    return shown_unit(request, opened, f"{page}#units")


@require_POST
def newer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin the newer version of a package from its start."""
    begin_newer(actor=actor_of(request), viewer=viewer_of_request(request), item_uid=uid)
    return redirect(f"{reverse('study-item', args=[uid])}#units")
