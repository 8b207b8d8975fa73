"""Web branch, feature home: the branch's page, one-tap settling of what is due, reported comments."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.discussions.actions import answer_report
from redcloud.apps.discussions.queries import open_reports
from redcloud.apps.outlook.actions import call_due
from redcloud.apps.people.access import NotVisible
from redcloud.web.branch.home.page import branch_home_page
from redcloud.web.ui.requests import actor_of, viewer_of_request


@require_safe
def branch_home(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Show what waits, what is next and what is due."""
    page = branch_home_page(viewer_of_request(request), branch_id, timezone.localdate())
    return render(request, "branch/home/home.html", {"page": page})


@require_POST
def call_due_now(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Call the meeting of one rule, or of all rules that wait, as the branch usually holds them."""
    called = call_due(
        actor=actor_of(request),
        viewer=viewer_of_request(request),
        branch_id=branch_id,
        today=timezone.localdate(),
        rule=request.POST.get("rule") or None,
    )
    if not called:
        messages.info(request, _("没有需要安排的会议。"))
        return redirect("branch-home", branch_id)
    messages.success(
        request,
        ngettext(
            "已按支部的习惯安排了 %(count)d 次会议，时间和地点都可以修改或取消。",
            "已按支部的习惯安排了 %(count)d 次会议，时间和地点都可以修改或取消。",
            len(called),
        )
        % {"count": len(called)},
    )
    if len(called) == 1:
        return redirect("meeting", called[0].uid)
    return redirect("branch-meetings", branch_id)


@require_safe
def reports(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Show the moderator the reported comments, and only those."""
    branch, waiting = open_reports(viewer_of_request(request), branch_id)
    return render(request, "branch/home/reports.html", {"branch": branch, "reports": waiting})


@require_POST
def answer(request: HttpRequest, report_id: int) -> HttpResponse:
    """Keep or hide a reported comment."""
    try:
        report = answer_report(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            report_id=report_id,
            outcome=request.POST.get("outcome", ""),
        )
    except ValueError as error:
        raise NotVisible from error
    messages.success(request, _("已处理这条举报。"))
    return redirect("branch-reports", report.comment.thread.branch_id)
