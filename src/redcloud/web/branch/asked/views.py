"""Web branch, feature asked. In: somebody of the branch. Out: what levels above ask of it, by deadline."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from redcloud.apps.outlook.actions import AnswerRefusedError, fill_in
from redcloud.apps.outlook.queries import answer_sheet, requests_for, turns_answered
from redcloud.apps.people.models import COMMITTEE_ROLES
from redcloud.apps.rules.queries import pack_of
from redcloud.web.branch.asked.forms import AnswerForm
from redcloud.web.ui.requests import actor_of, viewer_of_request


@login_required
@require_safe
def asked(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Show what is asked of the branch and has not ended."""
    viewer, today = viewer_of_request(request), timezone.localdate()
    branch, found = requests_for(viewer, branch_id, today)
    page = {
        "branch": branch,
        "requests": found,
        "pack": pack_of(branch.root_id or branch.pk),
        "answered": turns_answered(viewer, branch_id, today),
        "runs": branch_id in viewer.organisation_ids(*COMMITTEE_ROLES),
    }
    return render(request, "branch/asked/asked.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, branch_id: int, uid: UUID) -> HttpResponse:
    """Show a request with what is known filled in; save a draft, or send it."""
    sheet = answer_sheet(viewer_of_request(request), branch_id, uid, timezone.localdate())
    form = AnswerForm(request.POST if request.method == "POST" else None, sheet=sheet)
    if request.method == "POST" and form.is_valid():
        send = "send" in request.POST
        try:
            fill_in(
                actor=actor_of(request),
                viewer=viewer_of_request(request),
                branch_id=branch_id,
                uid=uid,
                texts=form.texts(),
                send=send,
                today=timezone.localdate(),
            )
        except AnswerRefusedError as refused:
            form.refuse(refused.faults)
        else:
            messages.success(request, _("已发给上级。") if send else _("草稿已保存，上级看不到。"))
            return redirect(
                "branch-asked" if send else "branch-request", *([branch_id] if send else [branch_id, uid])
            )
    status = 422 if form.is_bound else 200
    return render(request, "branch/asked/answer.html", {"sheet": sheet, "form": form}, status=status)
