"""Web resident, feature landing: ask, follow, sign in, and what this holds. Nobody in, a page out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from redcloud.apps.needs.queries import public_needs

_SHOWN = 5


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Show the front page with the newest needs as everybody may see them."""
    newest, _older = public_needs()
    return render(request, "resident/landing/landing.html", {"newest": newest[:_SHOWN]})
