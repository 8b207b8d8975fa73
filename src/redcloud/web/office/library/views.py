"""Web office, feature library: list, write, preview, publish. An editor never sees who studied what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcloud.apps.people.access import library_edited_by
from redcloud.apps.study.actions import archive_item, change_item, make_item, publish_item
from redcloud.apps.study.markdown import rendered
from redcloud.apps.study.models import Item, ItemState
from redcloud.apps.study.queries import item_edited_by, library_for
from redcloud.apps.topics.queries import topics_for
from redcloud.web.office.library.forms import ItemForm
from redcloud.web.office.library.suggesting import suggested_for
from redcloud.web.ui.requests import actor_of, viewer_of_request

ITEMS = 25


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Show everything in the library, narrowed by state and words."""
    state, words = request.GET.get("state", ""), request.GET.get("q", "")[:80].strip()
    number = request.GET.get("page", "1")
    shelf = library_for(
        viewer_of_request(request), state, words, int(number) if number.isdecimal() else 1, ITEMS
    )
    context = {
        "root": shelf.root,
        "page": shelf.page,
        "near": shelf.near,
        "states": ItemState.choices,
        "state": state,
        "words": words,
    }
    return render(request, "office/library/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a new item; "publish" does both at once."""
    root = library_edited_by(viewer_of_request(request))
    if "suggest" in request.POST:
        return _with_suggestions(request, root.pk, None)
    form = ItemForm(request.POST or None, request.FILES or None, topics=topics_for(root.pk))
    if request.method == "POST" and form.is_valid():
        try:
            item = make_item(actor=actor_of(request), root=root, draft=form.draft())
            if "publish" in request.POST:
                publish_item(actor=actor_of(request), item=item)
        except ValidationError as wrong:
            form.refuse(wrong)
        else:
            messages.success(request, _("已发布。") if item.is_published else _("已存为草稿。"))
            return redirect("library-item-edit", item.uid)
    return render(request, "office/library/form.html", {"form": form, "item": None})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change an item."""
    item = item_edited_by(viewer_of_request(request), uid)
    if "suggest" in request.POST:
        return _with_suggestions(request, item.root_id, item)
    form = ItemForm(request.POST or None, request.FILES or None, topics=topics_for(item.root_id), item=item)
    if request.method == "POST" and form.is_valid():
        try:
            change_item(actor=actor_of(request), item=item, draft=form.draft())
            if "publish" in request.POST:
                publish_item(actor=actor_of(request), item=item)
        except ValidationError as wrong:
            form.refuse(wrong)
        else:
            messages.success(request, _("已发布。") if "publish" in request.POST else _("已保存。"))
            return redirect("library-item-edit", uid)
    context = {"form": form, "item": item, "preview": rendered(item.text)}
    return render(request, "office/library/form.html", context)


def _with_suggestions(request: HttpRequest, root_id: int, item: Item | None) -> HttpResponse:
    """Show the form as it was left, with proposed topics: the way without JavaScript. Nothing is stored."""
    form = ItemForm.as_left(request.POST, topics=topics_for(root_id))
    title, text = request.POST.get("title", ""), request.POST.get("text", "")
    suggested = suggested_for(viewer_of_request(request), form, title, text)
    context = {"form": form, "item": item, "suggested": suggested, "preview": rendered(text[:200_000])}
    return render(request, "office/library/form.html", context)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show what a text will look like; nothing is stored."""
    library_edited_by(viewer_of_request(request))
    context = {"preview": rendered(request.POST.get("text", "")[:200_000])}
    return render(request, "office/library/preview.html", context)


@require_POST
def archive(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take an item off the shelves; publishing puts it back."""
    item = item_edited_by(viewer_of_request(request), uid)
    archive_item(actor=actor_of(request), item=item)
    messages.success(request, _("已下架。再点“发布”就会回来。"))
    return redirect("library-item-edit", uid)
