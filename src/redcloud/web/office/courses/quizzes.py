"""Web office, feature courses: a quiz is put together, tried out as learners see it, and published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcloud.apps.study import actions as study
from redcloud.apps.study.models import Kind
from redcloud.apps.study.queries import (
    course_edited_by,
    item_edited_by,
    questions_for_quiz,
    quiz_edited_by,
    quiz_to_edit,
)
from redcloud.engine.study.quizzes import check_all
from redcloud.web.office.courses.views import run
from redcloud.web.ui.quizzes import answers_in, blank_lines, checked_lines, other_language
from redcloud.web.ui.requests import actor_of, uid_in, viewer_of_request


@require_POST
def of_item(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go to the quiz of an item; there is one from then on."""
    item = item_edited_by(viewer_of_request(request), uid)
    return redirect("library-quiz", study.quiz_of(actor=actor_of(request), of=item).uid)


@require_POST
def of_course(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go to the quiz at the end of a course; there is one from then on."""
    course = course_edited_by(viewer_of_request(request), uid)
    return redirect("library-quiz", study.quiz_of(actor=actor_of(request), of=course).uid)


@require_safe
def quiz(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a quiz to be put together."""
    viewer = viewer_of_request(request)
    page = quiz_to_edit(viewer, uid)
    words = request.GET.get("q", "")[:80].strip()
    context = {
        "page": page,
        "kinds": Kind.choices,
        "words": words,
        "offered": questions_for_quiz(viewer, page.quiz, words),
        "off": "off" in request.GET and page.quiz.current is None,
        "moved": uid_in(request.GET.get("moved", "")),
        "by": request.GET.get("by", ""),
    }
    return render(request, "office/courses/quiz.html", context)


@require_POST
def order(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Draw a question of the bank, move one, or take one out."""
    viewer, do = viewer_of_request(request), request.POST.get("do", "")
    quiz_edited_by(viewer, uid)
    question = uid_in(request.POST.get("question", ""))
    if question is not None:
        named: dict[str, Any] = {
            "actor": actor_of(request),
            "viewer": viewer,
            "quiz_uid": uid,
            "question_uid": question,
        }
        steps: dict[str, tuple[Callable[[], object], str]] = {
            "up": (lambda: study.move_question(**named, by=-1), ""),
            "down": (lambda: study.move_question(**named, by=1), ""),
            "draw": (lambda: study.draw_question(**named), ""),
            "remove": (
                lambda: study.remove_question(**named),
                _("已移出小测；题目还在题库里，可以再加回来。"),
            ),
        }
        if do in steps:
            run(request, *steps[do])
    focus = f"?{urlencode({'moved': question, 'by': do})}" if do in ("up", "down") else "#questions"
    return redirect(reverse("library-quiz", args=[uid]) + focus)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the quiz as learners will see it; trying it out stores nothing."""
    page = quiz_to_edit(viewer_of_request(request), uid)
    questions = [place.question.asked for place in page.places]
    if request.method == "POST":
        lines = checked_lines(check_all(questions, answers_in(request.POST)))
    else:
        lines = blank_lines(questions)
    context = {"page": page, "lines": lines, "other_language": other_language(questions)}
    return render(request, "office/courses/preview.html", context)


@require_POST
def state(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Publish, ask for a second look, hand back, take off or put back."""
    found = quiz_edited_by(viewer_of_request(request), uid)
    actor, do = actor_of(request), request.POST.get("do", "")
    steps: dict[str, tuple[Callable[[], object], str]] = {
        "publish": (lambda: study.publish_quiz(actor=actor, quiz=found), _("已发布。")),
        "ask": (lambda: study.ask_for_quiz(actor=actor, quiz=found), _("已提交，等另一位编辑审核。")),
        "hand-back": (lambda: study.hand_back_quiz(actor=actor, quiz=found), _("已退回修改。")),
        "put-back": (lambda: study.put_back_quiz(actor=actor, quiz=found), _("已重新发布。")),
        "take-off": (lambda: study.take_off_quiz(actor=actor, quiz=found), ""),
    }
    if do in steps and run(request, *steps[do]) and do == "take-off":
        return redirect(reverse("library-quiz", args=[uid]) + "?off=yes")
    return redirect("library-quiz", uid)
