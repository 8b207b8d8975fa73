"""Web member, feature portrait: one's own comments about one civic subject, for their author alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcloud.apps.discussions.queries import own_comments_about
from redcloud.engine.topics.civic import CIVIC_SUBJECTS
from redcloud.web.ui.requests import viewer_of_request


@require_safe
@never_cache
def spoken(request: HttpRequest, code: str) -> HttpResponse:
    """Show the comments behind a line, each with the way to correct it."""
    page = {
        "code": code,
        "comments": own_comments_about(viewer_of_request(request), code),
        "civic_codes": [subject.code for subject in CIVIC_SUBJECTS],
    }
    return render(request, "member/portrait/spoken.html", page)
