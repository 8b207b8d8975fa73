"""Courses: put together, published, taken off, and gone through by members, each for oneself."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from redcloud.apps.people.access import NotVisible
from redcloud.apps.study import actions as study
from redcloud.apps.study.models import Course, ItemState
from redcloud.apps.study.queries import (
    course_to_edit,
    course_view,
    courses_by_item,
    courses_visible_to,
    courses_with,
    items_for_course,
)
from tests.apps.study.stories import library, shelve, today
from tests.apps.study.teaching import course_draft, taught, with_parts
from tests.world import World


def editing(world: World, role: str = "editor") -> dict[str, object]:
    return {"actor": world.users[role], "viewer": world.viewer(role)}


def titles(course: Course) -> list[str]:
    return [part.item.title for part in course.parts.select_related("item")]


def test_parts_are_added_moved_taken_out_and_put_back(world: World) -> None:
    items = library(world, size=4)
    course = with_parts(world, items[:3])
    study.move_part(**editing(world), uid=course.uid, item=items[2].uid, by=-1)
    assert titles(course) == ["内容0", "内容2", "内容1"]
    study.move_part(**editing(world), uid=course.uid, item=items[0].uid, by=-1)  # it is the first
    assert titles(course) == ["内容0", "内容2", "内容1"]
    _course, place = study.remove_part(**editing(world), uid=course.uid, item=items[0].uid)
    assert (titles(course), place) == (["内容2", "内容1"], 1)
    study.add_part(**editing(world), uid=course.uid, item=items[0].uid, place=place)
    assert titles(course) == ["内容0", "内容2", "内容1"]
    study.order_parts(**editing(world), uid=course.uid, items=[items[1].uid, uuid4()])
    assert titles(course) == ["内容1", "内容0", "内容2"]


def test_a_part_is_a_published_item_of_the_same_library_and_stands_once(world: World) -> None:
    own = shelve(world.north, 1, "first-aid")
    course = with_parts(world, [own])
    draft = study.make_item(actor=None, root=world.north, draft=study.Draft("草稿", "文", 5, ()))
    for item in (own, draft, shelve(world.south, 2, "first-aid")):
        with pytest.raises(ValidationError):
            study.add_part(**editing(world), uid=course.uid, item=item.uid)
    assert items_for_course(world.viewer("editor"), course, "") == []


def test_items_are_found_by_words_and_without_those_that_stand_there(world: World) -> None:
    items = library(world, size=5)
    course = with_parts(world, items[:1])
    found = items_for_course(world.viewer("editor"), course, "")
    assert {item.title for item in found} == {"内容1", "内容2", "内容3", "内容4"}
    assert items_for_course(world.viewer("editor"), course, "内容3")[0].title == "内容3"
    assert items_for_course(world.viewer("editor"), course, "没有这个词") == []


def test_a_course_is_published_only_when_it_is_whole(world: World) -> None:
    items = library(world, size=2)
    course = with_parts(world, [])
    with pytest.raises(ValidationError, match="至少一篇"):
        study.publish_course(actor=None, course=course)
    course = with_parts(world, items)
    study.archive_item(actor=None, item=items[1])
    assert course_to_edit(world.viewer("editor"), course.uid).missing == ["hidden_parts"]
    with pytest.raises(ValidationError, match="还没有发布"):
        study.publish_course(actor=None, course=course)
    study.publish_item(actor=None, item=items[1])
    assert study.publish_course(actor=None, course=course).published_on == today()


def test_taking_off_is_undone_as_long_as_nothing_was_changed(world: World) -> None:
    course = taught(world, library(world)).course
    study.take_off_course(actor=world.users["editor"], course=course)
    with pytest.raises(NotVisible):
        course_view(world.viewer("member"), course.uid)
    study.put_back_course(actor=world.users["editor"], course=course)
    assert course_view(world.viewer("member"), course.uid).course.state == ItemState.PUBLISHED
    study.take_off_course(actor=world.users["editor"], course=course)
    study.change_course(actor=world.users["editor"], course=course, draft=course_draft("新名字"))
    assert course.state == ItemState.DRAFT


def test_where_the_rule_says_so_a_second_person_approves(world: World) -> None:
    admin, editor = world.users["administrator"], world.users["editor"]
    course = with_parts(world, library(world, size=2))
    with pytest.raises(NotVisible):
        study.set_second_person(**editing(world), root_id=world.north.pk, wanted=True)
    study.set_second_person(**editing(world, "administrator"), root_id=world.north.pk, wanted=True)
    with pytest.raises(ValidationError, match="另一位编辑"):
        study.publish_course(actor=editor, course=course)
    study.ask_for_course(actor=editor, course=course)
    with pytest.raises(ValidationError, match="您自己提交"):
        study.publish_course(actor=editor, course=course)
    study.change_course(actor=editor, course=course, draft=course_draft("改了名字"))
    assert not course.is_asked  # a change is looked at anew
    study.ask_for_course(actor=editor, course=course)
    assert study.publish_course(actor=admin, course=course).is_published
    with pytest.raises(ValidationError, match="请先下架"):
        study.change_course(actor=editor, course=course, draft=course_draft("悄悄改"))
    with pytest.raises(ValidationError, match="请先下架"):
        study.remove_part(**editing(world), uid=course.uid, item=uuid4())


def test_how_far_somebody_is_shows_to_that_member_alone(world: World) -> None:
    made = taught(world, library(world))
    member = {"actor": world.users["member"], "viewer": world.viewer("member")}
    study.complete_item(**member, uid=made.items[0].uid)
    own = course_view(world.viewer("member"), made.course.uid)
    assert [part.is_done for part in own.parts] == [True, False, False]
    assert own.next is not None
    assert own.next.item == made.items[1]
    assert [line.done for line in courses_visible_to(world.viewer("member"))] == [1]
    for role in ("colleague", "secretary", "officer", "editor", "administrator"):
        other = course_view(world.viewer(role), made.course.uid)
        assert not any(part.is_done for part in other.parts), role
        assert [line.done for line in courses_visible_to(world.viewer(role))] == [0], role


def test_a_course_is_done_with_its_parts_and_the_quiz_at_its_end(world: World) -> None:
    made = taught(world, library(world))
    member = {"actor": world.users["member"], "viewer": world.viewer("member")}
    for item in made.items:
        study.complete_item(**member, uid=item.uid)
    assert not course_view(world.viewer("member"), made.course.uid).is_done
    key = made.last.places.get().question.uid.hex
    study.take_quiz(**member, uid=made.last.uid, number=1, answers={key: ["c"]})
    own = course_view(world.viewer("member"), made.course.uid)
    assert own.is_done
    assert own.quiz_done_on == today()
    study.take_back_course(**member, uid=made.course.uid)
    assert not course_view(world.viewer("member"), made.course.uid).is_done


def test_a_part_says_why_it_was_sent(world: World) -> None:
    items = library(world)
    made = taught(world, items)
    # The course itself would come instead of its parts.
    study.refuse(of="course", actor=world.users["member"], viewer=world.viewer("member"), uid=made.course.uid)
    study.send(root=world.north, day=today())
    sent = {row.item.pk for row in study_feed(world)}
    view = course_view(world.viewer("member"), made.course.uid)
    assert {part.item.pk for part in view.parts if part.reason} == sent & {item.pk for item in made.items}


def study_feed(world: World) -> list[object]:
    from redcloud.apps.study.queries import suggestions_for

    return list(suggestions_for(world.viewer("member")).sent)


def test_an_item_knows_its_place_in_courses_and_its_neighbours(world: World) -> None:
    items = library(world)
    made = taught(world, items)
    with_parts(world, items[:2], "还没发布的课程")
    [where] = courses_with(world.viewer("member"), items[1])
    assert (where.number, where.of, where.before, where.after) == (2, 3, items[0], items[2])
    assert where.quiz == made.last
    assert courses_by_item([items[1].pk, items[5].pk]) == {items[1].pk: made.course}
    study.archive_item(actor=None, item=items[2])
    [where] = courses_with(world.viewer("member"), items[1])
    assert (where.of, where.after) == (2, None)


def test_a_course_is_of_its_own_root(world: World) -> None:
    course = taught(world, library(world)).course
    for role in ("south_member", "south_officer"):
        with pytest.raises(NotVisible):
            course_view(world.viewer(role), course.uid)
        assert courses_visible_to(world.viewer(role)) == []
    for role in ("member", "officer", "administrator"):
        with pytest.raises(NotVisible):
            course_to_edit(world.viewer(role), course.uid)


def test_a_part_for_one_committee_is_no_part_for_others(world: World) -> None:
    items = library(world)
    made = taught(world, items)
    study.complete_item(actor=world.users["member"], viewer=world.viewer("member"), uid=items[0].uid)
    items[1].used_by = world.sibling
    items[1].save(update_fields=["used_by"])
    for role, seen in (("member", 2), ("sibling_secretary", 3)):
        viewer = world.viewer(role)
        assert len(course_view(viewer, made.course.uid).parts) == seen, role
        assert [line.parts for line in courses_visible_to(viewer)] == [seen], role
        [where] = courses_with(viewer, items[0])
        assert (where.of, where.after) == (seen, items[1] if seen == 3 else items[2]), role
