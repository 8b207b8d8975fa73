"""Web member, feature volunteering: the doer's own list, one form, and taking an entry back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redcloud.apps.life.actions import note_volunteering, withdraw_volunteering
from redcloud.apps.life.queries import own_volunteering
from redcloud.web.member.volunteering.forms import VolunteeringForm
from redcloud.web.ui.requests import actor_of, viewer_of_request

WITHDRAWN = "volunteering_withdrawn"
"""Session key: the entry just taken back, offered once more on the next page."""


@require_http_methods(["GET", "HEAD", "POST"])
def volunteering(request: HttpRequest) -> HttpResponse:
    """Show the viewer's own entries; a POST notes one more."""
    viewer = viewer_of_request(request)
    entries = own_volunteering(viewer)
    form = VolunteeringForm(request.POST or None, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        note_volunteering(actor=actor_of(request), viewer=viewer, **form.cleaned_data)
        messages.success(request, _("记下了，谢谢您。它已经在您的记录里。"))
        return redirect("member-volunteering")
    context = {"entries": entries, "form": form, "withdrawn": request.session.pop(WITHDRAWN, None)}
    return render(request, "member/volunteering/volunteering.html", context)


@require_POST
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take an entry back; the next page offers to note it again as it was."""
    entry = withdraw_volunteering(actor=actor_of(request), viewer=viewer_of_request(request), uid=uid)
    request.session[WITHDRAWN] = {
        "what": entry.what,
        "kind": entry.kind,
        "day": entry.day.isoformat(),
        "place": entry.place,
    }
    return redirect("member-volunteering")
