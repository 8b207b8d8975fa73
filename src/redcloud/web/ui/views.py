"""Web ui: the start after signing in, health, and the error pages."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redcloud.apps.outages import is_away, is_disk_full, is_out_of_reach
from redcloud.apps.people.access import ANONYMOUS, Viewer
from redcloud.apps.people.models import COMMITTEE_ROLES, Role

RETRY_AFTER_S = 60


def start(request: HttpRequest) -> HttpResponse:
    """Send somebody who has just signed in to the page of the work they do most."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by our middleware
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
        return redirect("office-administration", viewer.organisation_ids(Role.ADMINISTRATOR)[0])
    return redirect("member-home" if viewer.member_id is not None else "landing")


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; nothing else."""
    return JsonResponse({"status": "ok"})


def manifest(request: HttpRequest) -> HttpResponse:
    """Say how the product stands on a home screen: without that an iPhone has no reminders."""
    icon = {
        "src": static("ui/touch-512.png"),
        "sizes": "512x512",
        "type": "image/png",
        "purpose": "any maskable",
    }
    said = {
        "id": "/",
        "name": _("智慧红云"),
        "short_name": _("红云"),
        "lang": get_language(),
        "start_url": reverse("start"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#b3261e",
        "icons": [{"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml"}, icon],
    }
    return JsonResponse(said, content_type="application/manifest+json")


def _error(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"error": title}, status=status)
    return render(request, "ui/error.html", {"error_title": title, "error_text": text}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return _error(request, 400, _("这个请求无法处理"), _("请返回上一页，检查填写的内容后再试一次。"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return _error(
        request,
        403,
        _("这一步没有完成"),
        _("页面可能已经过期。请返回上一页，先把写好的内容复制下来，刷新以后再试一次。"),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose key no longer fits: signed in elsewhere, or a page left open for long."""
    return forbidden(request)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413: nothing of what came was kept."""
    return _error(
        request,
        413,
        _("文件太大了"),
        _("什么都没有保存。请返回上一页，换一个小一些的文件，或者先把它压缩一下。"),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, for what is absent and for what is not this viewer's."""
    return _error(
        request, 404, _("没有找到这个页面"), _("它可能不存在，也可能不是给您看的。可以从首页重新开始。")
    )


def only_by_form(request: HttpRequest, allow: str) -> HttpResponse:
    """Answer 405 with a page: an address that takes a form was opened, as after signing in anew."""
    response = _error(
        request,
        405,
        _("请在页面上再按一次"),
        _(
            "这个地址只接收提交的内容，直接打开没有东西可看。什么都没有改动；请从首页回到刚才的页面，再按一次。"
        ),
    )
    response["Allow"] = allow
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500; where the disk is full or the database silent, say so, and what to do."""
    problem = sys.exc_info()[1]
    if problem is not None and is_out_of_reach(problem):
        return _store_is_silent(request)
    if problem is None or not (is_disk_full(problem) or is_away(problem)):
        return _error(
            request, 500, _("系统出错了"), _("您的内容没有被部分保存。请稍后再试；问题已经记入日志。")
        )
    # Who is looking stands in a database that may not answer.
    request.viewer = ANONYMOUS  # type: ignore[attr-defined]  # what templates read
    if is_disk_full(problem):
        return _error(
            request,
            507,
            _("现在无法保存"),
            _(
                "服务器的磁盘已满。您的内容没有保存，也没有只保存一部分；请先留好，并告诉管理员，腾出空间后再试。"
            ),
        )
    return _later(
        request,
        _("系统暂时没有应答"),
        _("数据库正忙或正在重新启动。您的内容没有被部分保存；请过一分钟返回上一页再试。"),
    )


def _store_is_silent(request: HttpRequest) -> HttpResponse:
    return _later(
        request,
        _("存储暂时没有应答"),
        _(
            "存放文件和记录的地方现在连不上，其他页面照常可用。您的内容没有被部分保存；请过几分钟返回上一页再试。"
        ),
    )


def _later(request: HttpRequest, title: str, text: str) -> HttpResponse:
    response = _error(request, 503, title, text)
    response["Retry-After"] = str(RETRY_AFTER_S)
    return response
