"""Web branch, feature meetings: list, call, show, change, cancel. Roll and minutes have their own files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcloud.apps.life.actions import (
    call_meeting,
    cancel_meeting,
    change_meeting,
    note_held,
    restore_meeting,
    take_chair,
)
from redcloud.apps.life.queries import (
    branch_meetings,
    meeting_page,
    setting_for_change,
    setting_for_new,
    settings_by_kind,
)
from redcloud.apps.outlook.queries import expected_turnout
from redcloud.apps.study.queries import session_at
from redcloud.web.branch.meetings.forms import MeetingForm, initial_of
from redcloud.web.ui.requests import actor_of, number_in, viewer_of_request


@require_safe
def meeting_list(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Show the branch's meetings: planned, and past ones of a year; a year without any is the newest."""
    page = branch_meetings(viewer_of_request(request), branch_id, number_in(request.GET.get("year", "")))
    return render(request, "branch/meetings/list.html", {"page": page})


@require_safe
def choose_kind(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Let the committee choose which kind of meeting to call."""
    branch, kinds = settings_by_kind(viewer_of_request(request), branch_id)
    return render(request, "branch/meetings/choose.html", {"branch": branch, "kinds": kinds})


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, branch_id: int, kind: str) -> HttpResponse:
    """Call a meeting; the form arrives filled in the way the branch usually meets."""
    viewer = viewer_of_request(request)
    setting = setting_for_new(viewer, branch_id, kind)
    form = MeetingForm(setting, request.POST or None, initial=initial_of(setting.proposal))
    if request.method == "POST" and form.is_valid():
        called = call_meeting(actor=actor_of(request), viewer=viewer, branch_id=branch_id, facts=form.facts())
        messages.success(request, _("会议已安排，支部的同志现在就能看到。"))
        return redirect("meeting", called.uid)
    return render(request, "branch/meetings/form.html", {"form": form, "setting": setting})


@require_safe
def meeting(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one meeting, and while it is ahead the head count that it may expect."""
    viewer = viewer_of_request(request)
    page = meeting_page(viewer, uid)
    context = {
        "page": page,
        "expected": expected_turnout(viewer, page.meeting),
        "study": session_at(viewer, page.meeting),
    }
    return render(request, "branch/meetings/meeting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a planned meeting."""
    viewer = viewer_of_request(request)
    setting = setting_for_change(viewer, uid)
    form = MeetingForm(setting, request.POST or None, initial=initial_of(setting.proposal))
    if request.method == "POST" and form.is_valid():
        return _acted(request, uid, partial(change_meeting, facts=form.facts()), _("已保存修改。"))
    return render(request, "branch/meetings/form.html", {"form": form, "setting": setting, "uid": uid})


@require_POST
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Cancel a planned meeting; the page then offers to bring it back."""
    return _acted(request, uid, cancel_meeting, _("会议已取消。可以在本页恢复。"))


@require_POST
def restore(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Bring a cancelled meeting back."""
    return _acted(request, uid, restore_meeting, _("会议已恢复。"))


@require_POST
def chair(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let a member of the committee take the chair."""
    return _acted(request, uid, take_chair, _("现在由您主持这次会议。"))


@require_POST
def held(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note that a meeting without a roll took place."""
    return _acted(request, uid, note_held, _("已记下这次活动。"))


def _acted(request: HttpRequest, uid: UUID, action: Callable[..., Any], done: str) -> HttpResponse:
    """Run an action on a meeting; a state that moved meanwhile is said and shown, not guessed away."""
    try:
        action(actor=actor_of(request), viewer=viewer_of_request(request), uid=uid)
    except ValueError:
        messages.warning(request, _("会议的状态已经变了，请看看现在的页面。"))
    else:
        messages.success(request, done)
    return redirect("meeting", uid)
