"""Web office, feature library: versions of an item, and the second look before something is published."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.study.actions import approve_item, decline_item, restore_version
from redcloud.apps.study.queries import history_for, item_edited_by
from redcloud.web.ui.requests import actor_of, viewer_of_request


@require_safe
def history(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show who changed what and when, with what waits on top."""
    context = {"history": history_for(viewer_of_request(request), uid)}
    return render(request, "office/library/history.html", context)


@require_POST
def restore(request: HttpRequest, uid: UUID, version_id: int) -> HttpResponse:
    """Make an earlier version the present one."""
    item = item_edited_by(viewer_of_request(request), uid)
    try:
        saved = restore_version(actor=actor_of(request), item=item, version_id=version_id)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        said = (
            _("已提交，等另一位编辑审核。读者现在看到的没有变。")
            if saved.waits
            else _("已恢复。刚才的版本也还在下面。")
        )
        messages.success(request, said)
    return redirect("library-item-versions", uid)


@require_POST
def decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Approve what waits, or give it back with a note."""
    item = item_edited_by(viewer_of_request(request), uid)
    if "approve" not in request.POST:
        decline_item(actor=actor_of(request), item=item, note=request.POST.get("note", ""))
        messages.success(request, _("已退回。"))
        return redirect("library-item-versions", uid)
    try:
        approve_item(actor=actor_of(request), item=item)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.success(request, _("已发布。"))
    return redirect("library-item-versions", uid)
