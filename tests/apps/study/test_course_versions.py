"""Versions of courses: who changed what, and an earlier one made the present one, its parts too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from redcloud.apps.people.access import NotVisible
from redcloud.apps.study import actions as study
from redcloud.apps.study.drafts import content_of_course
from redcloud.apps.study.models import Course, CourseVersion, ItemState, ReviewRule
from redcloud.apps.study.queries import course_history_for
from redcloud.apps.study.queries.changes import Change
from tests.apps.study.stories import library
from tests.apps.study.teaching import course_draft, taught, with_parts
from tests.apps.study.test_exchange import brought, sheet
from tests.world import World


@pytest.fixture
def course(world: World) -> Course:
    return taught(world, library(world)).course


def changed(world: World, course: Course, key: str = "editor", **fields: object) -> None:
    study.change_course(actor=world.users[key], course=course, draft=replace(course_draft(), **fields))


def history(world: World, course: Course) -> list[Change]:
    found, changes = course_history_for(world.viewer("editor"), course.uid)
    assert found == course
    return changes


def restore(world: World, course: Course, change: Change, key: str = "editor") -> None:
    study.restore_course(actor=world.users[key], course=course, version_id=change.version_id or 0)
    course.refresh_from_db()


def test_a_history_says_who_changed_the_words_and_the_parts(world: World, course: Course) -> None:
    items = [part.item for part in course.parts.all()]
    changed(world, course, title="急救三课", text="三篇短文。\n最后一份小测。")
    study.remove_part(
        actor=world.users["officer"], viewer=world.viewer("editor"), uid=course.uid, item=items[1].uid
    )
    now, second, oldest = history(world, course)
    assert (now.by, second.by, oldest.by) == ("officer", "editor", "editor")
    assert [(line.sort, line.text) for line in now.parts] == [
        ("same", items[0].title), ("out", items[1].title), ("same", items[2].title),
    ]  # fmt: skip
    assert now.fields == now.lines == []
    assert [(str(one.name), one.before, one.after) for one in second.fields] == [
        ("标题", "急救入门", "急救三课")
    ]
    assert [line.sort for line in second.lines] == ["out", "in", "in"]
    assert oldest.fields == oldest.lines == oldest.parts == []


def test_what_an_editor_changes_in_one_sitting_is_one_version(world: World, course: Course) -> None:
    for title in ("一", "二", "三"):
        changed(world, course, title=title)
    assert [one.fields[0].after for one in history(world, course)[:1]] == ["三"]
    assert course.versions.count() == 1


def test_a_sitting_of_which_nothing_came_is_no_version(world: World, course: Course) -> None:
    changed(world, course)
    changed(world, course, "officer", title="二")
    assert len(history(world, course)) == 2


def test_an_earlier_version_is_restored_whole_and_the_present_one_kept(world: World, course: Course) -> None:
    first = content_of_course(course)
    changed(world, course, title="新题", text="别的")
    study.order_parts(
        actor=world.users["editor"],
        viewer=world.viewer("editor"),
        uid=course.uid,
        items=[part.item.uid for part in reversed(course.parts.all())],
    )
    second = content_of_course(course)
    restore(world, course, history(world, course)[1])
    assert content_of_course(course) == first
    assert course.is_published
    # The same editor within the hour: what was restored over is kept all the same.
    restore(world, course, history(world, course)[1])
    assert content_of_course(course) == second
    other = with_parts(world, [], "另一门")
    with pytest.raises(NotVisible):
        restore(world, other, history(world, course)[1])


def test_a_part_whose_item_is_gone_is_left_out_of_what_is_restored(world: World, course: Course) -> None:
    changed(world, course, title="新题")
    first, gone, last = [part.item for part in course.parts.all()]
    gone.delete()
    restore(world, course, history(world, course)[1])
    assert [part.item for part in course.parts.all()] == [first, last]


def test_what_a_second_person_approved_is_not_restored_over(world: World, course: Course) -> None:
    changed(world, course, title="新题")
    ReviewRule.objects.create(root=world.north)
    with pytest.raises(ValidationError, match="请先下架"):
        restore(world, course, history(world, course)[1])
    study.take_off_course(actor=world.users["editor"], course=course)
    restore(world, course, history(world, course)[1])
    assert (course.title, course.state) == ("急救入门", ItemState.DRAFT)


def test_a_draft_keeps_no_versions(world: World) -> None:
    course = with_parts(world, library(world)[:2])
    changed(world, course, title="新题")
    assert [one.version_id for one in history(world, course)] == [None]
    assert not CourseVersion.objects.exists()


@pytest.mark.parametrize("state", [[], ["已下架"]])
def test_what_was_taken_off_and_changes_is_a_draft_by_a_file_as_by_a_page(
    world: World, course: Course, state: list[str]
) -> None:
    study.take_off_course(actor=world.users["editor"], course=course)
    heads = ["编号", "各部分", *["状态" for _cell in state]]
    brought(world.north, sheet(heads, [str(course.uid), "内容2\n内容0", *state], name="课程"))
    course.refresh_from_db()
    assert course.state == ItemState.DRAFT
    brought(world.north, sheet(heads, [str(course.uid), "内容2\n内容0", *state], name="课程"))
    course.refresh_from_db()
    assert course.state == ItemState.DRAFT


def test_a_draft_that_is_taken_off_stays_one_and_cannot_be_put_back_unseen(world: World) -> None:
    course = with_parts(world, library(world)[:2])
    ReviewRule.objects.create(root=world.north)
    editor = world.users["editor"]
    study.take_off_course(actor=editor, course=course)
    with pytest.raises(ValidationError, match="另一位编辑"):
        study.put_back_course(actor=editor, course=course)
    course.refresh_from_db()
    assert course.state == ItemState.DRAFT
