"""Stage study: publishes quizzes. A quiz as it stands in, a version that is never changed out."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from redcloud.apps.people.audit import record
from redcloud.apps.people.models import User
from redcloud.apps.study.actions.quizzes import (
    QuestionDraft,
    add_question,
    change_question,
    place_question,
    quiz_of,
)
from redcloud.apps.study.actions.review import ask, check_approved, hand_back
from redcloud.apps.study.models import Course, Item, Quiz, QuizVersion
from redcloud.apps.study.queries.editing import as_kept
from redcloud.engine.study import quizzes as engine


@transaction.atomic
def publish_quiz(*, actor: User | None, quiz: Quiz) -> QuizVersion:
    """Publish the quiz as it stands: a new version, unless it is what the last one says.

    Raises
    ------
    ValidationError
        If it has no question, or a second person has not approved it.
    """
    questions = _whole(quiz)
    check_approved(actor, quiz)
    newest = quiz.versions.order_by("-number").first()
    if newest is None or newest.questions != questions:
        number = newest.number + 1 if newest else 1
        newest = QuizVersion.objects.create(quiz=quiz, number=number, questions=questions, published_by=actor)
    quiz.current = newest
    quiz.no_longer_asked()
    quiz.save(update_fields=["current", "asked_by", "asked_at"])
    record(actor=actor, action="study.publish_quiz", target=quiz, organisation=quiz.root)
    return newest


def _whole(quiz: Quiz) -> list[object]:
    questions = [place.question.asked for place in quiz.places.select_related("question")]
    if not questions:
        raise ValidationError(_("请先出至少一道题。"))
    kept: list[object] = as_kept(engine.to_json(questions))
    return kept


@transaction.atomic
def take_off_quiz(*, actor: User, quiz: Quiz) -> Quiz:
    """Take a quiz off: nobody is asked any more. Its versions stay, and what members keep of them."""
    quiz.current = None
    quiz.save(update_fields=["current"])
    record(actor=actor, action="study.take_off_quiz", target=quiz, organisation=quiz.root)
    return quiz


@transaction.atomic
def put_back_quiz(*, actor: User, quiz: Quiz) -> Quiz:
    """Undo ``take_off_quiz``: the last version that was published is in force again."""
    quiz.current = quiz.versions.order_by("-number").first()
    quiz.save(update_fields=["current"])
    record(actor=actor, action="study.put_back_quiz", target=quiz, organisation=quiz.root)
    return quiz


@transaction.atomic
def ask_for_quiz(*, actor: User, quiz: Quiz) -> Quiz:
    """Ask a second person to look at a quiz and publish it.

    Raises
    ------
    ValidationError
        If it has no question.
    """
    _whole(quiz)
    ask(actor, quiz)
    record(actor=actor, action="study.ask_for_quiz", target=quiz, organisation=quiz.root)
    return quiz


@transaction.atomic
def hand_back_quiz(*, actor: User, quiz: Quiz) -> Quiz:
    """Give a quiz back that waits for a second person, or take the asking back."""
    hand_back(quiz)
    record(actor=actor, action="study.hand_back_quiz", target=quiz, organisation=quiz.root)
    return quiz


@transaction.atomic
def write_quiz(*, actor: User | None, of: Item | Course, questions: Sequence[engine.Question]) -> Quiz:
    """Make the quiz of an item or course what an import says, and publish it.

    A question that stood at the same place with the same words stays the same question of the bank.
    """
    quiz = quiz_of(actor=actor, of=of)
    standing = {place.question.text: place.question for place in quiz.places.select_related("question")}
    quiz.places.all().delete()
    for question in questions:
        known = standing.pop(question.text, None)
        draft = QuestionDraft.of(question)
        if known is not None:
            place_question(actor, quiz, change_question(actor=actor, question=known, draft=draft))
        else:
            add_question(actor=actor, root=of.root, draft=draft, quiz=quiz)
    publish_quiz(actor=actor, quiz=quiz)
    return quiz
