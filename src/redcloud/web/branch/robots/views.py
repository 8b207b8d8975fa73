"""Web branch, feature robots. In: the committee. Out: robots without their addresses, and how they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redcloud.apps.notices import actions
from redcloud.apps.notices.queries import robots_of
from redcloud.web.branch.robots.forms import REASONS, RobotForm
from redcloud.web.ui.requests import actor_of, viewer_of_request


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def robots(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Show the branch's robots, and set one up."""
    viewer = viewer_of_request(request)
    branch, lines = robots_of(viewer, branch_id)
    form = RobotForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.add_robot(
                actor=actor_of(request), viewer=viewer, branch_id=branch_id, **form.cleaned_data
            )
        except ValueError as refusal:
            field, reason = REASONS[str(refusal)]
            form.add_error(field, str(reason))
        else:
            messages.success(request, _("已设置，正在往群里发一条测试通知。"))
            return redirect("branch-robots", branch_id)
    page = {"branch": branch, "robots": lines, "form": form, "trying": any(line.trying for line in lines)}
    if request.headers.get("HX-Request"):
        return render(request, "branch/robots/list.html", page)
    return render(request, "branch/robots/robots.html", page, status=422 if form.is_bound else 200)


def _done(
    request: HttpRequest, action: Callable[..., Any], branch_id: int, robot_id: int, said: str
) -> HttpResponse:
    viewer = viewer_of_request(request)
    action(actor=actor_of(request), viewer=viewer, branch_id=branch_id, robot_id=robot_id)
    messages.success(request, said)
    return redirect("branch-robots", branch_id)


@login_required
@never_cache
@require_POST
def try_out(request: HttpRequest, branch_id: int, robot_id: int) -> HttpResponse:
    """Have a robot say that this is a trial."""
    return _done(request, actions.try_robot, branch_id, robot_id, _("正在往群里发一条测试通知。"))


@login_required
@never_cache
@require_POST
def pause(request: HttpRequest, branch_id: int, robot_id: int) -> HttpResponse:
    """Have a robot say nothing for now."""
    return _done(request, actions.pause_robot, branch_id, robot_id, _("已暂停，随时可以恢复。"))


@login_required
@never_cache
@require_POST
def resume(request: HttpRequest, branch_id: int, robot_id: int) -> HttpResponse:
    """Let a robot speak again."""
    return _done(request, actions.resume_robot, branch_id, robot_id, _("已恢复，正在往群里发一条测试通知。"))


@login_required
@never_cache
@require_POST
def remove(request: HttpRequest, branch_id: int, robot_id: int) -> HttpResponse:
    """Forget a robot and its address."""
    return _done(request, actions.remove_robot, branch_id, robot_id, _("已删除，地址也一起删除了。"))
