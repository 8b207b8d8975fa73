"""Web branch, feature plan: one session is called, printed, shown on the day, and noted; a calendar file."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.study.actions import call_session, hold_plan, take_back_held
from redcloud.apps.study.queries import files_of, session_for
from redcloud.apps.study.queries.overview import term_view
from redcloud.web.branch.plan.calendar_file import calendar_of
from redcloud.web.branch.plan.forms import StudiedForm
from redcloud.web.ui.codes import code_of
from redcloud.web.ui.requests import actor_of, number_in, viewer_of_request
from redcloud.web.ui.texts import item_text


@require_POST
def call(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Call the meeting of a session as the branch usually meets."""
    try:
        call_session(actor=actor_of(request), viewer=viewer_of_request(request), branch_id=branch_id, uid=uid)
    except ValueError:
        messages.info(request, _("这次学习已经安排了会议。"))
    else:
        messages.success(request, _("会议已按支部的习惯安排好，时间和地点可以在会议页面修改。"))
    return redirect("branch-plan", branch_id)


@require_safe
def sheet(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """One session on one page to print, with a code that opens each item."""
    session, _may_edit = session_for(viewer_of_request(request), branch_id, uid)
    lines = [(line, code_of(_address(request, line.item.uid))) for line in session.entries]
    context = {"session": session, "lines": lines, "branch": session.plan.branch}
    return render(request, "branch/plan/sheet_print.html", context)


@require_safe
def show(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Show one item after another, large enough for a projector."""
    session, may_edit = session_for(viewer_of_request(request), branch_id, uid)
    last = len(session.entries) + 1
    at = min(max(number_in(request.GET.get("at", "")) or 1, 1), last)
    line = session.entries[at - 1] if at < last else None
    context = {
        "session": session,
        "branch": session.plan.branch,
        "may_edit": may_edit,
        "line": line,
        "text": item_text(line.item, files_of(line.item)) if line else "",
        "code": code_of(_address(request, line.item.uid)) if line else "",
        "at": at,
        "last": last,
    }
    return render(request, "branch/plan/show.html", context)


@require_POST
def held(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Note what the branch studied, or take the note back."""
    actor, viewer = actor_of(request), viewer_of_request(request)
    try:
        if "undo" in request.POST:
            take_back_held(actor=actor, viewer=viewer, branch_id=branch_id, uid=uid)
            messages.success(request, _("已撤回，可以重新记。"))
        else:
            session, _may_edit = session_for(viewer, branch_id, uid)
            form = StudiedForm(request.POST, [line.entry.pk for line in session.entries])
            studied = form.cleaned_data["studied"] if form.is_valid() else []
            hold_plan(actor=actor, viewer=viewer, branch_id=branch_id, uid=uid, studied=studied)
            messages.success(request, _("已记下支部学了什么；会议记录里会自动写上，下次不再重复排。"))
    except ValueError as error:
        messages.warning(request, _message(str(error)))
    return redirect("branch-plan", branch_id)


@require_safe
def calendar(request: HttpRequest, branch_id: int) -> HttpResponse:
    """A calendar file of all planned sessions, for a branch without a network."""
    page = term_view(viewer_of_request(request), branch_id)
    body = calendar_of(page, request.get_host().split(":")[0], settings.TIME_ZONE)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="study-{branch_id}.ics"'
    return answer


def _address(request: HttpRequest, uid: UUID) -> str:
    return request.build_absolute_uri(reverse("study-item", args=[uid]))


def _message(code: str) -> str:
    return {
        "roll_first": _("会议还没有点名。主持人点一次名以后，再记学了什么。"),
        "nothing": _("请至少勾选一篇学过的内容。"),
        "confirmed": _("会议记录已经确认，不能再撤回。"),
    }.get(code, _("计划的状态已经变了，请看看现在的页面。"))
