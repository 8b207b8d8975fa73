"""Web office, feature courses: courses are listed, put together, published and taken off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcloud.apps.people.access import library_edited_by
from redcloud.apps.study import actions as study
from redcloud.apps.study.actions.courses import lacking
from redcloud.apps.study.models import ItemState
from redcloud.apps.study.queries import (
    CourseEdit,
    course_edited_by,
    course_to_edit,
    courses_edited_by,
    items_for_course,
)
from redcloud.web.office.courses.forms import CourseForm
from redcloud.web.ui.requests import actor_of, number_in, uid_in, viewer_of_request


@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """Show all courses of the library, narrowed by state and words."""
    state, words = request.GET.get("state", ""), request.GET.get("q", "")[:80].strip()
    number = number_in(request.GET.get("page", "")) or 1
    root, page, near = courses_edited_by(viewer_of_request(request), state, words, number)
    context = {"root": root, "page": page, "near": near, "words": words}
    context |= {"states": ItemState.choices, "state": state}
    return render(request, "office/courses/courses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a course: its title and topics; the parts come on the next page."""
    root = library_edited_by(viewer_of_request(request))
    form = CourseForm(request.POST or None, root=root)
    if request.method == "POST" and form.is_valid():
        try:
            made = study.make_course(actor=actor_of(request), root=root, draft=form.draft())
        except ValidationError as wrong:
            form.refuse(wrong)
        else:
            messages.success(request, _("已存为草稿。现在选各部分的内容。"))
            return redirect("library-course", made.uid)
    return render(request, "office/courses/new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def course(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a course to be put together; a POST changes what it says about itself."""
    viewer = viewer_of_request(request)
    page = course_to_edit(viewer, uid)
    form = CourseForm(request.POST or None, root=page.course.root, course=page.course)
    if request.method == "POST" and form.is_valid():
        try:
            study.change_course(actor=actor_of(request), course=page.course, draft=form.draft())
        except ValidationError as wrong:
            form.refuse(wrong)
        else:
            messages.success(request, _("已保存。"))
            return redirect("library-course", uid)
    words = request.GET.get("q", "")[:80].strip()
    context = {
        "page": page,
        "form": form,
        "words": words,
        "offered": items_for_course(viewer, page.course, words),
        "lacking": [lacking(code) for code in page.missing],
        "undo": _undo(request, page),
        "moved": uid_in(request.GET.get("moved", "")),
        "by": request.GET.get("by", ""),
    }
    return render(request, "office/courses/course.html", context)


def _undo(request: HttpRequest, page: CourseEdit) -> dict[str, Any] | None:
    """What the page offers to undo: a part that was taken out, or that the course was taken off."""
    removed = uid_in(request.GET.get("removed", ""))
    if removed is not None and all(part.item.uid != removed for part in page.parts):
        return {"removed": removed, "place": number_in(request.GET.get("place", "")) or 1}
    if "off" in request.GET and page.course.state == ItemState.ARCHIVED:
        return {"off": True}
    return None


@require_POST
def parts(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add, move or take out a part; with ``order``, put all into an order."""
    who: dict[str, Any] = {"actor": actor_of(request), "viewer": viewer_of_request(request), "uid": uid}
    do, item = request.POST.get("do", ""), uid_in(request.POST.get("item", ""))
    course_edited_by(viewer_of_request(request), uid)
    query: dict[str, str] = {}
    try:
        if do == "order":
            named = [found for text in request.POST.getlist("items")[:100] if (found := uid_in(text))]
            study.order_parts(**who, items=named)
            return HttpResponse(status=204)
        if item is not None and do in ("up", "down"):
            study.move_part(**who, item=item, by=-1 if do == "up" else 1)
            query = {"moved": str(item), "by": do}
        elif item is not None and do == "remove":
            _course, place = study.remove_part(**who, item=item)
            query = {"removed": str(item), "place": str(place)}
        elif item is not None and do == "add":
            study.add_part(**who, item=item, place=number_in(request.POST.get("place", "")))
            query = {"q": request.POST.get("q", "")[:80]} if request.POST.get("q") else {}
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    address = reverse("library-course", args=[uid])
    # Where the page puts the focus on a button, it goes there by itself.
    anchor = "" if query.keys() & {"moved", "removed"} else "#parts"
    return redirect((f"{address}?{urlencode(query)}" if query else address) + anchor)


@require_POST
def state(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Publish, ask for a second look, hand back, take off or put back."""
    found = course_edited_by(viewer_of_request(request), uid)
    actor, do = actor_of(request), request.POST.get("do", "")
    steps: dict[str, tuple[Callable[[], object], str]] = {
        "publish": (lambda: study.publish_course(actor=actor, course=found), _("已发布。")),
        "ask": (lambda: study.ask_for_course(actor=actor, course=found), _("已提交，等另一位编辑审核。")),
        "hand-back": (lambda: study.hand_back_course(actor=actor, course=found), _("已退回修改。")),
        "put-back": (lambda: study.put_back_course(actor=actor, course=found), _("已重新发布。")),
        "take-off": (lambda: study.take_off_course(actor=actor, course=found), ""),
    }
    if do in steps:
        act, done = steps[do]
        if run(request, act, done) and do == "take-off":
            return redirect(reverse("library-course", args=[uid]) + "?off=yes")
    return redirect("library-course", uid)


def run(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """Run an action; what is refused is said in words. Whether it was done."""
    try:
        act()
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return False
    if done:
        messages.success(request, done)
    return True
