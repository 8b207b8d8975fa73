"""Web member, feature notices: reminders on a device. What its browser gave in; a device out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcloud.apps.notices import actions
from redcloud.apps.notices.queries import device_token_known, preference_for
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import Member
from redcloud.web.member.notices.forms import SubscriptionForm
from redcloud.web.ui.requests import actor_of, viewer_of_request

_REASONS: dict[str, str | Promise] = {
    "not_public": gettext_lazy("这个浏览器给的地址不能用，没有打开。"),
    "bad_keys": gettext_lazy("这个浏览器给的密钥不能用，没有打开。"),
    "too_many": gettext_lazy("最多十台设备。请先关闭一台不用的。"),
}


def _member(request: HttpRequest) -> Member:
    return preference_for(viewer_of_request(request)).member


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the script that shows reminders. It stands here, so that it answers for nothing but /notices/."""
    response = render(request, "member/notices/worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@login_required
@never_cache
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Switch reminders on in the browser that asks."""
    member = _member(request)
    form = SubscriptionForm(request.POST)
    reason = "bad_keys"
    if form.is_valid():
        try:
            actions.add_device(actor=actor_of(request), member=member, **form.cleaned_data)
        except ValueError as refusal:
            reason = str(refusal)
        else:
            messages.success(request, _("这台设备会提醒您了。可以按“试一下”看看。"))
            return JsonResponse({}, status=201)
    return JsonResponse({"reason": str(_REASONS[reason])}, status=422)


@login_required
@never_cache
@require_POST
def try_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send a reminder to one device now."""
    actions.try_device(actor=actor_of(request), member=_member(request), uid=uid)
    messages.success(request, _("已发出，几秒钟内会到。没有到的话，刷新这一页看原因。"))
    return redirect("member-notice-preferences")


@login_required
@never_cache
@require_POST
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Switch reminders off on one device."""
    actions.remove_device(actor=actor_of(request), member=_member(request), uid=uid)
    messages.success(request, _("已关闭，那台设备不再提醒。"))
    return redirect("member-notice-preferences")


@csrf_exempt  # the reminder itself posts, with neither page nor session
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: UUID) -> HttpResponse:
    """End the reminders on the device that got the token: a POST does it, opening the link only asks."""
    if request.method == "POST":
        if not actions.stop_device(token=token):
            raise NotVisible
        return render(request, "member/notices/stopped.html", {"done": True, "push": True})
    if not device_token_known(token):
        raise NotVisible
    return render(request, "member/notices/stopped.html", {"done": False, "push": True})
