"""Web office, feature overview: choose an organisation, see its page, take the released table away."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from redcloud.apps.needs.queries import waiting_under
from redcloud.apps.people.access import NotVisible, organisation_overseen_by
from redcloud.apps.people.models import Role
from redcloud.apps.portrait.queries import released_figures
from redcloud.web.office.overview.figures import csv_rows
from redcloud.web.office.overview.page import overview_page
from redcloud.web.ui.requests import viewer_of_request


@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """Go to the one organisation, or choose among several."""
    viewer = viewer_of_request(request)
    held = list(dict.fromkeys(viewer.organisation_ids(Role.OFFICER)))
    if not held:
        raise NotVisible
    if len(held) == 1:
        return redirect("office-overview", held[0])
    organisations = sorted((organisation_overseen_by(viewer, pk) for pk in held), key=lambda one: one.name)
    choices = [(one, waiting_under(viewer, one.pk).total) for one in organisations]
    return render(request, "office/overview/choose.html", {"choices": choices})


@require_safe
def office_overview(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show what waits under the organisation, then the released figures."""
    page = overview_page(viewer_of_request(request), organisation_id)
    return render(request, "office/overview/overview.html", {"page": page})


@require_safe
def figures_csv(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Give the released table as CSV that spreadsheets open as UTF-8."""
    viewer = viewer_of_request(request)
    organisation_overseen_by(viewer, organisation_id)
    view = released_figures(viewer, organisation_id)
    if view.day is None:
        raise NotVisible
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="figures-{organisation_id}-{view.day:%Y-%m-%d}.csv"'
    )
    csv.writer(response).writerows(csv_rows(view))
    return response
