"""Web office, feature courses: versions of a course, and an earlier one made the present one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.study.actions import restore_course
from redcloud.apps.study.queries import course_edited_by, course_history_for, review_rule
from redcloud.web.office.courses.views import run
from redcloud.web.ui.requests import actor_of, viewer_of_request


@require_safe
def history(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show who changed what and when."""
    course, changes = course_history_for(viewer_of_request(request), uid)
    is_held = course.is_published and review_rule(course.root)
    restore = "" if is_held else "library-course-version-restore"
    context = {"course": course, "changes": changes, "restore": restore, "is_held": is_held}
    return render(request, "office/courses/history.html", context)


@require_POST
def restore(request: HttpRequest, uid: UUID, version_id: int) -> HttpResponse:
    """Make an earlier version the present one."""
    course, actor = course_edited_by(viewer_of_request(request), uid), actor_of(request)
    run(
        request,
        lambda: restore_course(actor=actor, course=course, version_id=version_id),
        _("已恢复。刚才的版本也还在下面。"),
    )
    return redirect("library-course-versions", uid)
