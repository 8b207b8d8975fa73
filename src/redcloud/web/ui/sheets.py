"""Web ui: codes that are shown once, on slips to print and hand over. In: codes. Out: the page."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from redcloud.apps.people.activation import IssuedCode
from redcloud.web.ui.codes import code_of


def activation_sheet(request: HttpRequest, issued: Sequence[IssuedCode], *, back_url: str) -> HttpResponse:
    """Show the codes once. A phone reads the address from the drawing and nothing else."""
    address = settings.PUBLIC_URL.rstrip("/") + reverse("activate")
    page = {"issued": issued, "address": address, "drawing": code_of(address), "back_url": back_url}
    return render(request, "ui/activation_sheet.html", page)


def password_slip(request: HttpRequest, issued: IssuedCode, *, back_url: str) -> HttpResponse:
    """Show one slip for a new password once; its address says nothing but where to type the code."""
    address = settings.PUBLIC_URL.rstrip("/") + reverse("new-password")
    page = {"issued": issued, "address": address, "drawing": code_of(address), "back_url": back_url}
    return render(request, "ui/password_slip.html", page)


SLIP_REFUSED: dict[str, Promise] = {
    "no_account": gettext_lazy("这位同志还没有账户，请做一张激活码。"),
    "own": gettext_lazy("不能给自己做。想改密码，在“我的账户”里改。"),
    "closed": gettext_lazy(
        "这个账户不能用重设密码单：本人登记了邮箱，在登录页点“忘记密码”；或者没有同意由支部做，请维护人员帮忙。"
    ),
    "beyond": gettext_lazy(
        "这个账户另有职务，这里做不了：支部以外的职务请管理员做，管理员的请维护人员重设。"
    ),
}
"""Why there is no slip, in words."""
