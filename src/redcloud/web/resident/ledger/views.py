"""Web resident, feature ledger. In: anybody. Out: what was asked of branches, and the time it takes them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from redcloud.apps.outlook.queries import ledger
from redcloud.web.ui.requests import viewer_of_request


@require_safe
def public_ledger(request: HttpRequest) -> HttpResponse:
    """Show the ledger; it names organisations and never a person."""
    number = request.GET.get("page", "1")
    page = {"ledger": ledger(viewer_of_request(request), timezone.localdate(), number)}
    return render(request, "resident/ledger/ledger.html", page)
