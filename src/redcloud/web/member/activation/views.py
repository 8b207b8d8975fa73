"""Web member, feature activation. In: a code and what the member chose. Out: a signed-in member."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from redcloud.apps.people.activation import CodeRefused, NameTaken, activate
from redcloud.apps.people.models import User
from redcloud.web.member.activation.forms import CODE_REFUSED, ActivationForm

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@sensitive_post_parameters("code", "password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activation(request: HttpRequest) -> HttpResponse:
    """Show the form, or make the account and sign in."""
    form = ActivationForm(request.POST or None)
    if form.is_valid():
        user = _activate(form)
        if user is not None:
            login(request, user, backend=BACKEND)
            messages.success(request, _("账户开通了。以后用刚才的用户名和密码登录。"))
            return redirect("start")
    return render(request, "member/activation/activation.html", {"form": form})


def _activate(form: ActivationForm) -> User | None:
    data = form.cleaned_data
    try:
        return activate(
            code=data["code"],
            username=data["username"],
            password=data["password"],
            email=data["email"],
            answers=form.answers(),
            slips_allowed=data["slips_allowed"],
        )
    except CodeRefused:
        form.add_error("code", str(CODE_REFUSED))
    except NameTaken:
        form.add_error("username", _("这个用户名已经有人用了，请换一个。"))
    except ValidationError as weak:
        form.add_error("password", weak)
    return None
