"""Web branch, feature members. In: the branch's committee. Out: names and stages, and codes to print."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.activation import issue_codes
from redcloud.apps.people.queries import branch_roster
from redcloud.apps.people.slips import SlipRefused, issue_slip
from redcloud.apps.people.transfers import moves_of
from redcloud.web.branch.members.forms import CodesForm, SlipForm
from redcloud.web.ui.requests import actor_of, viewer_of_request
from redcloud.web.ui.sheets import SLIP_REFUSED, activation_sheet, password_slip


@login_required
@require_safe
def members(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show who belongs to the branch and who has not made an account yet."""
    viewer = viewer_of_request(request)
    branch, rows = branch_roster(viewer, organisation_id)
    waiting = [row for row in rows if not row.has_account]
    page = {
        "branch": branch,
        "rows": rows,
        "waiting": len(waiting),
        "without_code": sum(not row.code_expires_at and not row.code_from_administrator for row in waiting),
        "with_code": sum(bool(row.code_expires_at) for row in waiting),
        "moves": moves_of(viewer, organisation_id),
    }
    return render(request, "branch/members/members.html", page)


@login_required
@never_cache
@require_POST
def activation_codes(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Make codes and show them once. No redirect: what is shown once is kept nowhere in clear."""
    form = CodesForm(request.POST)
    if not form.is_valid():
        raise NotVisible
    issued = issue_codes(
        actor=actor_of(request),
        viewer=viewer_of_request(request),
        branch_id=organisation_id,
        member_ids=form.member_ids(),
        renew=form.cleaned_data["renew"],
    )
    return activation_sheet(request, issued, back_url=reverse("branch-members", args=[organisation_id]))


@login_required
@never_cache
@require_POST
def slip(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Make a slip for a new password and show it once; the member is told."""
    form = SlipForm(request.POST)
    if not form.is_valid():
        raise NotVisible
    try:
        issued = issue_slip(
            actor=actor_of(request),
            viewer=viewer_of_request(request),
            branch_id=organisation_id,
            member_id=form.cleaned_data["member"],
        )
    except SlipRefused as refused:
        messages.warning(request, str(SLIP_REFUSED[refused.code]))
        return redirect("branch-members", organisation_id)
    return password_slip(request, issued, back_url=reverse("branch-members", args=[organisation_id]))
