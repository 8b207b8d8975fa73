"""Web member, feature portrait: what members state of themselves, plan and hide. Their own alone."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redcloud.apps.people.access import NotVisible
from redcloud.apps.portrait import actions, queries
from redcloud.web.member.portrait import forms
from redcloud.web.member.portrait.stated_page import stated_page
from redcloud.web.ui.requests import actor_of, viewer_of_request

TAKEN_BACK = "portrait_taken_back"
"""Session key: the entry just taken back, offered once more on the next page."""
HIDDEN = "portrait_hidden"
"""Session key: the line just hidden, offered once more on the next page."""


@require_safe
@never_cache
def stated(request: HttpRequest) -> HttpResponse:
    """Show what the member states, and what else can be stated."""
    page = stated_page(queries.portrait_of(viewer_of_request(request)))
    back = request.session.pop(TAKEN_BACK, None)
    context = {"page": page, "taken_back": back, "share_days": forms.SHARE_DAYS}
    return render(request, "member/portrait/stated.html", context)


@require_POST
def state(request: HttpRequest) -> HttpResponse:
    """State a skill or a wish, or write other words beside it."""
    actions.state(actor=actor_of(request), **_said(forms.StatedForm(request.POST)))
    messages.success(request, _("记下了。只有您自己能看到，除非您选择给支部委员会看。"))
    return redirect("member-portrait-stated")


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Take an entry back; the next page offers to state it again as it was."""
    code = _said(forms.StatedForm(request.POST))["code"]
    words = actions.take_back(actor=actor_of(request), code=code)
    request.session[TAKEN_BACK] = {"code": code, "words": words}
    return redirect("member-portrait-stated")


@require_POST
def show(request: HttpRequest) -> HttpResponse:
    """Show an entry to the committee of the member's branch for some days, or to nobody."""
    said = _said(forms.ShowForm(request.POST))
    code, days = said["code"], said["days"]
    if not days:
        actions.stop_showing(actor=actor_of(request), code=code)
        messages.success(request, _("现在只有您自己能看到这一项。"))
        return redirect("member-portrait-stated")
    try:
        actions.show_to_committee(actor=actor_of(request), code=code, days=days)
    except actions.NoBranch:
        messages.error(request, _("您现在不属于任何支部，没有可以看到的支部委员会。"))
    else:
        messages.success(request, _("支部委员会现在能看到这一项，到期自动停止。"))
    return redirect("member-portrait-stated")


@require_POST
def hours(request: HttpRequest) -> HttpResponse:
    """Set the member's own plan of study hours for a year, or take it away."""
    form = forms.HoursForm(request.POST)
    if not form.is_valid():
        for problems in form.errors.values():
            messages.error(request, str(problems.as_data()[0].messages[0]))
        return redirect("member-portrait")
    actions.plan_hours(actor=actor_of(request), **form.cleaned_data)
    messages.success(request, _("学时计划改好了，只有您自己能看到。"))
    return redirect("member-portrait")


@require_POST
def hide(request: HttpRequest) -> HttpResponse:
    """Hide a line, with the way back on the next page; or show it again."""
    said = _said(forms.HideForm(request.POST))
    if said.pop("hidden"):
        actions.hide(actor=actor_of(request), **said)
        request.session[HIDDEN] = said
    else:
        actions.show_again(actor=actor_of(request), **said)
        messages.success(request, _("这一行又显示在画像里了。"))
    return redirect("member-portrait")


def _said(form: django_forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise NotVisible
    return dict(form.cleaned_data)
