"""Web branch, feature questions. In: one of the committee. Out: questions, the records behind each."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redcloud.apps.outlook.queries import OwnQuestion, questions_for
from redcloud.web.ui.requests import viewer_of_request


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in words."""

    sentence: str
    own: OwnQuestion


@login_required
@require_safe
def own_questions(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Show the questions of the last year; they are for this branch's committee and for nobody else."""
    branch, found = questions_for(viewer_of_request(request), branch_id, timezone.localdate())
    asked = [Asked(sentence_of(one), one) for one in found]
    return render(request, "branch/questions/questions.html", {"branch": branch, "asked": asked})


def sentence_of(one: OwnQuestion) -> str:
    """The question in words."""
    number = {"number": one.question.number}
    return {
        "alike_minutes": _("这两份会议记录有 %(number)d%% 的字句相同，是同样的内容，还是照抄了？") % number,
        "late_roll": _("会后 %(number)d 天才点名，当时的人数还记得准吗？") % number,
        "always_complete": _("连续 %(number)d 次都是全员到会，是真的都来了，还是为了好看？") % number,
        "nothing_decided": _("连续 %(number)d 次会议没有写下决定，是没有要定的事，还是忘了写？") % number,
        "short_session": _("要学的内容比会议长 %(number)d 分钟，是学完了，还是只列了题目？") % number,
        "need_back": _("办结 %(number)d 天以后，同一个地方又提了差不多的诉求，上次真的解决了吗？") % number,
    }[one.question.code]
