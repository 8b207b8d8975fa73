"""Web member, feature study: read the library and an item; say done, begun or not for me."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.study.actions import (
    accept,
    begin_item,
    complete_item,
    take_back,
    wish_item,
)
from redcloud.apps.study.actions import refuse as refuse_thing
from redcloud.apps.study.queries import (
    Search,
    courses_found,
    courses_with,
    files_of,
    item_view,
    quiz_of_item,
    shelf_for,
)
from redcloud.apps.study.queries.units import package_view
from redcloud.web.member.study.undo import undo_offered
from redcloud.web.ui.quizzes import other_language
from redcloud.web.ui.requests import actor_of, number_in, viewer_of_request
from redcloud.web.ui.texts import item_text


@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    """Show the library, narrowed by words and topic."""
    asked = request.GET
    search = Search(
        words=asked.get("q", "")[:80].strip(), topic=asked.get("topic", ""), language=asked.get("lang", "")
    )
    viewer, number = viewer_of_request(request), number_in(asked.get("page", "")) or 1
    page = shelf_for(viewer, search, number)
    courses = courses_found(viewer, search.words) if search.words and number == 1 else []
    return render(request, "member/study/shelf.html", {"page": page, "search": search, "courses": courses})


@require_safe
def item(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show an item with its text, why it was sent, and what its reader said."""
    viewer = viewer_of_request(request)
    page = item_view(viewer, uid)
    files, quiz = files_of(page.item), quiz_of_item(page.item)
    context = {
        "page": page,
        "text": item_text(page.item, files),
        "files": files,
        "undo": undo_offered(request, viewer),
        "places": courses_with(viewer, page.item),
        "quiz": quiz,
        "quiz_language": other_language(quiz.current.asked) if quiz and quiz.current else None,
        "package": package_view(viewer, page.item),
        "came": next((name for name in ("again", "back") if name in request.GET), ""),
        "may_discuss": bool(viewer.member_id and viewer.branch_ids and page.item.is_live),
    }
    return render(request, "member/study/item.html", context)


@require_POST
def begin(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep an item to go on with later, or take that back."""
    viewer, actor = viewer_of_request(request), actor_of(request)
    if "undo" in request.POST:
        take_back(actor=actor, viewer=viewer, uid=uid, verb="began")
        return _after(request, uid, "")
    begin_item(actor=actor, viewer=viewer, uid=uid)
    return _after(request, uid, "begun")


@require_POST
def done(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say that an item is done, or take that back."""
    viewer, actor = viewer_of_request(request), actor_of(request)
    if "undo" in request.POST:
        take_back(actor=actor, viewer=viewer, uid=uid)
        return _after(request, uid, "")
    complete_item(actor=actor, viewer=viewer, uid=uid)
    return _after(request, uid, "done")


@require_POST
def refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say "not for me", or take that back."""
    viewer, actor = viewer_of_request(request), actor_of(request)
    if "undo" in request.POST:
        accept(actor=actor, viewer=viewer, of="item", uid=uid)
        return _after(request, uid, "")
    refuse_thing(actor=actor, viewer=viewer, of="item", uid=uid)
    return _after(request, uid, "refused")


@require_POST
def wish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Wish that the branch studies an item together, or take that back."""
    viewer, actor = viewer_of_request(request), actor_of(request)
    wish_item(actor=actor, viewer=viewer, uid=uid, wished="undo" not in request.POST)
    return _after(request, uid, "")


def _after(request: HttpRequest, uid: UUID, said: str) -> HttpResponse:
    """Go back to where the button was, with an undo for what was just said."""
    on_home = request.POST.get("from") == "home"
    address = reverse("member-home") if on_home else reverse("study-item", args=[uid])
    return redirect(f"{address}?{urlencode({said: str(uid)})}" if said else address)
