"""Web member, feature courses: a quiz is answered on one page, with feedback on the same page.

The answers come in a POST and the feedback is its answer: nothing is stored between, and no cache keeps it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from redcloud.apps.people.access import Viewer
from redcloud.apps.study.actions import Taken, drop_answers, keep_answers, take_quiz
from redcloud.apps.study.actions.answering import looked_at
from redcloud.apps.study.models import Item
from redcloud.apps.study.queries import QuizView, courses_with, quiz_visible_to
from redcloud.web.ui.quizzes import answers_in, blank_lines, checked_lines, other_language, version_in
from redcloud.web.ui.requests import actor_of, viewer_of_request


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a quiz; a POST answers it, keeps what was answered or drops what was kept."""
    viewer = viewer_of_request(request)
    if request.method == "POST":
        return _shown(request, viewer, **_acted(request, viewer, uid))
    page = quiz_visible_to(viewer, uid)
    if "kept" in request.GET and page.kept is not None:
        kept = looked_at(page, page.kept.version.number, page.kept.answers)
        return _shown(request, viewer, page=page, taken=kept, said="kept")
    return _shown(request, viewer, page=page)


def _acted(request: HttpRequest, viewer: Viewer, uid: UUID) -> dict[str, Any]:
    """Do what the button says; what the page shows afterwards."""
    actor, do = actor_of(request), request.POST.get("do", "")
    number, answers = version_in(request.POST), answers_in(request.POST)
    if do == "drop":
        dropped = drop_answers(actor=actor, viewer=viewer, uid=uid)
        page = quiz_visible_to(viewer, uid)
        taken = looked_at(page, dropped.version.number, dropped.answers) if dropped else None
        return {"page": page, "taken": taken, "said": "dropped" if dropped else ""}
    if do == "keep":
        kept = keep_answers(actor=actor, viewer=viewer, uid=uid, number=number, answers=answers)
        page = quiz_visible_to(viewer, uid)
        return {"page": page, "taken": looked_at(page, kept.version.number, kept.answers), "said": "kept-now"}
    taken = take_quiz(actor=actor, viewer=viewer, uid=uid, number=number, answers=answers)
    return {"page": taken.quiz, "taken": taken, "said": "open" if taken.open else "done"}


def _shown(
    request: HttpRequest, viewer: Viewer, page: QuizView, taken: Taken | None = None, said: str = ""
) -> HttpResponse:
    version = taken.version if taken else page.version
    lines = checked_lines(taken.checked) if taken else blank_lines(page.questions)
    context = {
        "page": page,
        "of_item": isinstance(page.of, Item),
        "version": version,
        "is_older": version != page.version,
        "lines": lines,
        "other_language": other_language(line.question for line in lines),
        "taken": taken,
        "said": said,
        "places": courses_with(viewer, page.of) if said == "done" and isinstance(page.of, Item) else [],
    }
    return render(request, "member/courses/quiz.html", context)
