"""Web member, feature slips. In: a code from paper, a password. Out: the password set; nobody signed in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from redcloud.apps.people.activation import CodeRefused
from redcloud.apps.people.models import User
from redcloud.apps.people.slips import SlipEarly, allow_slips, stop_slips, use_slip
from redcloud.web.member.slips.forms import SLIP_REFUSED, NewPasswordForm
from redcloud.web.ui.requests import actor_of, viewer_of_request


@sensitive_post_parameters("code", "password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Show the form, or set the password and say under which name to sign in."""
    form = NewPasswordForm(request.POST or None)
    user = _use(form) if form.is_valid() else None
    if user is not None:
        messages.success(
            request,
            _("新密码设好了，以前登录过的地方都已退出。您的用户名是 %(name)s。") % {"name": user.username},
        )
        return redirect("account_login")
    return render(request, "member/slips/new_password.html", {"form": form})


@login_required
@require_POST
def allow(request: HttpRequest) -> HttpResponse:
    """The member says whether their branch may print slips for them."""
    allowed = request.POST.get("allowed") == "yes"
    allow_slips(actor=actor_of(request), viewer=viewer_of_request(request), allowed=allowed)
    messages.success(request, _("已经打开。") if allowed else _("已经关上，没有用过的单子都作废了。"))
    return redirect("account")


@login_required
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """The member stops a slip that they did not ask for."""
    if stop_slips(actor=actor_of(request), viewer=viewer_of_request(request)):
        messages.success(request, _("已经作废，那张单子不能再用。"))
    else:
        messages.info(request, _("没有还能用的重设密码单。"))
    return redirect("account")


def _use(form: NewPasswordForm) -> User | None:
    try:
        return use_slip(code=form.cleaned_data["code"], password=form.cleaned_data["password"])
    except CodeRefused:
        form.add_error("code", str(SLIP_REFUSED))
    except SlipEarly as early:
        said = _("码是对的，%(moment)s 起才能用：留一天，让本人能看到并作废不是自己要的。")
        moment = date_format(timezone.localtime(early.usable_from), _("Y年n月j日 H:i"))
        form.add_error("code", said % {"moment": moment})
    except ValidationError as weak:
        form.add_error("password", weak)
    return None
