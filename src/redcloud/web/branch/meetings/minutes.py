"""Web branch, feature meetings: the minutes, drafted from what the platform knows already."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redcloud.apps.life.actions import confirm_minutes, keep_minutes
from redcloud.apps.life.queries import minutes_sheet
from redcloud.web.branch.meetings.forms import DecisionFormSet, MinutesForm
from redcloud.web.ui.requests import actor_of, viewer_of_request


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write, keep and confirm the minutes of a meeting that was held."""
    viewer = viewer_of_request(request)
    sheet = minutes_sheet(viewer, uid)
    if not sheet.open:
        messages.info(request, _("会议召开后才能写记录；确认后的记录不再修改。"))
        return redirect("meeting", uid)
    form = MinutesForm(request.POST or None, initial={"text": sheet.text})
    rows = DecisionFormSet(
        request.POST or None,
        initial=[{"text": one.text, "votes_for": one.votes_for} for one in sheet.decisions],
    )
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            _keep(request, uid, form, rows)
        except ValueError as error:
            form.add_error(None, _message(str(error)))
        else:
            return redirect("meeting", uid)
    ticked = _topics(request) if request.method == "POST" else sheet.chosen
    page = {"sheet": sheet, "form": form, "rows": rows, "ticked": ticked}
    return render(request, "branch/meetings/minutes.html", page)


def _keep(request: HttpRequest, uid: UUID, form: MinutesForm, rows: DecisionFormSet) -> None:  # type: ignore[valid-type]  # a formset is made at run time
    actor, viewer = actor_of(request), viewer_of_request(request)
    decisions = [row.draft() for row in rows]  # type: ignore[attr-defined]  # of our own form
    topics = _topics(request)
    text = form.cleaned_data["text"]
    keep_minutes(actor=actor, viewer=viewer, uid=uid, text=text, decisions=decisions, topics=topics)
    if "confirm" in request.POST:
        confirm_minutes(actor=actor, viewer=viewer, uid=uid)
        messages.success(request, _("会议记录已确认。"))
    else:
        messages.success(request, _("已保存草稿。"))


def _topics(request: HttpRequest) -> frozenset[int]:
    return frozenset(int(key) for key in request.POST.getlist("topics") if key.isascii() and key.isdecimal())


def _message(code: str) -> str:
    return {
        "too_many_votes": _("赞成票比到会有表决权的人数还多，请核对。"),
        "empty": _("记录还是空的，写几句再确认。"),
    }.get(code, _("记录的状态已经变了，请回到会议页面看看。"))
