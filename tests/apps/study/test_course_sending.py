"""Courses on members' lists and in branches' plans: one thing, going on first, never done or refused ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import AuditEntry, User
from redcloud.apps.study.actions import (
    accept,
    complete_item,
    make_plan,
    propose,
    publish_course,
    refuse,
    send,
    swap_entry,
    take_quiz,
    withdraw_ask,
)
from redcloud.apps.study.actions.erasure import erase_member, own_data
from redcloud.apps.study.actions.sending import STANDS_FOR_DAYS
from redcloud.apps.study.models import Course, CourseSuggestion, Item, PlanEntry, Suggestion
from redcloud.apps.study.queries import course_view, plan_for, suggestions_for
from redcloud.apps.study.queries.course_feed import SentCourse
from redcloud.engine.study.interface import MOST_AT_ONCE
from tests.apps.study.stories import agree, hold, library, shelve, today
from tests.apps.study.teaching import asked, taught, with_parts
from tests.world import World


def new_course(world: World, items: list[Item], title: str = "急救入门") -> Course:
    """A course published today, so that it is new."""
    return publish_course(actor=None, course=with_parts(world, items, title), on=today())


def sent_courses(world: World, key: str = "member") -> list[SentCourse]:
    return [one for one in suggestions_for(world.viewer(key)).sent if isinstance(one, SentCourse)]


def sent_items(world: World, key: str = "member") -> set[int]:
    return {one.item.pk for one in suggestions_for(world.viewer(key)).sent if not one.is_course}


def finish(world: World, item: Item, key: str = "member") -> None:
    complete_item(actor=world.users[key], viewer=world.viewer(key), uid=item.uid)


def test_a_course_is_sent_as_one_thing_to_people_of_whom_nothing_is_known(world: World) -> None:
    items = library(world)
    course = new_course(world, items[:3])
    done = send(root=world.north, day=today())
    [sent] = sent_courses(world)
    assert sent.course == course
    assert sent.reason.code == "new_in_library"
    assert len(suggestions_for(world.viewer("member")).sent) == MOST_AT_ONCE
    assert not sent_items(world) & {item.pk for item in items[:3]}
    assert done.suggestions == 15 * MOST_AT_ONCE
    assert send(root=world.north, day=today()).suggestions == 0


def test_finishing_a_part_brings_the_course_first_and_takes_its_parts_off(world: World) -> None:
    items = library(world)
    new_course(world, items[:3], "早就有的课程")
    Course.objects.update(published_on=today() - timedelta(days=300))
    agree(world.members["member"])
    for item in items[:3]:
        Suggestion.objects.create(
            member=world.members["member"], item=item, reason_code="explore_topic", facts={}, personal=True
        )
    finish(world, items[0])
    feed = suggestions_for(world.viewer("member"))
    first = feed.sent[0]
    assert isinstance(first, SentCourse)
    assert first.reason.code == "course_begun"
    assert (first.progress.done, first.progress.number, first.progress.next) == (1, 2, items[1])
    assert [e.item for e in first.reason.evidence if e.item] == [items[0]]
    assert not sent_items(world) & {item.pk for item in items[:3]}
    assert len(feed.sent) == MOST_AT_ONCE
    with translation.override("zh-hans"):
        said = suggestions_for(world.viewer("member")).sent[0].reason.sentence
    assert said == "您已经学完了这门课程里的 1 篇，可以接着往下学。"
    finish(world, items[1])
    [again] = sent_courses(world)
    assert (again.progress.done, again.progress.number) == (2, 3)
    assert len([e for e in again.reason.evidence if e.item]) == 2


def test_on_a_full_list_a_begun_course_takes_the_place_of_its_part(world: World) -> None:
    items = library(world, 20)
    new_course(world, items[:3])
    Course.objects.update(published_on=today() - timedelta(days=300))
    agree(world.members["member"])
    for item in [items[1], *items[10:14]]:
        Suggestion.objects.create(
            member=world.members["member"], item=item, reason_code="explore_topic", facts={}, personal=True
        )
    finish(world, items[0])
    feed = suggestions_for(world.viewer("member"))
    assert [one.is_course for one in feed.sent] == [True, False, False, False, False]
    assert sent_items(world) == {item.pk for item in items[10:14]}


def test_without_personalisation_a_begun_course_stands_under_begun_and_steers_nothing(world: World) -> None:
    items = library(world)
    new_course(world, items[:3])
    Course.objects.update(published_on=today() - timedelta(days=300))
    finish(world, items[0])
    feed = suggestions_for(world.viewer("member"))
    assert not feed.personal
    assert not CourseSuggestion.objects.filter(reason_code="course_begun").exists()
    shown = [one.course.title for one in feed.begun_courses] + [
        one.course.title for one in sent_courses(world)
    ]
    assert shown == ["急救入门"]


def test_a_finished_course_is_never_sent_and_one_with_a_quiz_goes_on_with_it(world: World) -> None:
    made = taught(world, library(world))
    agree(world.members["member"])
    for item in made.items:
        finish(world, item)
    [sent] = sent_courses(world)
    assert sent.progress.next is None
    assert sent.shape.quiz == made.last
    question = asked(made.last)[0]
    take_quiz(
        actor=world.users["member"],
        viewer=world.viewer("member"),
        uid=made.last.uid,
        number=1,
        answers={question.uid.hex: ["a", "b"]},
    )
    assert sent_courses(world) == []
    CourseSuggestion.objects.all().delete()
    send(root=world.north, day=today() + timedelta(days=30))
    assert not CourseSuggestion.objects.filter(member=world.members["member"]).exists()


def test_a_refused_course_never_comes_again_and_can_be_taken_back(world: World) -> None:
    items = library(world)
    course = new_course(world, items[:3])
    send(root=world.north, day=today())
    AuditEntry.objects.all().delete()
    who = {"actor": world.users["member"], "viewer": world.viewer("member"), "uid": course.uid}
    refuse(of="course", **who)
    refuse(of="course", **who)
    assert sent_courses(world) == []
    assert len(suggestions_for(world.viewer("member")).sent) == MOST_AT_ONCE
    assert not AuditEntry.objects.exclude(target_id="", organisation=None).exists()
    finish(world, items[0])
    feed = suggestions_for(world.viewer("member"))
    assert feed.begun_courses == []
    for week in range(1, 6):
        send(root=world.north, day=today() + timedelta(days=7 * week))
    assert CourseSuggestion.objects.filter(member=world.members["member"]).count() == 1
    accept(of="course", **who)
    assert not course_view(world.viewer("member"), course.uid).refused


def test_a_course_stands_while_parts_are_finished_and_goes_quietly_else(world: World) -> None:
    items = library(world, 30)
    new_course(world, items[:3])
    Course.objects.update(published_on=today() - timedelta(days=STANDS_FOR_DAYS + 3))
    send(root=world.north, day=today() - timedelta(days=STANDS_FOR_DAYS + 2))
    finish(world, items[0])
    send(root=world.north, day=today())
    standing = CourseSuggestion.objects.filter(retired_at=None).values_list("member__roster_key", flat=True)
    assert "member" in standing
    assert "colleague" not in standing


def test_a_course_for_one_committee_is_hidden_from_everybody_else(world: World) -> None:
    items = library(world)
    course = new_course(world, items[:3])
    course.used_by = world.sibling.parent or world.sibling
    course.save()
    outside = world.viewer("member")
    if course.used_by_id in {int(part) for part in world.branch.path.strip("/").split("/")}:
        pytest.skip("the world has one committee for both branches")
    send(root=world.north, day=today())
    assert sent_courses(world) == []
    with pytest.raises(NotVisible):
        course_view(outside, course.uid)


def test_what_is_proposed_from_above_is_a_reason_with_its_day(world: World) -> None:
    items = library(world)
    course = new_course(world, items[:3])
    Course.objects.update(published_on=today() - timedelta(days=300))
    by = {
        "actor": world.users["officer"],
        "viewer": world.viewer("officer"),
        "organisation_id": world.general.pk,
    }
    with pytest.raises(ValidationError):
        propose(**by, thing=course, by_day=today())
    ask = propose(**by, thing=course, by_day=today() + timedelta(days=60))
    with pytest.raises(NotVisible):
        propose(**by, thing=course, by_day=today() + timedelta(days=60))
    send(root=world.north, day=today())
    [sent] = sent_courses(world)
    assert sent.reason.code == "asked_from_above"
    assert world.general.name in sent.reason.sentence
    make_plan(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        session=60,
    )
    entries = plan_for(world.viewer("secretary"), world.branch.pk).entries
    reasons = {one.item.pk: one.reason for one in entries}
    assert items[0].pk in reasons
    assert reasons[items[0].pk].code == "asked_from_above"
    assert course.title in reasons[items[0].pk].sentence
    withdraw_ask(actor=world.users["officer"], viewer=world.viewer("officer"), uid=ask.uid)


def test_a_branch_goes_on_with_its_course_and_takes_all_of_it_where_there_is_time(world: World) -> None:
    items = [shelve(world.north, n, "first-aid", minutes=20) for n in range(4)] + [
        shelve(world.north, 10 + n, "farming", minutes=10) for n in range(4)
    ]
    course = new_course(world, items[:4])
    by = {
        "actor": world.users["secretary"],
        "viewer": world.viewer("secretary"),
        "branch_id": world.branch.pk,
    }
    plan = make_plan(**by, session=120)
    in_order = list(
        PlanEntry.objects.filter(plan=plan).order_by("position").values_list("item_id", flat=True)
    )
    assert in_order == [item.pk for item in items[:4]]
    entries = plan_for(world.viewer("secretary"), world.branch.pk).entries
    assert {one.reason.code for one in entries} == {"course_part"}
    assert all("够学完" in one.reason.sentence for one in entries)
    # What is said is true of the session as it stands now.
    swap_entry(**by, entry_id=entries[3].entry.pk, item_id=items[4].pk)
    after = plan_for(world.viewer("secretary"), world.branch.pk).entries
    assert items[0].pk in {one.item.pk for one in after}
    assert not any("够学完" in one.reason.sentence for one in after)
    short = make_plan(**by, session=60)
    chosen = list(short.entries.order_by("position").values_list("item_id", flat=True))
    assert not {items[2].pk, items[3].pk} & set(chosen) or items[1].pk in chosen
    hold(world, short, studied=[short.entries.get(item=items[0]).pk])
    following = make_plan(**by, session=45)
    lines = {one.item.pk: one.reason for one in plan_for(world.viewer("secretary"), world.branch.pk).entries}
    assert items[1].pk in lines
    assert lines[items[1].pk].code == "course_part"
    assert [e.course for e in lines[items[1].pk].evidence if e.course] == [course]
    assert following.entries.count() >= 1


def test_the_language_of_the_pages_is_a_mild_wish(world: World) -> None:
    items = library(world, 14)
    Item.objects.filter(pk__in=[item.pk for item in items[12:]]).update(language="en")
    User.objects.filter(pk=world.users["member"].pk).update(language="en")
    send(root=world.north, day=today())
    english = {item.pk for item in items[12:]}
    assert sent_items(world) >= english
    assert not sent_items(world, "colleague") >= english
    assert sent_items(world) - english, "a wish keeps nothing away"


def test_erasing_a_member_takes_courses_along_and_the_copy_names_them(world: World) -> None:
    course = new_course(world, library(world)[:3])
    send(root=world.north, day=today())
    member = world.members["member"]
    refuse(of="course", actor=world.users["member"], viewer=world.viewer("member"), uid=course.uid)
    held = own_data(member.pk)
    assert course.title in {row["item"] for row in held["suggestions"]}
    assert [row["item"] for row in held["not_for_me"]] == [course.title]
    erase_member(member.pk)
    assert own_data(member.pk)["suggestions"] == own_data(member.pk)["not_for_me"] == []


def test_the_list_of_a_member_costs_the_same_with_many_courses(
    world: World, django_assert_max_num_queries
) -> None:
    items = library(world, 30)
    for number in range(8):
        new_course(world, items[number * 3 : number * 3 + 3], f"课程{number}")
    agree(world.members["member"])
    for number in range(8):
        finish(world, items[number * 3])
    viewer = world.viewer("member")
    with django_assert_max_num_queries(34):
        suggestions_for(viewer)
