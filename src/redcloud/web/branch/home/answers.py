"""Web branch, feature home: the branch answers what is due, and takes an answer back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from redcloud.apps.outlook.actions import answer_due, take_answer_back
from redcloud.apps.people.access import NotVisible
from redcloud.web.ui.requests import actor_of, number_in, viewer_of_request


@require_POST
def answer_due_now(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Settle what is due by a rule with done, not applicable or wrong, and a sentence."""
    try:
        answer_due(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            branch_id=branch_id,
            rule=request.POST.get("rule", ""),
            answer=request.POST.get("answer", ""),
            sentence=request.POST.get("sentence", ""),
            today=timezone.localdate(),
            period=request.POST.get("period"),
        )
    except ValueError as refused:
        messages.error(request, _message(str(refused)))
    else:
        messages.success(request, _("已记下，这一项不再提醒。说明只有本支部看得到。"))
    return redirect("branch-home", branch_id)


@require_POST
def take_back(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Open the matter again."""
    number = number_in(request.POST.get("answer", ""))
    if number is None:
        raise NotVisible
    take_answer_back(
        actor=actor_of(request),
        viewer=viewer_of_request(request),
        branch_id=branch_id,
        answer_id=number,
    )
    messages.success(request, _("已收回说明。"))
    return redirect("branch-home", branch_id)


def _message(code: str) -> str:
    if code == "sentence":
        return _("请写一句话说明原因，最多 300 字。")
    if code == "settled":
        return _("这一期已经办好或说明过了，请看看现在的页面。")
    return _("请选“已经做了”“本期不适用”或“判断有误”。")
