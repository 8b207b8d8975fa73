"""Web office, feature administration: slips for a new password. In: a number. Out: one slip, shown once."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from redcloud.apps.people.administration import StaffRefused
from redcloud.apps.people.slips import SlipRefused, issue_slip_at_root
from redcloud.web.office.administration.forms import WhoForm
from redcloud.web.office.administration.staff import REFUSED
from redcloud.web.ui.requests import actor_of, viewer_of_request
from redcloud.web.ui.sheets import SLIP_REFUSED, password_slip


@login_required
@never_cache
@require_POST
def slip(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Make a slip for somebody for whom no branch may, and show it once; the member is told."""
    form = WhoForm(request.POST)
    who = form.cleaned_data["who"] if form.is_valid() else ""
    try:
        issued = issue_slip_at_root(
            actor=actor_of(request), viewer=viewer_of_request(request), root_id=organisation_id, who=who
        )
    except StaffRefused as refused:
        messages.warning(request, str(REFUSED[refused.code]))
    except SlipRefused as refused:
        messages.warning(request, str(SLIP_REFUSED[refused.code]))
    else:
        back_url = reverse("office-administration", args=[organisation_id])
        return password_slip(request, issued, back_url=back_url)
    return redirect("office-administration", organisation_id)
