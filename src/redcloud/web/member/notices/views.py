"""Web member, feature notices: list, open, mark read, choose; and the one tap that ends e-mail."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcloud.apps.notices import actions
from redcloud.apps.notices.push_key import public_key
from redcloud.apps.notices.queries import (
    notice_for,
    notices_for,
    preference_for,
    token_known,
    ways_for,
)
from redcloud.apps.people.access import NotVisible
from redcloud.web.member.notices.forms import PreferenceForm
from redcloud.web.member.notices.page import news_page
from redcloud.web.ui.requests import actor_of, viewer_of_request


@require_safe
def member_notices(request: HttpRequest) -> HttpResponse:
    """List what is new for the member, study with its reasons; looking at the list changes nothing."""
    return render(request, "member/notices/list.html", {"page": news_page(viewer_of_request(request))})


@require_POST
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark one notice as read and go where it points; what is gone leads back to the list."""
    notice = notice_for(viewer_of_request(request), notice_id)
    actions.mark_read(member_id=notice.member_id, notice_ids=[notice.pk])
    try:
        return redirect(reverse(notice.target_name, args=notice.target_args))
    except NoReverseMatch:
        messages.info(request, _("这条消息说的内容已经不在了。"))
        return redirect("member-notices")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything on the list as read."""
    notices = notices_for(viewer_of_request(request))
    if notices:
        actions.mark_read(member_id=notices[0].member_id, notice_ids=[notice.pk for notice in notices])
    return redirect("member-notices")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and store how the member wants to hear."""
    viewer = viewer_of_request(request)
    preference = preference_for(viewer)
    form = PreferenceForm(
        request.POST if request.method == "POST" else None, initial=model_to_dict(preference)
    )
    if form.is_bound and form.is_valid():
        actions.set_preference(actor=actor_of(request), member=preference.member, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect("member-notice-preferences")
    context = {"form": form, "ways": ways_for(viewer, preference), "push_key": public_key()}
    status = 422 if form.is_bound else 200
    return render(request, "member/notices/preferences.html", context, status=status)


@require_POST
def mail_again(request: HttpRequest) -> HttpResponse:
    """Send the e-mail that did not get through once more."""
    member = preference_for(viewer_of_request(request)).member
    if actions.try_email_again(actor=actor_of(request), member=member):
        messages.success(request, _("正在再发一次。几分钟后刷新这一页看结果。"))
    return redirect("member-notice-preferences")


@csrf_exempt  # RFC 8058: the mail program itself posts, with neither cookie nor session
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: UUID) -> HttpResponse:
    """End the e-mails: a POST does it; opening the link only asks, since mail scanners open every link."""
    if request.method == "POST":
        if not actions.stop_email(token=token):
            raise NotVisible
        return render(request, "member/notices/stopped.html", {"done": True})
    if not token_known(token):
        raise NotVisible
    return render(request, "member/notices/stopped.html", {"done": False})
