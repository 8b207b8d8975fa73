"""Web member, feature home: one page, and the switch between the two feeds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.people.actions import set_consent
from redcloud.apps.people.models import Purpose
from redcloud.apps.study.queries import own_member
from redcloud.web.member.home.page import member_home_page
from redcloud.web.member.study.undo import undo_offered
from redcloud.web.ui.requests import actor_of, viewer_of_request


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what is coming up and what was sent, and why."""
    viewer = viewer_of_request(request)
    context = {"page": member_home_page(viewer), "undo": undo_offered(request, viewer)}
    return render(request, "member/home/home.html", context)


@require_POST
def personalisation(request: HttpRequest) -> HttpResponse:
    """Switch between the feed from one's own portrait and the one that is the same for everybody."""
    granted = request.POST.get("granted") == "yes"
    member = own_member(viewer_of_request(request))
    set_consent(actor=actor_of(request), member=member, purpose=Purpose.PERSONALISATION, granted=granted)
    if granted:
        messages.success(request, _("以后按您的画像推荐。随时可以换回来。"))
    else:
        messages.success(request, _("已换成不看个人记录的推荐，质量一样好。"))
    return redirect("member-home")
