"""Quizzes: a bank that quizzes draw from, versions that stay, answers that are the learner's alone."""

from __future__ import annotations

import dataclasses
import json

import pytest
from django.core.exceptions import ValidationError

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import AuditEntry
from redcloud.apps.records.models import Statement
from redcloud.apps.study import actions as study
from redcloud.apps.study.models import KeptAnswers, Question
from redcloud.apps.study.queries import (
    bank_edited_by,
    marks_of,
    questions_for_quiz,
    quiz_to_edit,
    quiz_visible_to,
)
from redcloud.engine.study.quizzes import Choice
from tests.apps.study.stories import library, shelve
from tests.apps.study.teaching import DEPTH, NUMBER, STEPS, Taught, asked, quiz_on, taught
from tests.world import World


def as_(world: World, role: str = "member") -> dict[str, object]:
    return {"actor": world.users[role], "viewer": world.viewer(role)}


@pytest.fixture
def made(world: World) -> Taught:
    return taught(world, library(world))


def test_a_question_of_the_bank_is_drawn_by_several_quizzes(world: World, made: Taught) -> None:
    quiz = quiz_on(made.items[1], world.north, STEPS)
    offered = questions_for_quiz(world.viewer("editor"), quiz, "按压")
    assert [question.text for question in offered] == ["按压多深？"]
    study.draw_question(**as_(world, "editor"), quiz_uid=quiz.uid, question_uid=offered[0].uid)
    assert [question.text for question in asked(quiz)] == ["哪些要做？", "按压多深？"]
    assert {q.text: q.used for q in bank_edited_by(world.viewer("editor"), "多深")[0]} == {"按压多深？": 2}
    with pytest.raises(ValidationError, match="已经在小测里"):
        study.draw_question(**as_(world, "editor"), quiz_uid=quiz.uid, question_uid=offered[0].uid)


def test_a_quiz_draws_from_its_own_roots_bank_only(world: World, made: Taught) -> None:
    theirs = study.add_question(actor=None, root=world.south, draft=NUMBER)
    with pytest.raises(NotVisible):
        study.draw_question(**as_(world, "editor"), quiz_uid=made.quiz.uid, question_uid=theirs.uid)


def test_a_change_is_seen_by_members_with_the_next_version(world: World, made: Taught) -> None:
    question = asked(made.quiz)[0]
    study.change_question(actor=None, question=question, draft=dataclasses.replace(DEPTH, text="压多深？"))
    assert quiz_to_edit(world.viewer("editor"), made.quiz.uid).is_changed
    before = quiz_visible_to(world.viewer("member"), made.quiz.uid)
    assert (before.version.number, before.questions[0].text) == (1, "按压多深？")
    study.publish_quiz(actor=None, quiz=made.quiz)
    after = quiz_visible_to(world.viewer("member"), made.quiz.uid)
    assert (after.version.number, after.questions[0].text) == (2, "压多深？")
    assert not quiz_to_edit(world.viewer("editor"), made.quiz.uid).is_changed
    assert study.publish_quiz(actor=None, quiz=made.quiz).number == 2  # nothing changed, no new version


def test_an_answer_is_checked_against_the_version_that_was_shown(world: World, made: Taught) -> None:
    other_way = (Choice("a", "2 厘米", True), Choice("b", "5 到 6 厘米", False))
    turned = dataclasses.replace(DEPTH, choices=other_way)
    study.change_question(actor=None, question=asked(made.quiz)[0], draft=turned)
    study.publish_quiz(actor=None, quiz=made.quiz)
    old = study.take_quiz(**as_(world), uid=made.quiz.uid, number=1, answers=made.answers("b"))
    new = study.take_quiz(**as_(world), uid=made.quiz.uid, number=2, answers=made.answers("b"))
    assert (old.checked[0].right, new.checked[0].right) == (True, False)
    lost = study.take_quiz(**as_(world), uid=made.quiz.uid, number=77, answers=made.answers("b"))
    assert lost.version.number == 2


def test_questions_are_moved_and_taken_out_and_stay_in_the_bank(world: World, made: Taught) -> None:
    first, second = asked(made.quiz)
    study.move_question(**as_(world, "editor"), quiz_uid=made.quiz.uid, question_uid=second.uid, by=-1)
    assert asked(made.quiz) == [second, first]
    study.remove_question(**as_(world, "editor"), quiz_uid=made.quiz.uid, question_uid=second.uid)
    assert asked(made.quiz) == [first]
    assert Question.objects.filter(pk=second.pk).exists()


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (dataclasses.replace(DEPTH, text=" "), "text"),
        (dataclasses.replace(DEPTH, choices=()), "choices"),
        (dataclasses.replace(NUMBER, accepted=()), "accepted"),
        (dataclasses.replace(NUMBER, when_right="长" * 301), "when_right"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_at_its_field(
    world: World, draft: study.QuestionDraft, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        study.add_question(actor=None, root=world.north, draft=draft)
    assert field in refused.value.message_dict
    assert not Question.objects.exists()


def test_all_answers_given_right_or_not_complete_the_item_like_saying_done(
    world: World, made: Taught
) -> None:
    partly = study.take_quiz(**as_(world), uid=made.quiz.uid, number=1, answers={made.key(0): ["a"]})
    assert (partly.open, Statement.objects.count()) == (1, 0)
    study.take_quiz(**as_(world), uid=made.quiz.uid, number=1, answers=made.answers("a", "110"))
    study.complete_item(**as_(world, "colleague"), uid=made.items[0].uid)
    by_quiz, by_word = (json.loads(raw) for raw in Statement.objects.values_list("raw", flat=True))
    for statement in (by_quiz, by_word):
        for own in ("id", "actor", "timestamp", "stored"):
            statement.pop(own, None)
    assert by_quiz == by_word
    trail = AuditEntry.objects.filter(action="study.complete_item").values_list("target_id", "organisation")
    assert list(trail) == [("", None)] * 2


def test_a_quiz_may_be_taken_again_and_leaves_nothing_more(world: World, made: Taught) -> None:
    for depth in ("a", "b", "a"):
        study.take_quiz(**as_(world), uid=made.quiz.uid, number=1, answers=made.answers(depth))
    assert Statement.objects.count() == 1
    assert not KeptAnswers.objects.exists()
    assert made.items[0].uid in marks_of(world.members["member"].pk, world.north).done


def test_answers_are_kept_only_on_request_and_for_the_learner_alone(world: World, made: Taught) -> None:
    keep = {"uid": made.quiz.uid, "number": 1}
    study.keep_answers(**as_(world), **keep, answers=made.answers("a", "110"))
    study.keep_answers(**as_(world), **keep, answers=made.answers("b", "１２０") | {"unknown": ["x"]})
    kept = quiz_visible_to(world.viewer("member"), made.quiz.uid).kept
    assert kept is not None
    assert kept.answers == {made.key(0): ["b"], made.key(1): ["１２０"]}
    assert KeptAnswers.objects.count() == 1  # what was kept before went
    for role in ("colleague", "secretary", "officer", "editor", "administrator"):
        assert quiz_visible_to(world.viewer(role), made.quiz.uid).kept is None, role
    study.drop_answers(**as_(world, "colleague"), uid=made.quiz.uid)
    assert KeptAnswers.objects.count() == 1
    study.drop_answers(**as_(world), uid=made.quiz.uid)
    assert not KeptAnswers.objects.exists()


def test_kept_answers_are_in_the_members_download_and_go_with_the_member(world: World, made: Taught) -> None:
    study.keep_answers(**as_(world), uid=made.quiz.uid, number=1, answers=made.answers("a", "110"))
    [kept] = study.own_data(world.members["member"].pk)["kept_answers"]
    assert (kept["quiz"], kept["version"]) == ("内容0", 1)
    assert [one["answer"] for one in kept["answers"]] == [["2 厘米"], "110"]
    assert study.own_data(world.members["colleague"].pk)["kept_answers"] == []
    study.erase_member(world.members["member"].pk)
    assert not KeptAnswers.objects.exists()


def test_a_quiz_taken_off_asks_nobody_and_comes_back_as_it_was(world: World, made: Taught) -> None:
    study.take_off_quiz(actor=world.users["editor"], quiz=made.quiz)
    with pytest.raises(NotVisible):
        quiz_visible_to(world.viewer("member"), made.quiz.uid)
    study.put_back_quiz(actor=world.users["editor"], quiz=made.quiz)
    assert quiz_visible_to(world.viewer("member"), made.quiz.uid).version.number == 1


def test_a_quiz_is_seen_by_whoever_may_open_its_item(world: World, made: Taught) -> None:
    with pytest.raises(NotVisible):
        quiz_visible_to(world.viewer("south_member"), made.quiz.uid)
    with pytest.raises(NotVisible):
        study.take_quiz(**as_(world, "officer"), uid=made.quiz.uid, number=1, answers={})  # on no roster
    study.archive_item(actor=None, item=made.items[0])
    with pytest.raises(NotVisible):
        quiz_visible_to(world.viewer("member"), made.quiz.uid)


def test_where_the_rule_says_so_a_second_person_approves_a_quiz(world: World, made: Taught) -> None:
    study.set_second_person(**as_(world, "administrator"), root_id=world.north.pk, wanted=True)
    editor = world.users["editor"]
    changed = dataclasses.replace(DEPTH, text="深？")
    study.change_question(actor=editor, question=asked(made.quiz)[0], draft=changed)
    study.ask_for_quiz(actor=editor, quiz=made.quiz)
    with pytest.raises(ValidationError, match="您自己提交"):
        study.publish_quiz(actor=editor, quiz=made.quiz)
    study.hand_back_quiz(actor=world.users["administrator"], quiz=made.quiz)
    with pytest.raises(ValidationError, match="先提交审核"):
        study.publish_quiz(actor=world.users["administrator"], quiz=made.quiz)


def test_a_quiz_needs_a_question_to_be_published(world: World) -> None:
    quiz = study.quiz_of(actor=None, of=shelve(world.north, 1, "first-aid"))
    with pytest.raises(ValidationError, match="至少一道题"):
        study.publish_quiz(actor=None, quiz=quiz)
