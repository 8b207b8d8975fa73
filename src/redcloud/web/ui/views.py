"""Web ui: the start after signing in, health, and the error pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redcloud.apps.people.access import Viewer
from redcloud.apps.people.models import COMMITTEE_ROLES, Role


def start(request: HttpRequest) -> HttpResponse:
    """Send somebody who has just signed in to the page of the work they do most."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.user_id is None:
        return redirect("account_login")
    runs = viewer.organisation_ids(*COMMITTEE_ROLES)
    if runs:
        return redirect("branch-home", runs[0])
    if viewer.holds(Role.OFFICER):
        return redirect("office")
    if viewer.holds(Role.EDITOR):
        return redirect("library")
    if viewer.holds(Role.ADMINISTRATOR):
        return redirect("office-roster", viewer.organisation_ids(Role.ADMINISTRATOR)[0])
    return redirect("member-home" if viewer.member_id is not None else "landing")


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; nothing else."""
    return JsonResponse({"status": "ok"})


def _error(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"error": title}, status=status)
    return render(request, "ui/error.html", {"error_title": title, "error_text": text}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return _error(request, 400, _("这个请求无法处理"), _("请返回上一页，检查填写的内容后再试一次。"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return _error(request, 403, _("这一步没有完成"), _("页面可能已经过期。请返回上一页，刷新后再试一次。"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, for what is absent and for what is not this viewer's."""
    return _error(
        request, 404, _("没有找到这个页面"), _("它可能不存在，也可能不是给您看的。可以从首页重新开始。")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return _error(request, 500, _("系统出错了"), _("您的内容没有被部分保存。请稍后再试；问题已经记入日志。"))
