"""Web office, feature administration. In: an administrator. Out: how far it is set up, and its name."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.needs.queries import places_counted
from redcloud.apps.people.administration import rename_root, set_up
from redcloud.web.office.administration.forms import NameForm
from redcloud.web.ui.requests import actor_of, viewer_of_request


@login_required
@require_safe
def administration(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show what is set up and what comes next."""
    viewer = viewer_of_request(request)
    page = {
        "own": set_up(viewer, organisation_id),
        "places": places_counted(viewer, organisation_id),
    }
    return render(request, "office/administration/administration.html", page)


@login_required
@require_POST
def name(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Keep the organisation's name."""
    form = NameForm(request.POST)
    viewer, actor = viewer_of_request(request), actor_of(request)
    wanted = form.cleaned_data["name"] if form.is_valid() else set_up(viewer, organisation_id).root.name
    rename_root(actor=actor, viewer=viewer, root_id=organisation_id, name=wanted)
    if form.is_valid():
        messages.success(request, _("组织名称已改好，所有页面都用它。"))
    else:
        messages.warning(request, _("请写一个 120 字以内的名称。"))
    return redirect("office-administration", organisation_id)
