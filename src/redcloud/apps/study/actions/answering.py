"""Stage study: answers to a quiz. What a member answered in, feedback out.

An answer is checked and forgotten. That every question was answered, right or not, completes the item or the
course with the same record as saying "done": it tells nothing of the answers, and a second time leaves
nothing (docs/adr/0016). Only a member who asks for it keeps the answers, and drops them again at will.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.people.access import Viewer
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import User
from redcloud.apps.records.actions import record_event, store_statements
from redcloud.apps.records.actions.events import OWN_AUTHORITY, SOURCE
from redcloud.apps.study.actions.progress import complete_item
from redcloud.apps.study.activities import course_activity, course_iri
from redcloud.apps.study.models import Course, Item, KeptAnswers, QuizVersion
from redcloud.apps.study.queries import own_member
from redcloud.apps.study.queries.courses import course_visible_to
from redcloud.apps.study.queries.marks import own_records
from redcloud.apps.study.queries.quizzes import QuizView, kept_answers, quiz_visible_to
from redcloud.engine.records.profile import build_voiding
from redcloud.engine.study.quizzes import Answers, Checked, check_all


@dataclass(frozen=True, slots=True)
class Taken:
    """A quiz with what was answered just now, for the eyes of whoever answered; stored nowhere."""

    quiz: QuizView
    version: QuizVersion
    checked: list[Checked]

    @property
    def open(self) -> int:
        """How many questions were not answered."""
        return sum(one.right is None for one in self.checked)

    @property
    def again(self) -> int:
        """How many answers are worth another thought."""
        return sum(one.right is False for one in self.checked)


@transaction.atomic
def take_quiz(
    *, actor: User, viewer: Viewer, uid: UUID, number: int, answers: Answers, when: datetime | None = None
) -> Taken:
    """Check a member's answers to a version of a quiz; once all are given, its item or course is done.

    Parameters
    ----------
    number
        The version that was shown: while somebody thought, a new one may have been published.

    Raises
    ------
    NotVisible
        If the quiz is not for this viewer, or the viewer is on no roster.
    """
    member = own_member(viewer)
    quiz = quiz_visible_to(viewer, uid)
    taken = looked_at(quiz, number, answers)
    if not taken.open:
        if isinstance(quiz.of, Item):
            complete_item(actor=actor, viewer=viewer, uid=quiz.of.uid, when=when)
        elif not own_records(member.pk, member.root, course_iri(quiz.of), "completed"):
            record_event(
                member=member,
                verb="completed",
                activity=course_activity(quiz.of),
                when=when or timezone.now(),
            )
            record(actor=actor, action="study.complete_item")
    return taken


def looked_at(quiz: QuizView, number: int, answers: Answers) -> Taken:
    """Check answers to a version of a quiz; the version in force where there is no such number."""
    version = quiz.quiz.versions.filter(number=number).first() or quiz.version
    return Taken(quiz, version, check_all(version.asked, answers))


@transaction.atomic
def keep_answers(*, actor: User, viewer: Viewer, uid: UUID, number: int, answers: Answers) -> KeptAnswers:
    """Keep what the member answered, for the member alone; what was kept of the quiz before goes.

    Raises
    ------
    NotVisible
        If the quiz is not for this viewer, or the viewer is on no roster.
    """
    member = own_member(viewer)
    quiz = quiz_visible_to(viewer, uid)
    taken = looked_at(quiz, number, answers)
    KeptAnswers.objects.filter(member=member, version__quiz=quiz.quiz).delete()
    kept = KeptAnswers.objects.create(
        member=member,
        version=taken.version,
        answers={one.question.key: _given(one) for one in taken.checked if one.right is not None},
    )
    record(actor=actor, action="study.keep_answers")
    return kept


def _given(checked: Checked) -> list[str]:
    """What of an answer is kept: known choices, or a short answer that is no longer than one."""
    return [said.choice.key for said in checked.said if said.chosen] or [checked.written]


@transaction.atomic
def drop_answers(*, actor: User, viewer: Viewer, uid: UUID) -> KeptAnswers | None:
    """Delete what the member kept of a quiz; what it was, so that the page can offer to undo.

    Raises
    ------
    NotVisible
        If the quiz is not for this viewer, or the viewer is on no roster.
    """
    member = own_member(viewer)
    quiz = quiz_visible_to(viewer, uid)
    kept = kept_answers(viewer, quiz.quiz)
    KeptAnswers.objects.filter(member=member, version__quiz=quiz.quiz).delete()
    if kept is not None:
        record(actor=actor, action="study.drop_answers")
    return kept


@transaction.atomic
def take_back_course(*, actor: User, viewer: Viewer, uid: UUID) -> Course:
    """Undo that the quiz at the end of a course was answered: the record is voided and leaves the portrait.

    Raises
    ------
    NotVisible
        If the course is not for this viewer, or the viewer is on no roster.
    """
    member = own_member(viewer)
    course = course_visible_to(viewer, uid)
    standing = own_records(member.pk, member.root, course_iri(course), "completed")
    voiding = [build_voiding(statement_id=one, authority="smart-red-cloud") for one, _when in standing]
    if voiding:
        store_statements(
            root=member.root, statements=voiding, source=SOURCE, sender="study", authority=OWN_AUTHORITY
        )
        record(actor=actor, action="study.take_back")
    return course
