"""Web branch, feature meetings: the roll, called once by the chair on a phone, with or without scripts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redcloud.apps.life.actions import take_roll
from redcloud.apps.life.queries import roll_sheet
from redcloud.web.ui.requests import actor_of, viewer_of_request

PREFIX = "mark-"


@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the names to call, and take the roll."""
    viewer = viewer_of_request(request)
    sheet = roll_sheet(viewer, uid)
    if not sheet.open:
        messages.info(
            request,
            _("这次会议现在不能点名：会议当天由主持人点；更正过一次、记录确认以后都不再改。"),
        )
        return redirect("meeting", uid)
    if request.method != "POST":
        return render(request, "branch/meetings/roll.html", {"sheet": sheet})
    try:
        taken = take_roll(actor=actor_of(request), viewer=viewer, uid=uid, marks=_marks(request))
    except ValueError as refused:
        messages.warning(request, _message(str(refused)))
        return redirect("meeting-roll", uid)
    messages.success(
        request,
        _("点名完成：应到 %(due)d 人，实到 %(present)d 人，请假 %(excused)d 人。")
        % {"due": taken.due, "present": taken.present, "excused": taken.excused},
    )
    return redirect("meeting", uid)


def _marks(request: HttpRequest) -> dict[UUID, str]:
    """The marks by member; a field that is not one of ours raises ``ValueError``."""
    return {
        UUID(name.removeprefix(PREFIX)): str(value)
        for name, value in request.POST.items()
        if name.startswith(PREFIX)
    }


def _message(code: str) -> str:
    if code == "more_votes_noted":
        return _("会议记录里有一项决定的赞成票比改过的到会人数还多。请先改会议记录里的票数，再更正点名。")
    return _("名单已经变了，请重新点名。")
