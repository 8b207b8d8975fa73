"""Courses, the questions of the bank and the units of packages are found by their words, like items."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps as app_registry
from django.db import connection

from redcloud.apps.study.actions import (
    add_question,
    change_course,
    change_question,
    import_package,
    publish_item,
    take_off_course,
)
from redcloud.apps.study.models import Course, Question
from redcloud.apps.study.queries import (
    Search,
    bank_edited_by,
    courses_found,
    questions_for_quiz,
    shelf_for,
)
from redcloud.apps.study.queries.editing import courses_edited_by
from redcloud.apps.topics.models import Topic
from tests.apps.study.stories import library
from tests.apps.study.teaching import NUMBER, STEPS, Taught, course_draft, taught
from tests.engine.study.packages.making import au, package
from tests.world import World


@pytest.fixture
def made(world: World) -> Taught:
    return taught(world, library(world))


def found(world: World, words: str) -> list[str]:
    return [line.course.title for line in courses_found(world.viewer("member"), words)]


@pytest.mark.parametrize("words", ["急救", "first aid", "小测", "短文 急救"])
def test_a_member_finds_a_course_by_title_and_words(world: World, made: Taught, words: str) -> None:
    assert found(world, words) == ["急救入门"]


def test_a_course_that_has_only_some_of_the_words_is_not_put_above_items(world: World, made: Taught) -> None:
    assert found(world, "急救 党费") == found(world, "") == found(world, "！？") == []


def test_a_course_is_found_by_what_it_says_now_and_while_it_can_be_read(world: World, made: Taught) -> None:
    change_course(actor=None, course=made.course, draft=course_draft("心肺复苏入门"))
    assert (found(world, "急救"), found(world, "复苏")) == ([], ["心肺复苏入门"])
    take_off_course(actor=None, course=made.course)
    assert found(world, "复苏") == []
    assert courses_found(world.viewer("south_member"), "复苏") == []


def test_editors_find_courses_best_first_and_are_told_what_only_comes_near(
    world: World, made: Taught
) -> None:
    root, page, near = courses_edited_by(world.viewer("editor"), words="first")
    assert [(one.title, one.part_count) for one in page] == [("急救入门", 3)]
    assert (root, near) == (world.north, False)
    _root, page, near = courses_edited_by(world.viewer("editor"), words="急救 党费")
    assert ([one.title for one in page], near) == (["急救入门"], True)


def test_a_question_is_found_by_its_choices_and_answers_too(world: World, made: Taught) -> None:
    editor = world.viewer("editor")
    for words, text in [("取AED", STEPS.text), ("120", NUMBER.text), ("急救电话号码", NUMBER.text)]:
        page, _near = bank_edited_by(editor, words)
        assert page[0].text == text, words
    assert [one.text for one in questions_for_quiz(editor, made.quiz, "喂水")] == [STEPS.text]
    assert questions_for_quiz(editor, made.last, "喂水") == []


def test_a_changed_question_is_found_by_its_new_words_alone(world: World) -> None:
    question = add_question(actor=None, root=world.north, draft=NUMBER)
    change_question(actor=None, question=question, draft=STEPS)
    assert not list(bank_edited_by(world.viewer("editor"), "电话")[0])
    assert list(bank_edited_by(world.viewer("editor"), "AED")[0]) == [question]


def test_an_item_is_found_by_the_units_of_its_package_and_shows_where(world: World) -> None:
    item = import_package(
        actor=None, root=world.north, file=package(au(title="认识酸性土壤")), name="土.zip"
    ).item
    item.topics.set(Topic.objects.filter(code="farming"))
    publish_item(actor=None, item=item)
    [line] = shelf_for(world.viewer("member"), Search(words="酸性土壤")).lines
    assert line.item == item
    assert "<mark>酸性土壤</mark>" in str(line.passage)


def test_what_was_stored_before_is_found_after_the_migration(world: World, made: Taught) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM study_coursewords")
        cursor.execute("DELETE FROM study_questionwords")
    assert found(world, "急救") == []
    migration = import_module("redcloud.apps.study.migrations.0014_words_of_courses_and_questions")
    migration.index_all(app_registry, None)
    assert found(world, "急救") == ["急救入门"]
    assert bank_edited_by(world.viewer("editor"), "喂水")[0][0].text == STEPS.text


def test_words_go_with_what_they_are_of(world: World) -> None:
    question = add_question(actor=None, root=world.north, draft=NUMBER)
    question.delete()
    assert not Question.words.related.related_model._default_manager.exists()
    assert not Course.objects.filter(words__isnull=False).exists()
