"""Web member, feature portrait: views. The member's own portrait; nobody else's can be asked for here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from redcloud.apps.discussions.queries import own_subjects
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import Member
from redcloud.apps.portrait import actions, queries
from redcloud.apps.records.queries import accounts_offered
from redcloud.web.member.portrait import files, forms
from redcloud.web.member.portrait.page import page_of, records_of, sections_of, view_of
from redcloud.web.member.portrait.stating import HIDDEN
from redcloud.web.member.portrait.words import REASONS
from redcloud.web.ui.requests import actor_of, viewer_of_request


@require_safe
@never_cache
def portrait(request: HttpRequest) -> HttpResponse:
    """Show the viewer's own portrait."""
    page = page_of(queries.portrait_of(viewer_of_request(request)))
    context = {
        "page": page,
        "just_hidden": request.session.pop(HIDDEN, None),
        "accounts_offered": accounts_offered(viewer_of_request(request)),
        "spoken": own_subjects(viewer_of_request(request)),
    }
    return render(request, "member/portrait/portrait.html", context)


@require_safe
@never_cache
def evidence(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show one line with the records behind it, and what the member can do about it."""
    found = queries.evidence_for(viewer_of_request(request), kind, key)
    context = {
        "line": view_of(found.line, found.portrait),
        "records": None if found.records is None else records_of(found.records),
        "share_days": forms.SHARE_DAYS,
        "member_uid": _member(request).uid,
    }
    return render(request, "member/portrait/evidence.html", context)


@require_safe
@never_cache
def looks(request: HttpRequest) -> HttpResponse:
    """Show who looked, when and why."""
    rows = [
        {"look": look, "reason": REASONS.get(look.reason, ""), "via": look.get_via_display()}
        for look in queries.looks_at(viewer_of_request(request))
    ]
    return render(request, "member/portrait/looks.html", {"rows": rows})


@require_safe
@never_cache
def printable(request: HttpRequest) -> HttpResponse:
    """Show the whole portrait on plain paper."""
    mine = queries.portrait_of(viewer_of_request(request))
    context = {
        "sections": sections_of(mine),
        "page": page_of(mine),
        "member": _member(request),
        "today": timezone.localdate(),
    }
    return render(request, "member/portrait/print.html", context)


@require_GET
@never_cache
def download(request: HttpRequest, form: str) -> HttpResponse:
    """Give the member the portrait as a JSON or CSV file."""
    mine = queries.portrait_of(viewer_of_request(request))
    if form == "json":
        answer: HttpResponse = JsonResponse(
            files.as_json(mine), json_dumps_params={"ensure_ascii": False, "indent": 2}
        )
    elif form == "csv":
        answer = HttpResponse(files.as_csv(mine), content_type="text/csv; charset=utf-8")
    else:
        raise NotVisible
    answer["Content-Disposition"] = f'attachment; filename="my-portrait.{form}"'
    return answer


@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Write, change or remove the note beside a line."""
    said = _said(forms.NoteForm(request.POST))
    actions.annotate(actor=actor_of(request), **said)
    messages.success(request, _("说明已保存。") if said["text"].strip() else _("说明已删除。"))
    return redirect("member-portrait-evidence", said["kind"], said["key"])


@require_POST
def dispute(request: HttpRequest) -> HttpResponse:
    """Raise a dispute about a line, or take it back."""
    said = _said(forms.DisputeForm(request.POST))
    act = actions.dispute if said.pop("wrong") else actions.withdraw_dispute
    act(actor=actor_of(request), **said)
    if act is actions.dispute:
        messages.success(request, _("已记下您的异议。从下一次发布起，这一行不再计入任何汇总数。"))
    else:
        messages.success(request, _("异议已撤回。"))
    return redirect("member-portrait-evidence", said["kind"], said["key"])


@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Share a line with the member's secretary for some days, or stop."""
    said = _said(forms.ShareForm(request.POST))
    days = said.pop("days")
    if not days:
        actions.stop_sharing(actor=actor_of(request), **said)
        messages.success(request, _("已停止分享，书记现在看不到这一行了。"))
    else:
        _share(request, said, days)
    return redirect("member-portrait-evidence", said["kind"], said["key"])


@require_safe
@never_cache
def shared(request: HttpRequest, member_uid: UUID) -> HttpResponse:
    """Show a secretary the lines that a member shares with them; the look is written down."""
    if not request.user.is_authenticated:
        raise NotVisible
    shown = actions.open_shared_lines(actor=actor_of(request), member_uid=member_uid)
    lines = [view_of(line, shown.portrait) for line in shown.portrait.lines]
    return render(request, "member/portrait/shared.html", {"member": shown.member, "lines": lines})


def _share(request: HttpRequest, said: dict[str, Any], days: int) -> None:
    try:
        actions.share(actor=actor_of(request), days=days, **said)
    except actions.NoBranch:
        messages.error(request, _("您现在不属于任何支部，没有可以分享的书记。"))
    else:
        messages.success(request, _("已分享给您所在支部的书记，到期自动停止。"))


def _said(form: forms.LineForm) -> dict[str, Any]:
    if not form.is_valid():
        raise NotVisible
    return dict(form.cleaned_data)


def _member(request: HttpRequest) -> Member:
    viewer: Viewer = viewer_of_request(request)
    member = Member.objects.filter(pk=viewer.member_id).first() if viewer.member_id else None
    if member is None:
        raise NotVisible
    return member
