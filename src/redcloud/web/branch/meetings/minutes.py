"""Web branch, feature meetings: the minutes, drafted from what the platform knows already."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redcloud.apps.life.actions import confirm_minutes, keep_minutes
from redcloud.apps.life.queries import MinutesSheet, minutes_sheet, topic_boxes, version_of
from redcloud.web.branch.meetings.forms import DecisionForm, DecisionFormSet, MinutesForm
from redcloud.web.ui.requests import actor_of, number_in, viewer_of_request


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write, keep and confirm the minutes of a meeting that was held."""
    viewer = viewer_of_request(request)
    sheet = minutes_sheet(viewer, uid)
    if not sheet.open:
        messages.info(request, _("会议召开后才能写记录；确认后的记录不再修改。"))
        return redirect("meeting", uid)
    form = MinutesForm(request.POST or None)
    rows = DecisionFormSet(
        request.POST or None,
        initial=[{"text": one.text, "votes_for": one.votes_for} for one in sheet.decisions],
    )
    if request.method != "POST":
        form.initial = {"text": sheet.text, "seen": sheet.seen}
        return _page(request, sheet, form, rows, ticked=frozenset(one.pk for one in sheet.chosen))
    if form.is_valid() and rows.is_valid():
        try:
            _keep(request, uid, form, rows)
        except ValueError as error:
            return _refused(request, uid, form, rows, str(error))
        return redirect("meeting", uid)
    return _page(request, sheet, form, rows, ticked=_topics(request))


def _refused(
    request: HttpRequest, uid: UUID, form: MinutesForm, rows: forms.BaseFormSet[DecisionForm], code: str
) -> HttpResponse:
    """Show what was entered once more and say why it was not kept; after another's draft, with that draft."""
    form.add_error(None, _message(code))
    sheet = minutes_sheet(viewer_of_request(request), uid)
    changed = code == "changed"
    if changed:
        entered = request.POST.copy()
        entered["seen"] = sheet.seen
        form.data = entered
    return _page(request, sheet, form, rows, ticked=_topics(request), changed=changed)


def _page(
    request: HttpRequest,
    sheet: MinutesSheet,
    form: MinutesForm,
    rows: forms.BaseFormSet[DecisionForm],
    *,
    ticked: frozenset[int],
    changed: bool = False,
) -> HttpResponse:
    page = {
        "sheet": sheet,
        "form": form,
        "rows": rows,
        "ticked": ticked,
        "boxes": topic_boxes(sheet, str(form["text"].value() or "")),
        "changed": changed,
    }
    return render(request, "branch/meetings/minutes.html", page)


def _keep(request: HttpRequest, uid: UUID, form: MinutesForm, rows: forms.BaseFormSet[DecisionForm]) -> None:
    actor, viewer = actor_of(request), viewer_of_request(request)
    decisions = [row.draft() for row in rows]
    topics = _topics(request)
    text = form.cleaned_data["text"]
    seen = form.cleaned_data["seen"]
    kept = keep_minutes(
        actor=actor, viewer=viewer, uid=uid, text=text, decisions=decisions, topics=topics, seen=seen
    )
    if "confirm" in request.POST:
        confirm_minutes(actor=actor, viewer=viewer, uid=uid, seen=version_of(kept))
        messages.success(request, _("会议记录已确认。"))
    else:
        messages.success(request, _("已保存草稿。"))


def _topics(request: HttpRequest) -> frozenset[int]:
    named = (number_in(text) for text in request.POST.getlist("topics"))
    return frozenset(key for key in named if key is not None)


def _message(code: str) -> str:
    return {
        "too_many_votes": _("赞成票比到会有表决权的人数还多，请核对。"),
        "empty": _("记录还是空的，写几句再确认。"),
        "changed": _("您写的时候，另一位同志保存过这份记录。请对照下面的内容合并，再保存一次。"),
    }.get(code, _("记录的状态已经变了，请回到会议页面看看。"))
