"""Web office, feature library: list, write, preview, publish. An editor never sees who studied what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcloud.apps.people.access import library_edited_by
from redcloud.apps.people.models import Organisation
from redcloud.apps.study.actions import Saved, archive_item, save_item
from redcloud.apps.study.markdown import rendered
from redcloud.apps.study.models import ContentLanguage, Item, ItemState
from redcloud.apps.study.queries import (
    editors_files_of,
    item_edited_by,
    library_for,
    newest_draft,
    open_proposal,
    review_rule,
)
from redcloud.apps.study.queries.review import waiting_in
from redcloud.web.office.library.fetching import fetched
from redcloud.web.office.library.files import just_removed
from redcloud.web.office.library.forms import ItemForm
from redcloud.web.office.library.suggesting import suggested_for
from redcloud.web.ui.requests import actor_of, number_in, uid_in, viewer_of_request
from redcloud.web.ui.texts import item_text

ITEMS = 25
NARROWED = [("waiting", _lazy("等待审核")), ("expiring", _lazy("快到期")), ("expired", _lazy("已到期"))]
MOST_SHOWN = 200_000
"""Characters of a text that the preview shows."""


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Show everything in the library, narrowed by state and words."""
    state, words = request.GET.get("state", ""), request.GET.get("q", "")[:80].strip()
    number, language = number_in(request.GET.get("page", "")) or 1, request.GET.get("lang", "")
    viewer = viewer_of_request(request)
    shelf = library_for(viewer, state, words, number, ITEMS, language)
    plain = number == 1 and not (state or words or language)
    context = {
        "root": shelf.root,
        "page": shelf.page,
        "near": shelf.near,
        "expiring": shelf.expiring,
        "waiting": waiting_in(viewer) if plain else [],
        "states": [*ItemState.choices, *NARROWED],
        "state": state,
        "words": words,
        "languages": ContentLanguage.choices,
        "language": language,
    }
    return render(request, "office/library/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a new item; "publish" does both at once."""
    return _write(request, library_edited_by(viewer_of_request(request)), None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change an item, or what is proposed for it."""
    item = item_edited_by(viewer_of_request(request), uid)
    return _write(request, item.root, item)


def _write(request: HttpRequest, root: Organisation, item: Item | None) -> HttpResponse:
    if _is_asking(request):
        return _as_left(request, root, item)
    shown = newest_draft(item) if item else None
    form = ItemForm(request.POST or None, request.FILES or None, root=root, shown=shown)
    if request.method == "POST" and form.is_valid():
        publish = "publish" in request.POST
        try:
            saved = save_item(
                actor=actor_of(request), root=root, draft=form.draft(), item=item, publish=publish
            )
        except ValidationError as wrong:
            form.refuse(wrong)
        else:
            messages.success(request, _said(saved, publish))
            return redirect("library-item-edit", saved.item.uid)
    return _page(request, form, root, item, preview=_shown(shown.text, item) if shown else "")


def _said(saved: Saved, publish: bool) -> str:
    if saved.waits:
        return _("已提交，等另一位编辑审核。读者现在看到的没有变。")
    if publish:
        return _("已发布。")
    return _("已保存。") if saved.item.is_published else _("已存为草稿。")


def _page(
    request: HttpRequest, form: ItemForm, root: Organisation, item: Item | None, **more: Any
) -> HttpResponse:
    context = {"form": form, "item": item, "is_reviewed": review_rule(root), **more}
    if item is not None:
        context |= {
            "files": editors_files_of(item),
            "removed": just_removed(request, item),
            "proposal": open_proposal(item),
        }
    return render(request, "office/library/form.html", context)


def _is_asking(request: HttpRequest) -> bool:
    """Whether a button was pressed that only shows something: the way without JavaScript."""
    return any(name in request.POST for name in ("suggest", "preview", "fetch"))


def _as_left(request: HttpRequest, root: Organisation, item: Item | None) -> HttpResponse:
    """Show the form as it was left, with its preview and, if asked for, topics. Nothing is stored."""
    entered = request.POST.copy()
    more: dict[str, Any] = {}
    if "fetch" in request.POST:
        more = fetched(entered)
    form = ItemForm.as_left(entered, root)
    title, text = entered.get("title", ""), entered.get("text", "")
    more["preview"] = _shown(text, item)
    if "suggest" in request.POST:
        more["suggested"] = suggested_for(viewer_of_request(request), form, title, text)
    return _page(request, form, root, item, **more)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show what a text will look like; nothing is stored. Of an ``item`` its own files are shown."""
    viewer = viewer_of_request(request)
    library_edited_by(viewer)
    named = uid_in(request.GET.get("item", ""))
    item = item_edited_by(viewer, named) if named is not None else None
    context = {"preview": _shown(request.POST.get("text", ""), item)}
    return render(request, "office/library/preview.html", context)


def _shown(text: str, item: Item | None) -> SafeString:
    """What readers will see of a text."""
    return item_text(item, editors_files_of(item), text[:MOST_SHOWN]) if item else rendered(text[:MOST_SHOWN])


@require_POST
def archive(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take an item off the shelves; publishing puts it back."""
    item = item_edited_by(viewer_of_request(request), uid)
    archive_item(actor=actor_of(request), item=item)
    messages.success(request, _("已下架。再点“发布”就会回来。"))
    return redirect("library-item-edit", uid)
