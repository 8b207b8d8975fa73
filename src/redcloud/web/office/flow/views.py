"""Web office, feature flow. In: an administrator. Out: where statements go, and how long they stay."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redcloud.apps.people.access import administered_by
from redcloud.apps.people.models import Organisation
from redcloud.apps.records.actions import add_target, keep_for, send_again, stop_target
from redcloud.apps.records.queries.forwarding import months_kept, refused_forwards, targets_of
from redcloud.web.office.flow.forms import RetentionForm, TargetForm
from redcloud.web.ui.requests import actor_of, viewer_of_request


def _page(
    request: HttpRequest, root: Organisation, form: TargetForm, kept_form: RetentionForm, status: int = 200
) -> HttpResponse:
    page = {
        "root": root,
        "form": form,
        "kept_form": kept_form,
        "targets": targets_of(root),
        "refused": refused_forwards(root),
    }
    return render(request, "office/flow/flow.html", page, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def flow(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show where statements go, and add a store that is told."""
    root = administered_by(viewer_of_request(request), organisation_id)
    form = TargetForm(request.POST or None, root)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        add_target(
            actor=actor_of(request),
            root=root,
            name=given["name"],
            endpoint=given["endpoint"],
            approver=given["approver"],
            purpose=given["purpose"],
            expires_at=given["until"],
        )
        messages.success(request, _("已开始转送。从现在起存入的记录会送到那里，以前的不会。"))
        return redirect("office-flow", root.pk)
    return _page(request, root, form, RetentionForm(initial={"months": months_kept(root)}))


@login_required
@never_cache
@require_POST
def kept(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Decide how long statements are kept."""
    root = administered_by(viewer_of_request(request), organisation_id)
    form = RetentionForm(request.POST)
    if not form.is_valid():
        return _page(request, root, TargetForm(None, root), form, status=400)
    keep_for(actor=actor_of(request), root=root, months=form.cleaned_data["months"])
    messages.success(request, _("已保存。今天夜里开始按新的期限删除，在那以前可以改回来。"))
    return redirect("office-flow", root.pk)


@login_required
@never_cache
@require_POST
def stop(request: HttpRequest, organisation_id: int, target_id: int) -> HttpResponse:
    """Stop telling a store."""
    root = administered_by(viewer_of_request(request), organisation_id)
    stop_target(actor=actor_of(request), root=root, target_id=target_id)
    messages.success(request, _("已停止转送，排队的记录不再送出。"))
    return redirect("office-flow", root.pk)


@login_required
@never_cache
@require_POST
def again(request: HttpRequest, organisation_id: int, target_id: int) -> HttpResponse:
    """Send again what a store refused."""
    root = administered_by(viewer_of_request(request), organisation_id)
    count = send_again(actor=actor_of(request), root=root, target_id=target_id)
    said = ngettext(
        "%(count)s 条记录重新排队，马上再送一次。", "%(count)s 条记录重新排队，马上再送一次。", count
    )
    messages.success(request, said % {"count": count})
    return redirect("office-flow", root.pk)
