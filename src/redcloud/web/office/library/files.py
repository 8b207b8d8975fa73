"""Web office, feature library: take a file off an item, and put it back."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from redcloud.apps.study.actions import remove_file, restore_file
from redcloud.apps.study.models import Item, ItemFile
from redcloud.apps.study.queries import files_of, item_edited_by, removed_file
from redcloud.web.ui.requests import actor_of, uid_in, viewer_of_request


@require_POST
def remove(request: HttpRequest, uid: UUID, file_uid: UUID) -> HttpResponse:
    """Take a file off, with an offer to undo it."""
    item = item_edited_by(viewer_of_request(request), uid)
    return _after(request, item, remove_file(actor=actor_of(request), item=item, uid=file_uid))


@require_POST
def restore(request: HttpRequest, uid: UUID, file_uid: UUID) -> HttpResponse:
    """Put a file back."""
    item = item_edited_by(viewer_of_request(request), uid)
    restore_file(actor=actor_of(request), item=item, uid=file_uid)
    return _after(request, item, None)


def just_removed(request: HttpRequest, item: Item) -> ItemFile | None:
    """The file that the address says was just taken off this item, for an offer to undo it."""
    uid = uid_in(request.GET.get("removed", ""))
    return removed_file(item, uid) if uid is not None else None


def _after(request: HttpRequest, item: Item, removed: ItemFile | None) -> HttpResponse:
    """The list of files alone where the page stays (what is written in it stays too), else the whole page."""
    if request.headers.get("HX-Request"):
        context = {"item": item, "files": files_of(item), "removed": removed}
        return render(request, "office/library/files.html", context)
    address = reverse("library-item-edit", args=[item.uid])
    return redirect(f"{address}?{urlencode({'removed': removed.uid})}" if removed else address)
