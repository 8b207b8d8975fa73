"""Stage study: reads of quizzes for learners. A viewer in, a quiz to answer out.

``kept_answers`` and ``own_answers`` (for the member's own download) are the only reads of what somebody
answered: there is none by quiz, by branch or for anybody else (docs/adr/0016).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.study.models import Course, Item, KeptAnswers, Quiz, QuizVersion
from redcloud.apps.study.queries.courses import course_visible_to
from redcloud.apps.study.queries.library import item_visible_to
from redcloud.engine.study.quizzes import Question


@dataclass(frozen=True, slots=True)
class QuizView:
    """A quiz as a reader answers it; ``kept`` is the reader's own."""

    quiz: Quiz
    of: Item | Course
    version: QuizVersion
    questions: tuple[Question, ...]
    is_member: bool
    kept: KeptAnswers | None


def quiz_of_item(item: Item) -> Quiz | None:
    """The published quiz of an item."""
    found = Quiz.objects.filter(item=item, current__isnull=False)
    return found.select_related("root", "current").first()


def quiz_visible_to(viewer: Viewer, uid: UUID) -> QuizView:
    """A published quiz whose item or course the viewer may open; ``version`` is the one in force.

    Raises
    ------
    NotVisible
    """
    found = Quiz.objects.filter(uid=uid, current__isnull=False)
    quiz = found.select_related("root", "item", "course", "current").first()
    if quiz is None or quiz.current is None:
        raise NotVisible
    of: Item | Course = (
        item_visible_to(viewer, quiz.item.uid)
        if quiz.item is not None
        else course_visible_to(viewer, quiz.of.uid)
    )
    kept = kept_answers(viewer, quiz) if viewer.member_id is not None else None
    return QuizView(quiz, of, quiz.current, quiz.current.asked, viewer.member_id is not None, kept)


def kept_answers(viewer: Viewer, quiz: Quiz) -> KeptAnswers | None:
    """What the member who is looking asked to keep of a quiz; nobody else's.

    Raises
    ------
    NotVisible
        For somebody who is on no roster.
    """
    if viewer.member_id is None:
        raise NotVisible
    own = KeptAnswers.objects.filter(member_id=viewer.member_id, version__quiz=quiz)
    return own.select_related("version").order_by("-kept_at").first()


def own_answers(member_id: int) -> list[KeptAnswers]:
    """Everything that a member asked to keep, for the member's own download."""
    own = KeptAnswers.objects.filter(member_id=member_id).order_by("kept_at")
    return list(own.select_related("version__quiz__item", "version__quiz__course"))
