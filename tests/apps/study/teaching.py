"""A course with quizzes, as an editor of the north makes one: what the tests of courses start from."""

from __future__ import annotations

from dataclasses import dataclass

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.actions import (
    CourseDraft,
    QuestionDraft,
    add_part,
    add_question,
    make_course,
    publish_course,
    publish_quiz,
    quiz_of,
)
from redcloud.apps.study.models import Course, Item, Question, Quiz
from redcloud.apps.topics.models import Topic
from redcloud.engine.study.quizzes import Choice
from tests.world import World

DEPTH = QuestionDraft(
    "single",
    "按压多深？",
    (
        Choice("a", "2 厘米", False, "太浅，血送不出去。"),
        Choice("b", "5 到 6 厘米", True, "对。"),
    ),
)
NUMBER = QuestionDraft(
    "short", "急救电话是多少？", accepted=("120",), when_right="对，说清地点。", when_other="是三位数。"
)
STEPS = QuestionDraft(
    "multiple",
    "哪些要做？",
    (Choice("a", "打 120", True), Choice("b", "取 AED", True), Choice("c", "喂水", False, "会呛住。")),
)


@dataclass(frozen=True)
class Taught:
    """A published course of three items; the first has a quiz, and one stands at the end."""

    course: Course
    items: list[Item]
    quiz: Quiz
    last: Quiz

    def key(self, number: int) -> str:
        """The key of a question of the first quiz."""
        return asked(self.quiz)[number].uid.hex

    def answers(self, depth: str = "b", number: str = "120") -> dict[str, list[str]]:
        """Answers to the first quiz."""
        return {self.key(0): [depth], self.key(1): [number]}


def asked(quiz: Quiz) -> list[Question]:
    """The questions of a quiz, in their order."""
    return [place.question for place in quiz.places.select_related("question")]


def course_draft(title: str = "急救入门", *codes: str) -> CourseDraft:
    """A course as an editor writes it."""
    topics = tuple(Topic.objects.filter(root=None, code__in=codes or ("first-aid",)).order_by("code"))
    return CourseDraft(title=title, title_en="First aid", topics=topics, text="三篇短文，最后一份小测。")


def quiz_on(of: Item | Course, root: Organisation, *drafts: QuestionDraft) -> Quiz:
    """A published quiz of an item or course."""
    quiz = quiz_of(actor=None, of=of)
    for draft in drafts:
        add_question(actor=None, root=root, draft=draft, quiz=quiz)
    publish_quiz(actor=None, quiz=quiz)
    return quiz


def with_parts(world: World, items: list[Item], title: str = "急救入门") -> Course:
    """A course with parts, still a draft."""
    course = make_course(actor=world.users["editor"], root=world.north, draft=course_draft(title))
    for item in items:
        add_part(actor=world.users["editor"], viewer=world.viewer("editor"), uid=course.uid, item=item.uid)
    course.refresh_from_db()
    return course


def taught(world: World, items: list[Item]) -> Taught:
    """Publish a course of three items, with a quiz at the first and one at the end."""
    quiz = quiz_on(items[0], world.north, DEPTH, NUMBER)
    course = with_parts(world, items[:3])
    last = quiz_on(course, world.north, STEPS)
    return Taught(publish_course(actor=None, course=course), items[:3], quiz, last)
