"""Web member, feature courses: which courses there are, and one of them with its parts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.study.actions import take_back_course
from redcloud.apps.study.markdown import rendered
from redcloud.apps.study.queries import course_view, courses_visible_to
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
    page = course_view(viewer_of_request(request), uid)
    return render(request, "member/courses/course.html", {"page": page, "text": rendered(page.course.text)})


@require_POST
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take back that the quiz at the end was answered."""
    take_back_course(actor=actor_of(request), viewer=viewer_of_request(request), uid=uid)
    return redirect("study-course", uid)
