"""Web branch, feature asked. In: somebody of the branch. Out: what levels above ask of it, by deadline."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from redcloud.apps.outlook.queries import requests_for
from redcloud.web.ui.requests import viewer_of_request


@login_required
@require_safe
def asked(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Show what is asked of the branch and has not ended."""
    branch, found = requests_for(viewer_of_request(request), branch_id, timezone.localdate())
    return render(request, "branch/asked/asked.html", {"branch": branch, "requests": found})
