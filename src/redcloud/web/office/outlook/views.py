"""Web office, feature outlook. In: an officer and an organisation. Out: one page, printable on one sheet."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from redcloud.web.office.outlook.page import outlook_page
from redcloud.web.ui.requests import viewer_of_request

A_PAGE = 50
"""Organisations directly below that stand on one page."""


@require_safe
def outlook(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show where help is asked for, what the last release says, and what is likely next."""
    page = outlook_page(
        viewer_of_request(request), organisation_id, timezone.localdate(), request.GET.get("order", "name")
    )
    places = Paginator(page.own.places, A_PAGE).get_page(request.GET.get("page", "1"))
    return render(request, "office/outlook/outlook.html", {"page": page, "places": places})
