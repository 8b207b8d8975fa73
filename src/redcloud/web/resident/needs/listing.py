"""Web resident, feature needs: the public list: category, state and coarse place, nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from redcloud.apps.needs.queries import public_needs
from redcloud.engine.needs.categories import NEED_CATEGORIES, NEED_CATEGORY_CODES
from redcloud.web.ui.requests import number_in


@require_safe
def needs_public(request: HttpRequest) -> HttpResponse:
    """Show a page of needs, newest first; a filter that does not exist filters nothing."""
    category = request.GET.get("category", "")
    status = request.GET.get("status", "")
    before = request.GET.get("before", "")
    chosen = {
        "category": category if category in NEED_CATEGORY_CODES else "",
        "status": status if status in ("open", "closed") else "",
    }
    below = number_in(before)
    rows, older = public_needs(before=below, **chosen)
    context = {
        "rows": rows,
        "older_than": rows[-1].id if older else None,
        "categories": NEED_CATEGORIES,
        "continued": below is not None,
        **chosen,
    }
    return render(request, "resident/needs/public.html", context)
