"""Web branch, feature members: who moves to another branch, who leaves, who comes. One step a request."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.people import transfers
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.queries import waiting_transfer_of
from redcloud.web.branch.members.forms import LeavingForm, TransferForm
from redcloud.web.ui.requests import actor_of, viewer_of_request

REFUSED: dict[str, Promise] = {
    "unknown": gettext_lazy("没有这个名字的支部。请写名册里的全名。"),
    "several": gettext_lazy("有几个支部都叫这个名字。请连上级一起写，中间用斜杠：党总支/党支部。"),
    "same": gettext_lazy("这就是现在的支部。"),
    "waits": gettext_lazy("已经有一次转接在等对方确认，先收回那一次。"),
    "self": gettext_lazy("自己的离开请由另一位支部委员记下，或者请管理员从名册里改。"),
    "gone": gettext_lazy("这次转接刚刚收回了，或者本人已经不在原来的支部。请看最新情况。"),
    "day": gettext_lazy("日期要在转入本支部以后，最晚是今天。"),
}

ANSWERED: dict[str, Promise] = {
    "confirm": gettext_lazy("已转入，从今天起是本支部的人。"),
    "decline": gettext_lazy("已告诉对方支部没有接收。"),
}


@login_required
@never_cache
@require_safe
def moving(request: HttpRequest, organisation_id: int, member_id: int) -> HttpResponse:
    """Ask where the member goes."""
    return _page(request, organisation_id, member_id)


@login_required
@require_POST
def ask(request: HttpRequest, organisation_id: int, member_id: int) -> HttpResponse:
    """Ask another branch to take the member."""
    form = TransferForm(request.POST)
    if form.is_valid():
        try:
            made = transfers.ask_transfer(
                actor=actor_of(request),
                viewer=viewer_of_request(request),
                branch_id=organisation_id,
                member_id=member_id,
                target=form.cleaned_data["target"],
            )
        except transfers.TransferRefused as refused:
            form.add_error("target", str(REFUSED[refused.code]))
        else:
            messages.success(
                request, _("已发给%(branch)s。对方确认以前，一切照旧。") % {"branch": made.target.name}
            )
            return redirect("branch-members", organisation_id)
    return _page(request, organisation_id, member_id, transfer=form)


@login_required
@require_POST
def leave(request: HttpRequest, organisation_id: int, member_id: int) -> HttpResponse:
    """Write down that the member left."""
    form = LeavingForm(request.POST)
    if form.is_valid():
        try:
            transfers.leave(
                actor=actor_of(request),
                viewer=viewer_of_request(request),
                branch_id=organisation_id,
                member_id=member_id,
                until=form.cleaned_data["until"],
            )
        except transfers.TransferRefused as refused:
            form.add_error("until", str(REFUSED[refused.code]))
        else:
            messages.success(request, _("已记下。点错了的话，在名册最下面撤销。"))
            return redirect("branch-members", organisation_id)
    return _page(request, organisation_id, member_id, leaving=form)


def _page(
    request: HttpRequest,
    organisation_id: int,
    member_id: int,
    *,
    transfer: TransferForm | None = None,
    leaving: LeavingForm | None = None,
) -> HttpResponse:
    branch, member = transfers.member_to_move(viewer_of_request(request), organisation_id, member_id)
    page = {
        "branch": branch,
        "member": member,
        "transfer": transfer or TransferForm(),
        "leaving": leaving or LeavingForm(),
        "waiting": waiting_transfer_of(member.pk),
    }
    status = 422 if transfer or leaving else 200
    return render(request, "branch/members/moving.html", page, status=status)


@login_required
@require_POST
def settle(request: HttpRequest, organisation_id: int, transfer_id: int) -> HttpResponse:
    """Confirm, decline or take back a transfer."""
    viewer, actor, step = viewer_of_request(request), actor_of(request), request.POST.get("step", "")
    try:
        if step == "withdraw":
            transfers.withdraw_transfer(
                actor=actor, viewer=viewer, branch_id=organisation_id, transfer_id=transfer_id
            )
        elif step in ANSWERED:
            transfers.answer_transfer(
                actor=actor,
                viewer=viewer,
                branch_id=organisation_id,
                transfer_id=transfer_id,
                confirms=step == "confirm",
            )
        else:
            raise NotVisible
        messages.success(request, str(ANSWERED.get(step, _("已收回，一切照旧。"))))
    except transfers.TransferRefused as refused:
        messages.warning(request, str(REFUSED[refused.code]))
    return redirect("branch-members", organisation_id)


@login_required
@require_POST
def come_back(request: HttpRequest, organisation_id: int, member_id: int) -> HttpResponse:
    """Take a departure back."""
    transfers.come_back(
        actor=actor_of(request),
        viewer=viewer_of_request(request),
        branch_id=organisation_id,
        member_id=member_id,
    )
    messages.success(request, _("已撤销，仍是本支部的人。党内职务如果有，请管理员重新指定。"))
    return redirect("branch-members", organisation_id)
