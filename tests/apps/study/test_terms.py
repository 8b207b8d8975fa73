"""The plans of a term: sessions by the rules, the secretary's hand on them, held, undone; asks and wishes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from redcloud.apps.life.actions import DecisionDraft, confirm_minutes, keep_minutes
from redcloud.apps.life.models import Meeting
from redcloud.apps.life.queries import minutes_sheet
from redcloud.apps.people.access import NotVisible
from redcloud.apps.records.models import Statement
from redcloud.apps.study.actions import (
    ask_at_entry,
    call_session,
    change_session,
    hold_plan,
    lock_entry,
    make_plan,
    move_entry,
    plan_term,
    propose,
    release_figures,
    swap_entry,
    take_back_held,
    undo_plan,
    wish_item,
    withdraw_ask,
)
from redcloud.apps.study.models import BranchPlan, PlanEntry, StudyFigure
from redcloud.apps.study.queries import asked_pairs
from redcloud.apps.study.queries.overview import TermView, swap_page, term_view
from tests.apps.study.stories import agree, finished, hold, library, today
from tests.world import World


def by(world: World, role: str = "secretary") -> dict[str, Any]:
    return {"actor": world.users[role], "viewer": world.viewer(role), "branch_id": world.branch.pk}


def view(world: World, role: str = "secretary") -> TermView:
    return term_view(world.viewer(role), world.branch.pk)


def items_of(world: World) -> dict[UUID, list[int]]:
    return {one.plan.uid: [line.item.pk for line in one.entries] for one in view(world).sessions}


@pytest.fixture
def term(world: World) -> World:
    library(world, size=40)
    plan_term(**by(world), months=3)
    return world


def test_a_term_has_the_sessions_of_the_pack_and_repeats_nothing(term: World) -> None:
    page = view(term)
    assert [one.plan.kind for one in page.sessions].count("theme_day") >= 3
    days = [one.plan.day for one in page.sessions]
    assert days == sorted(days)
    chosen = [line.item.pk for one in page.sessions for line in one.entries]
    assert len(chosen) == len(set(chosen)) > 6
    assert all(one.total_minutes == one.plan.session_minutes for one in page.sessions)
    assert all(str(line.reason.sentence) and line.question for one in page.sessions for line in one.entries)
    assert page.hours
    assert page.hours.rule.value == 32
    # The even pace of the year's hours: a quarter of the year is planned for a quarter of them.
    assert 0 < sum(one.plan.session_minutes for one in page.sessions) <= 32 * 60 * 95 // 365


def test_planning_again_keeps_what_is_locked_and_moves_nobody_s_day(term: World) -> None:
    before = view(term).sessions
    kept = before[-1].entries[0]
    lock_entry(**by(term), entry_id=kept.entry.pk, locked=True)
    plan_term(**by(term), months=3)
    after = view(term).sessions
    assert kept.item.pk in [line.item.pk for line in after[-1].entries]
    assert [one.plan.pk for one in after] == [one.plan.pk for one in before]


def test_the_last_change_is_undone_and_comes_back(term: World) -> None:
    before = items_of(term)
    entry = view(term).sessions[0].entries[0].entry
    swap_entry(**by(term), entry_id=entry.pk)
    changed = items_of(term)
    assert changed != before
    undo_plan(**by(term))
    assert items_of(term) == before
    undo_plan(**by(term))
    assert items_of(term) == changed


def test_undoing_the_first_plan_leaves_none(term: World) -> None:
    undo_plan(**by(term))
    assert view(term).sessions == []


def test_an_item_moves_within_its_session_and_to_another_where_it_is_locked(term: World) -> None:
    first, second = view(term).sessions[:2]
    last = first.entries[-1]
    move_entry(**by(term), entry_id=last.entry.pk, place=1)
    assert view(term).sessions[0].entries[0].item == last.item
    swap_out = second.entries[0].entry
    move_entry(**by(term), entry_id=swap_out.pk, to=view(term).sessions[2].plan.uid) if len(
        view(term).sessions[2].entries
    ) < 4 else swap_out.delete()
    move_entry(**by(term), entry_id=last.entry.pk, place=1, to=second.plan.uid)
    moved = view(term).sessions[1].entries[0]
    assert moved.item == last.item
    assert moved.entry.locked
    for one in view(term).sessions:
        assert one.total_minutes == one.plan.session_minutes


def test_what_does_not_fit_there_is_said_with_what_to_do(term: World) -> None:
    first, second = view(term).sessions[:2]
    full = change_session(
        **by(term),
        uid=second.plan.uid,
        session=sum(line.entry.reading_minutes + 5 for line in second.entries),
    )
    with pytest.raises(ValidationError, match=r"一篇挪走|先挪走一篇"):
        move_entry(**by(term), entry_id=first.entries[0].entry.pk, to=full.uid)
    for line in first.entries:
        lock_entry(**by(term), entry_id=line.entry.pk, locked=True)
    BranchPlan.objects.filter(pk=first.plan.pk).update(session_minutes=20)
    with pytest.raises(ValidationError, match="放不进 20 分钟"):
        plan_term(**by(term), months=3)


def test_alternatives_come_with_reasons_and_fit_the_time(term: World) -> None:
    line = view(term).sessions[0].entries[0]
    page = swap_page(term.viewer("secretary"), term.branch.pk, line.entry.pk)
    planned = {pk for items in items_of(term).values() for pk in items}
    assert page.best
    assert all(str(one.reason.sentence) and one.needs_minutes <= page.room for one in page.best)
    assert not planned & {one.item.pk for one in page.best}
    assert not planned & {item.pk for item in page.others}


def test_a_session_is_called_in_one_tap_held_after_the_roll_and_noted(term: World) -> None:
    plan = view(term).sessions[0].plan
    day = plan.day
    meeting = call_session(**by(term), uid=plan.uid)
    assert timezone.localdate(meeting.starts_at) == day
    assert meeting.kind == plan.kind
    with pytest.raises(ValueError, match="called"):
        call_session(**by(term), uid=plan.uid)
    with pytest.raises(ValueError, match="roll_first"):
        hold_plan(**by(term), uid=plan.uid)
    entries = list(plan.entries.all())
    statements = Statement.objects.count()
    held = hold(term, plan, studied=[entries[0].pk])
    # The roll's own record of who was present, and none that says who studied what.
    assert Statement.objects.count() == statements + 1
    assert [line.item_id for line in held.entries.all()] == [entries[0].item_id]
    text = minutes_sheet(term.viewer("secretary"), held.meeting.uid).text
    assert f"1. 《{entries[0].item.title}》" in text
    assert "2. 《" not in text
    page = view(term)
    assert held.pk not in {one.plan.pk for one in page.sessions}
    assert page.hours
    assert page.hours.held == entries[0].minutes
    plan_term(**by(term), months=3)
    again = {pk for items in items_of(term).values() for pk in items}
    assert entries[0].item_id not in again
    with pytest.raises(ValueError, match="nothing"):
        undo_plan(**by(term)) and undo_plan(**by(term)) and hold_plan(
            **by(term), uid=hold_ready(term), studied=[]
        )


def hold_ready(world: World) -> UUID:
    """A second session whose roll was called."""
    plan = view(world).sessions[0].plan
    meeting = call_session(**by(world), uid=plan.uid)
    Meeting.objects.filter(pk=meeting.pk).update(state="held")
    return plan.uid


def test_what_was_noted_is_taken_back_until_the_minutes_are_confirmed(term: World) -> None:
    held = hold(term, view(term).sessions[0].plan)
    take_back_held(**by(term), uid=held.uid)
    assert view(term).sessions[0].may_note
    hold_plan(**by(term), uid=held.uid)
    person = {"actor": term.users["secretary"], "viewer": term.viewer("secretary"), "uid": held.meeting.uid}
    keep_minutes(**person, text="学了。", decisions=[DecisionDraft("学")])
    confirm_minutes(**person)
    with pytest.raises(ValueError, match="confirmed"):
        take_back_held(**by(term), uid=held.uid)


def test_members_are_sent_the_coming_session_alone(term: World) -> None:
    coming = set(next(iter(items_of(term).values())))
    assert {item for _branch, item, _plan in asked_pairs(term.north.pk)} == coming


def test_the_question_may_be_put_in_other_words_and_is_the_platform_s_again(term: World) -> None:
    line = view(term).sessions[0].entries[0]
    ask_at_entry(**by(term), entry_id=line.entry.pk, question=" 我们怎么做？ ")
    assert view(term).sessions[0].entries[0].question == "我们怎么做？"
    ask_at_entry(**by(term), entry_id=line.entry.pk, question="")
    assert view(term).sessions[0].entries[0].question == line.question


def test_what_is_asked_from_above_comes_in_time_and_says_who_asks(world: World) -> None:
    items = library(world, size=40)
    officer = {"actor": world.users["officer"], "viewer": world.viewer("officer")}
    wanted, late = items[33], today() + timedelta(days=40)
    ask = propose(**officer, organisation_id=world.general.pk, thing=wanted, by_day=late)
    plan_term(**by(world), months=3)
    found = next((one, line) for one in view(world).sessions for line in one.entries if line.item == wanted)
    assert found[0].plan.day <= late
    assert "测试党总支" in str(found[1].reason.sentence)
    assert view(world).asks == [(ask, True)]
    withdraw_ask(**officer, uid=ask.uid)
    assert view(world).asks == []


@pytest.mark.parametrize("role", ["member", "secretary", "south_officer"])
def test_only_officers_above_and_editors_of_the_root_ask(world: World, role: str) -> None:
    item = library(world)[0]
    person = {"actor": world.users[role], "viewer": world.viewer(role)}
    with pytest.raises(NotVisible):
        propose(**person, organisation_id=world.north.pk, thing=item, by_day=today() + timedelta(60))


def test_an_ask_leaves_time_for_the_next_session_and_does_not_fill_all(world: World) -> None:
    items = library(world)
    editor = {
        "actor": world.users["editor"],
        "viewer": world.viewer("editor"),
        "organisation_id": world.north.pk,
    }
    with pytest.raises(ValidationError, match="两周"):
        propose(**editor, thing=items[0], by_day=today() + timedelta(days=5))
    for item in items[:6]:
        propose(**editor, thing=item, by_day=today() + timedelta(days=60))
    with pytest.raises(ValidationError, match="最多提议 6 篇"):
        propose(**editor, thing=items[7], by_day=today() + timedelta(days=60))


def test_wishes_and_finished_items_are_seen_from_ten_people_on_and_weekly(world: World) -> None:
    items = library(world, size=30)
    people = [
        m for key, m in world.members.items() if key.startswith(("more", "member", "colleague", "secretary"))
    ]
    for member in people[:9]:
        wish(world, member, items[20])
    release_figures(root=world.north, day=today())
    assert not StudyFigure.objects.exists()
    for member in people:
        wish(world, member, items[20])
        agree(member)
    finished(people, [items[2]])
    release_figures(root=world.north, day=today())
    figures = {(f.kind, f.item_id): (f.organisation_id, f.people) for f in StudyFigure.objects.all()}
    # All who finished are of this branch, and nobody is left over whom a difference would name.
    assert figures == {
        ("wished", items[20].pk): (world.branch.pk, 10),
        ("finished", items[2].pk): (world.branch.pk, 10),
    }
    assert release_figures(root=world.north, day=today() + timedelta(days=6)) == 0
    make_plan(**by(world), session=60)
    line = next(line for line in view(world).sessions[0].entries if line.item == items[20])
    assert "至少有 10 位党员希望" in str(line.reason.sentence)
    assert items[2].pk not in items_of(world).popitem()[1]


def wish(world: World, member: Any, item: Any) -> None:
    from redcloud.apps.study.models import StudyWish

    StudyWish.objects.get_or_create(member=member, item=item)


def test_a_member_wishes_and_takes_the_wish_back(world: World) -> None:
    item = library(world)[0]
    person = {"actor": world.users["member"], "viewer": world.viewer("member"), "uid": item.uid}
    wish_item(**person, wished=True)
    wish_item(**person, wished=False)
    with pytest.raises(NotVisible):
        wish_item(actor=world.users["officer"], viewer=world.viewer("officer"), uid=item.uid, wished=True)


@pytest.mark.parametrize("role", ["member", "officer", "sibling_secretary", "south_secretary", "editor"])
def test_only_the_committee_has_a_hand_on_it(term: World, role: str) -> None:
    one = view(term).sessions[0]
    entry = PlanEntry.objects.filter(plan=one.plan).first()
    assert entry
    calls: list[Any] = [
        lambda: plan_term(**by(term, role), months=3),
        lambda: move_entry(**by(term, role), entry_id=entry.pk, place=1),
        lambda: undo_plan(**by(term, role)),
        lambda: call_session(**by(term, role), uid=one.plan.uid),
        lambda: hold_plan(**by(term, role), uid=one.plan.uid),
        lambda: ask_at_entry(**by(term, role), entry_id=entry.pk, question="？"),
        lambda: change_session(**by(term, role), uid=one.plan.uid, session=60),
        lambda: swap_page(term.viewer(role), term.branch.pk, entry.pk),
    ]
    for call in calls:
        with pytest.raises(NotVisible):
            call()
