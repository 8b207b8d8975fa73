"""Web member, feature study: the files of an item. Nobody is told who opened one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from redcloud.apps.study.queries import file_visible_to
from redcloud.web.ui.files import given_file
from redcloud.web.ui.requests import viewer_of_request


@require_safe
def file(request: HttpRequest, uid: UUID, file_uid: UUID) -> HttpResponseBase:
    """Send a file of an item: pictures, sound and film for the page, everything else as a download."""
    found = file_visible_to(viewer_of_request(request), uid, file_uid)
    return given_file(
        request,
        found.file,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        shown=found.is_shown,
    )
