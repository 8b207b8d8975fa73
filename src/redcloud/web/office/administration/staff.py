"""Web office, feature administration: who edits and administers. In: a number and a role. Out: a list."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redcloud.apps.people.access import administered_by
from redcloud.apps.people.administration import (
    StaffRefused,
    end_staff_role,
    give_staff_role,
    staff_of,
)
from redcloud.web.office.administration.forms import EndForm, StaffForm
from redcloud.web.ui.requests import actor_of, viewer_of_request

REFUSED: dict[str, Promise] = {
    "unknown": gettext_lazy("名册里没有这个编号，也没有叫这个名字的人。请核对；还不在名册里的，先导入名册。"),
    "several": gettext_lazy("有几个人都叫这个名字。请写编号。"),
    "last": gettext_lazy("这是最后一位管理员。请先指定另一位，再结束这一位。"),
}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show who has a role for the whole organisation, and give one."""
    viewer = viewer_of_request(request)
    root = administered_by(viewer, organisation_id)
    form = StaffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            member = give_staff_role(
                actor=actor_of(request), viewer=viewer, root_id=root.pk, **form.cleaned_data
            )
        except StaffRefused as refused:
            form.add_error("who", str(REFUSED[refused.code]))
        else:
            messages.success(request, _given(member.user_id is not None))
            return redirect("office-staff", root.pk)
    page = {"root": root, "form": form, "lines": staff_of(viewer, root.pk)}
    return render(request, "office/administration/staff.html", page, status=422 if form.errors else 200)


def _given(has_account: bool) -> str:
    if has_account:
        return _("已指定，马上生效。")
    return _("已指定，开通账户以后生效。激活码由您给：在“管理”里制作。")


@login_required
@require_POST
def end(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """End a role; who ended it by mistake gives it again."""
    form = EndForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else ""
    try:
        end_staff_role(
            actor=actor_of(request), viewer=viewer_of_request(request), root_id=organisation_id, key=key
        )
    except StaffRefused as refused:
        messages.warning(request, str(REFUSED[refused.code]))
    else:
        messages.success(request, _("已结束。点错了的话，在下面再指定一次就行。"))
    return redirect("office-staff", organisation_id)
