"""Web ui: what the base page needs on every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from redcloud.apps.notices.queries import unread_for
from redcloud.apps.people.access import ANONYMOUS, viewer_context
from redcloud.web.ui.navigation import entries_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the viewer's flags, the navigation and the languages."""
    viewer = getattr(request, "viewer", ANONYMOUS)
    entries = entries_for(viewer, request.path)
    return {
        "viewer": viewer,
        "who": viewer_context(viewer),
        "navigation": entries,
        "navigation_folded": [entry for entry in entries if entry.folds],
        "languages": settings.LANGUAGES,
        # One count by a partial index, and only where a page shows it.
        "unread_notices": SimpleLazyObject(lambda: unread_for(viewer)),
    }
