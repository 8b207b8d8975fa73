"""Stage study: writes of quizzes and of the bank of questions. An editor's words in, quizzes out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from redcloud.apps.people.access import Viewer
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.actions.review import hand_back
from redcloud.apps.study.faults import said
from redcloud.apps.study.models import MOST_QUESTIONS, Course, Item, Question, Quiz, QuizQuestion
from redcloud.apps.study.queries.editing import as_kept, question_edited_by, quiz_edited_by
from redcloud.apps.study.search import index
from redcloud.engine.study import quizzes as engine
from redcloud.engine.study.languages import language_of

_OF_CHOICES = frozenset(
    {
        *("too_few_choices", "too_many_choices", "choice_without_text", "choices_alike"),
        *("none_right", "more_than_one_right"),
    }
)


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """What an editor enters for a question; a choice keeps its key when it is changed."""

    kind: engine.QuestionKind
    text: str
    choices: tuple[engine.Choice, ...] = ()
    accepted: tuple[str, ...] = ()
    when_right: str = ""
    when_other: str = ""
    # Empty: guessed from the words.
    language: str = ""

    @classmethod
    def of(cls, question: engine.Question) -> QuestionDraft:
        """The draft that makes a question of the engine."""
        return cls(
            question.kind,
            question.text,
            question.choices,
            question.accepted,
            question.when_right,
            question.when_other,
            question.language,
        )


@transaction.atomic
def quiz_of(*, actor: User | None, of: Item | Course) -> Quiz:
    """The quiz of an item or course, made where there is none yet; it has no questions then."""
    key = {"item": of} if isinstance(of, Item) else {"course": of}
    quiz, made = Quiz.objects.select_related("root").get_or_create(**key, defaults={"root": of.root})
    if made:
        record(actor=actor, action="study.make_quiz", target=quiz, organisation=of.root)
    return quiz


@transaction.atomic
def add_question(
    *, actor: User | None, root: Organisation, draft: QuestionDraft, quiz: Quiz | None = None
) -> Question:
    """Add a question to the bank of a root, and to the end of a quiz where one is named.

    Raises
    ------
    ValidationError
        If it cannot be asked; keyed by field.
    """
    question = Question(root=root, made_by=actor)
    _write(question, draft)
    record(actor=actor, action="study.make_question", target=question, organisation=root)
    if quiz is not None:
        place_question(actor, quiz, question)
    return question


@transaction.atomic
def change_question(*, actor: User | None, question: Question, draft: QuestionDraft) -> Question:
    """Change a question wherever it is asked; quizzes that are published change with their next version.

    Raises
    ------
    ValidationError
        If it can no longer be asked; keyed by field.
    """
    _write(question, draft)
    Quiz.objects.filter(places__question=question).update(asked_by=None, asked_at=None)
    record(actor=actor, action="study.change_question", target=question, organisation=question.root)
    return question


def _write(question: Question, draft: QuestionDraft) -> None:
    asked = engine.Question(
        question.uid.hex,
        draft.kind,
        draft.text.replace("\r\n", "\n").strip(),
        draft.choices,
        draft.accepted,
        draft.when_right.strip(),
        draft.when_other.strip(),
        draft.language or language_of(_words_of(draft)),
    )
    if wrong := engine.faults(asked):
        raise ValidationError({_field_of(code): said(code) for code in reversed(wrong)})
    [kept] = engine.to_json([asked])
    for name, value in kept.items():
        if name != "key":
            setattr(question, name, as_kept(value))
    question.updated_at = timezone.now()
    question.full_clean()
    question.save()
    index(question)


def _words_of(draft: QuestionDraft) -> str:
    """Everything that a question says, to guess its language by."""
    choices = [said for choice in draft.choices for said in (choice.text, choice.feedback)]
    return "\n".join([draft.text, *choices, draft.when_right, draft.when_other])


def _field_of(code: str) -> str:
    if code == "no_text":
        return "text"
    return "choices" if code in _OF_CHOICES else "accepted"


@transaction.atomic
def draw_question(*, actor: User, viewer: Viewer, quiz_uid: UUID, question_uid: UUID) -> Quiz:
    """Put a question of the bank at the end of a quiz.

    Raises
    ------
    NotVisible
        For somebody who does not edit both.
    ValidationError
        If the quiz is full, or asks it already.
    """
    quiz = _locked(viewer, quiz_uid)
    place_question(actor, quiz, question_edited_by(viewer, question_uid))
    return quiz


def place_question(actor: User | None, quiz: Quiz, question: Question) -> None:
    """Put a question at the end of a quiz, inside the caller's transaction."""
    places = list(quiz.places.all())
    if len(places) >= MOST_QUESTIONS:
        raise ValidationError(_("一份小测最多 %(most)d 题。") % {"most": MOST_QUESTIONS})
    if any(place.question_id == question.pk for place in places):
        raise ValidationError(_("这道题已经在小测里了。"))
    last = places[-1].position if places else 0
    QuizQuestion.objects.create(quiz=quiz, question=question, position=last + 1)
    note_change(actor, quiz)


@transaction.atomic
def move_question(*, actor: User, viewer: Viewer, quiz_uid: UUID, question_uid: UUID, by: int) -> Quiz:
    """Move a question up (``by`` -1) or down (1); at an end it stays.

    Raises
    ------
    NotVisible
    """
    quiz = _locked(viewer, quiz_uid)
    places = list(quiz.places.select_related("question"))
    at = next((n for n, place in enumerate(places) if place.question.uid == question_uid), None)
    if at is not None and 0 <= at + by < len(places):
        places.insert(at + by, places.pop(at))
        for number, place in enumerate(places, start=1):
            place.position = number
        QuizQuestion.objects.bulk_update(places, ["position"])
        note_change(actor, quiz)
    return quiz


@transaction.atomic
def remove_question(*, actor: User, viewer: Viewer, quiz_uid: UUID, question_uid: UUID) -> Quiz:
    """Take a question out of a quiz; it stays in the bank.

    Raises
    ------
    NotVisible
    """
    quiz = _locked(viewer, quiz_uid)
    quiz.places.filter(question__uid=question_uid).delete()
    note_change(actor, quiz)
    return quiz


def _locked(viewer: Viewer, uid: UUID) -> Quiz:
    quiz = quiz_edited_by(viewer, uid)
    return Quiz.objects.select_for_update(of=("self",)).select_related("root").get(pk=quiz.pk)


def note_change(actor: User | None, quiz: Quiz) -> None:
    """A change takes an asked review back, and is written down."""
    hand_back(quiz)
    record(actor=actor, action="study.change_quiz", target=quiz, organisation=quiz.root)
