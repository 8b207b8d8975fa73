"""Web branch, feature outlook. In: somebody of the branch. Out: its outlook; a call for help."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.outlook.actions import ask_for_help, take_help_back
from redcloud.web.branch.outlook.page import outlook_page
from redcloud.web.ui.requests import actor_of, viewer_of_request


@require_safe
def outlook(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Show what is due, what is ahead, and what would help."""
    page = outlook_page(viewer_of_request(request), branch_id, timezone.localdate())
    return render(request, "branch/outlook/outlook.html", {"page": page})


@require_POST
def ask(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Ask the level above for help, in one sentence."""
    try:
        ask_for_help(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            branch_id=branch_id,
            sentence=request.POST.get("sentence", ""),
            today=timezone.localdate(),
        )
    except ValueError:
        messages.error(request, _("请用一句话写明需要什么帮助，最多 300 字。"))
    else:
        messages.success(request, _("上级现在就看得到。随时可以收回。"))
    return redirect("branch-outlook", branch_id)


@require_POST
def take_back(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Take the call for help back."""
    take_help_back(
        actor=actor_of(request),
        viewer=viewer_of_request(request),
        branch_id=branch_id,
        today=timezone.localdate(),
    )
    messages.success(request, _("已收回，上级不再看到，那句话也已删除。"))
    return redirect("branch-outlook", branch_id)
