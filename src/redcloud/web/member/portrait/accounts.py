"""Web member, feature portrait: accounts on other platforms, and whether they are one's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.people.access import NotVisible
from redcloud.apps.records import actions
from redcloud.apps.records.queries import accounts_for
from redcloud.web.ui.requests import actor_of, viewer_of_request


@require_safe
@never_cache
def accounts(request: HttpRequest) -> HttpResponse:
    """Show the accounts that are the member's, and those that may be."""
    found = accounts_for(viewer_of_request(request))
    asked = [one for one in found if one.state in ("offered", "taken")]
    page = {
        "asked": asked,
        "own": [one for one in found if one.state == "mine"],
        "refused": [one for one in found if one.state == "refused"],
    }
    return render(request, "member/portrait/accounts.html", page)


@require_POST
@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """Take the member's answer to one account. Each answer is taken back by the other."""
    actor, viewer, key = actor_of(request), viewer_of_request(request), request.POST.get("key", "")
    match request.POST.get("answer"):
        case "mine":
            actions.claim_account(actor=actor, viewer=viewer, key=key)
            messages.success(request, _("已归到您名下。几秒钟后，那里的学习会出现在您的画像里。"))
        case "not_mine":
            actions.refuse_account(actor=actor, viewer=viewer, key=key)
            messages.success(request, _("记下了，不再问您。点错了可以在下面改回来。"))
        case "release":
            actions.release_account(actor=actor, viewer=viewer, key=key)
            messages.success(request, _("已取消。那里的记录不再算进您的画像。"))
        case _:
            raise NotVisible
    return redirect("member-accounts")
