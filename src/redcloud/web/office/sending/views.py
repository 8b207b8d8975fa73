"""Web office, feature sending. In: an administrator. Out: what waits and what failed; no persons."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.notices.actions import send_again
from redcloud.apps.notices.channels.words import FAULTS
from redcloud.apps.notices.models import Channel
from redcloud.apps.notices.queries import robots_paused, sending_of
from redcloud.apps.people.access import NotVisible, administered_by
from redcloud.web.ui.requests import actor_of, viewer_of_request


class _AgainForm(forms.Form):
    """Which messages to send again."""

    channel = forms.ChoiceField(choices=[(Channel.EMAIL, ""), (Channel.PUSH, "")])
    fault = forms.ChoiceField(choices=[(code, "") for code in FAULTS])


@login_required
@never_cache
@require_safe
def sending(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show what waits, and what did not get out and why."""
    root = administered_by(viewer_of_request(request), organisation_id)
    page = {"root": root, "channels": sending_of(root), "paused": robots_paused(root)}
    return render(request, "office/sending/sending.html", page)


@login_required
@never_cache
@require_POST
def again(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Send again what failed by one way for one reason."""
    root = administered_by(viewer_of_request(request), organisation_id)
    form = _AgainForm(request.POST)
    if not form.is_valid():
        raise NotVisible
    send_again(actor=actor_of(request), root=root, **form.cleaned_data)
    messages.success(request, _("已重新排队，马上再送一次。不在免打扰时段的，几分钟内会有结果。"))
    return redirect("office-sending", root.pk)
