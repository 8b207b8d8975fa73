"""Web office, feature records: the last hour. In: an administrator. Out: counts by sender, and refusals."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcloud.apps.records.lake_words import lake_words
from redcloud.apps.records.queries import COUNTED, last_hour_for
from redcloud.apps.records.reasons import reason_words
from redcloud.apps.records.wording import SOURCE_WORDS
from redcloud.web.ui.requests import viewer_of_request

LOOKED_AT_EVERY_S = 5


@login_required
@never_cache
@require_safe
def arrivals(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show the last hour; the browser asks again every few seconds, or the reader reloads."""
    return render(request, "office/records/arrivals.html", _page(request, organisation_id))


@login_required
@never_cache
@require_safe
def live(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Return the part of the page that changes."""
    return render(request, "office/records/live.html", _page(request, organisation_id))


def _page(request: HttpRequest, organisation_id: int) -> dict[str, Any]:
    hour = last_hour_for(viewer_of_request(request), organisation_id)
    return {
        "root": hour.root,
        "hour": hour,
        "incoming": [(one, _title(one.source, one.sender, one.name)) for one in hour.incoming],
        "refused": [
            (
                one,
                _title(one.refusal.source, one.refusal.sender, one.name),
                reason_words(one.refusal.reason),
            )
            for one in hour.refused
        ],
        "lake": hour.lake,
        "lake_words": lake_words(hour.lake.code) if hour.lake else "",
        "counted": COUNTED,
        "every_s": LOOKED_AT_EVERY_S,
    }


def _title(source: str, sender: str, name: str) -> str | Promise:
    """Name a sender: the credential by its own name, everything else by what it is."""
    return name or SOURCE_WORDS.get((source, sender)) or _("已删除的凭证")
