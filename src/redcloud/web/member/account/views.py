"""Web member, feature account. In: somebody signed in. Out: their own account and nobody else's."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.actions import choose_language, set_own_consent
from redcloud.apps.people.own_data import archive
from redcloud.apps.people.own_data import erase as erase_own_data
from redcloud.apps.people.queries import own_account
from redcloud.web.member.account.forms import ConsentForm, LanguageForm
from redcloud.web.ui.requests import actor_of, viewer_of_request

_COOKIE_AGE_S = 365 * 24 * 3600


@login_required
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the account."""
    own = own_account(viewer_of_request(request))
    sign_on = bool(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])
    return render(request, "member/account/account.html", {"own": own, "single_sign_on": sign_on})


@login_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language, for pages in this browser and for messages anywhere."""
    form = LanguageForm(request.POST)
    response = redirect("account")
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        choose_language(actor=actor_of(request), language=chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=_COOKIE_AGE_S,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        with translation.override(chosen):
            messages.success(request, _("语言已经改好。"))
    return response


@login_required
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Write down one answer; the page where it was given shows it with the way back."""
    form = ConsentForm(request.POST)
    if not form.is_valid():
        raise NotVisible
    granted = form.cleaned_data["answer"] == "yes"
    set_own_consent(actor=actor_of(request), purpose=form.cleaned_data["purpose"], granted=granted)
    messages.success(request, _("已经记下：同意。") if granted else _("已经记下：不同意。"))
    return redirect("member-portrait" if form.cleaned_data["page"] else "account")


@login_required
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Hand out everything held about the member, as one archive of open files."""
    response = HttpResponse(archive(actor=actor_of(request)), content_type="application/zip")
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{day}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is untyped
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Say what will go and what stays; on the member's word, erase and sign out."""
    own = own_account(viewer_of_request(request))
    if own.member is None:
        raise NotVisible
    understood = request.POST.get("understood") == "yes"
    if request.method == "POST" and understood:
        erase_own_data(actor=actor_of(request))
        logout(request)
        messages.success(request, _("已经删除。谢谢您来过。"))
        return redirect("account_login")
    return render(request, "member/account/erase.html", {"own": own, "unticked": request.method == "POST"})
