"""Web office, feature courses: the bank of questions, and one question in it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from redcloud.apps.people.access import library_edited_by
from redcloud.apps.study.actions import QuestionDraft, add_question, change_question
from redcloud.apps.study.models import Kind, Question, Quiz
from redcloud.apps.study.queries import bank_edited_by, question_edited_by, quiz_edited_by
from redcloud.web.office.courses.forms import ChoiceForms, QuestionForm, choice_rows
from redcloud.web.ui.requests import actor_of, number_in, uid_in, viewer_of_request


@require_safe
def bank(request: HttpRequest) -> HttpResponse:
    """Show the questions of the organisation's bank."""
    words = request.GET.get("q", "")[:80].strip()
    number = number_in(request.GET.get("page", "")) or 1
    page, near = bank_edited_by(viewer_of_request(request), words, number)
    context = {"page": page, "near": near, "words": words, "kinds": Kind.choices}
    return render(request, "office/courses/bank.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a question: into the bank, and at the end of a quiz where the address names one."""
    viewer = viewer_of_request(request)
    root = library_edited_by(viewer)
    named = uid_in(request.GET.get("quiz", ""))
    quiz = quiz_edited_by(viewer, named) if named else None
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else Kind.SINGLE.value
    page = QuestionPage(request, kind, None)
    if draft := page.draft():
        try:
            add_question(actor=actor_of(request), root=root, draft=draft, quiz=quiz)
        except ValidationError as wrong:
            page.form.refuse(wrong)
        else:
            messages.success(request, _("已添加。"))
            return redirect("library-quiz", quiz.uid) if quiz else redirect("library-questions")
    return page.shown(quiz)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a question of the bank; the address may name the quiz to go back to."""
    viewer = viewer_of_request(request)
    question = question_edited_by(viewer, uid)
    named = uid_in(request.GET.get("quiz", ""))
    quiz = quiz_edited_by(viewer, named) if named else None
    page = QuestionPage(request, question.kind, question)
    if draft := page.draft():
        try:
            change_question(actor=actor_of(request), question=question, draft=draft)
        except ValidationError as wrong:
            page.form.refuse(wrong)
        else:
            messages.success(request, _("已保存。已发布的小测要重新发布后才会变。"))
            return redirect("library-quiz", quiz.uid) if quiz else redirect("library-questions")
    return page.shown(quiz)


class QuestionPage:
    """The form of a question and the rows of its choices."""

    def __init__(self, request: HttpRequest, kind: str, question: Question | None) -> None:
        self.request, self.kind, self.question = request, kind, question
        entered = request.POST if request.method == "POST" else None
        self.form = QuestionForm(entered, kind=kind, question=question)
        self.has_choices = kind in (Kind.SINGLE, Kind.MULTIPLE)
        initial = choice_rows(question) if self.has_choices else []
        self.rows = ChoiceForms(entered, initial=initial, prefix="choice") if self.has_choices else None

    def draft(self) -> QuestionDraft | None:
        """What was entered; None before anything was, and where a field is wrong."""
        if self.request.method != "POST":
            return None
        rows_good = self.rows is None or self.rows.is_valid()
        if not self.form.is_valid() or not rows_good:
            return None
        return self.form.draft([row.cleaned_data for row in self.rows] if self.rows else [])

    def shown(self, quiz: Quiz | None) -> HttpResponse:
        """The page."""
        context = {
            "form": self.form,
            "rows": self.rows,
            "kind": Kind(self.kind).label,
            "kind_code": self.kind,
            "question": self.question,
            "quiz": quiz,
        }
        return render(self.request, "office/courses/question.html", context)
