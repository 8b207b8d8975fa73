"""Web member, feature courses: which courses there are, and one of them with its parts."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.study.actions import accept, take_back_course
from redcloud.apps.study.actions import refuse as refuse_thing
from redcloud.apps.study.markdown import rendered
from redcloud.apps.study.queries import course_view, courses_visible_to
from redcloud.web.member.study.undo import REFUSED_COURSE, undo_offered
from redcloud.web.ui.quizzes import other_language
from redcloud.web.ui.requests import actor_of, viewer_of_request


@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """Show the courses of the reader's organisation."""
    viewer = viewer_of_request(request)
    lines = courses_visible_to(viewer)
    context = {"lines": lines, "is_member": viewer.member_id is not None}
    return render(request, "member/courses/courses.html", context)


@require_safe
def course(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a course: what it is about, its parts, and where its reader goes on."""
    viewer = viewer_of_request(request)
    page = course_view(viewer, uid)
    current = page.quiz.current if page.quiz else None
    context = {
        "page": page,
        "text": rendered(page.course.text),
        "undo": undo_offered(request, viewer),
        "quiz_language": other_language(current.asked) if current else None,
    }
    return render(request, "member/courses/course.html", context)


@require_POST
def refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say "not for me" of a course, or take that back."""
    viewer, actor = viewer_of_request(request), actor_of(request)
    on_home = request.POST.get("from") == "home"
    address = reverse("member-home") if on_home else reverse("study-course", args=[uid])
    if "undo" in request.POST:
        accept(actor=actor, viewer=viewer, of="course", uid=uid)
        return redirect(address)
    refuse_thing(actor=actor, viewer=viewer, of="course", uid=uid)
    return redirect(f"{address}?{urlencode({REFUSED_COURSE: str(uid)})}")


@require_POST
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take back that the quiz at the end was answered."""
    take_back_course(actor=actor_of(request), viewer=viewer_of_request(request), uid=uid)
    return redirect("study-course", uid)
