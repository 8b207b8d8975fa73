"""Branch plans: the minutes add up, why for each, the committee's hand stays on it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from redcloud.apps.people.access import NotVisible
from redcloud.apps.study.actions import lock_entry, make_plan, plan_again, send, swap_entry
from redcloud.apps.study.models import BranchPlan, Suggestion
from redcloud.apps.study.queries import PlanView, choices_for, plan_for
from tests.apps.study.stories import finished, hold, library, today
from tests.world import World


def by(world: World, role: str = "secretary") -> dict[str, object]:
    return {"actor": world.users[role], "viewer": world.viewer(role), "branch_id": world.branch.pk}


def plan(world: World, role: str = "secretary") -> PlanView:
    return plan_for(world.viewer(role), world.branch.pk)


def planned(world: World) -> list[int]:
    return [line.item.pk for line in plan(world).entries]


@pytest.mark.parametrize("session", [30, 45, 60, 90])
def test_two_to_four_items_fill_the_session_and_each_says_why(world: World, session: int) -> None:
    library(world)
    make_plan(**by(world), session=session)
    page = plan(world)
    assert 2 <= len(page.entries) <= 4
    assert page.total_minutes == session
    assert page.plan
    assert page.plan.spare_minutes == 0
    assert all(str(line.reason.sentence) for line in page.entries)
    starts = [line.starts_at_minute for line in page.entries]
    assert starts[0] == 0
    assert starts == sorted(starts)


def test_what_is_locked_stays_when_planned_again_and_the_rest_changes(world: World) -> None:
    library(world)
    make_plan(**by(world), session=60)
    before = plan(world).entries
    lock_entry(**by(world), entry_id=before[1].entry.pk, locked=True)
    plan_again(**by(world))
    after = planned(world)
    assert before[1].item.pk in after
    assert not {line.item.pk for line in before if line is not before[1]} & set(after)
    assert plan(world).total_minutes == 60


def test_a_swap_changes_one_item_and_keeps_the_others(world: World) -> None:
    library(world)
    make_plan(**by(world), session=60)
    before = plan(world).entries
    swap_entry(**by(world), entry_id=before[0].entry.pk)
    after = set(planned(world))
    assert {line.item.pk for line in before[1:]} < after
    assert before[0].item.pk not in after
    assert plan(world).total_minutes == 60


def test_the_secretary_picks_an_item_by_hand_and_it_is_said_so(world: World) -> None:
    library(world)
    make_plan(**by(world), session=60)
    wanted = choices_for(world.viewer("secretary"), world.branch.pk)[-1]
    swap_entry(**by(world), entry_id=plan(world).entries[0].entry.pk, item_id=wanted.pk)
    line = next(line for line in plan(world).entries if line.item == wanted)
    assert line.entry.reason_code == "chosen"
    assert line.entry.locked


def test_the_next_plan_leaves_out_what_was_studied_before(world: World) -> None:
    library(world)
    held = make_plan(**by(world), session=60)
    first = planned(world)
    hold(world, held)
    make_plan(**by(world), session=60)
    assert not set(first) & set(planned(world))
    assert BranchPlan.objects.filter(branch=world.branch, closed_at=None).count() == 1


def test_a_small_library_offers_old_items_again_rather_than_nothing(world: World) -> None:
    library(world, size=5)
    hold(world, make_plan(**by(world), session=45))
    make_plan(**by(world), session=45)
    assert len(planned(world)) >= 2


def test_too_few_items_is_said_in_words_and_changes_nothing(world: World) -> None:
    library(world, size=1)
    with pytest.raises(ValidationError, match="学习库"):
        make_plan(**by(world), session=60)
    assert not BranchPlan.objects.exists()


@pytest.mark.parametrize("session", [0, 19, 241])
def test_an_impossible_length_is_refused(world: World, session: int) -> None:
    library(world)
    with pytest.raises(ValidationError):
        make_plan(**by(world), session=session)


@pytest.mark.parametrize("role", ["member", "sibling_secretary", "officer", "editor", "south_secretary"])
def test_only_the_committee_plans(world: World, role: str) -> None:
    library(world)
    with pytest.raises(NotVisible):
        make_plan(**by(world, role), session=60)


@pytest.mark.parametrize("role", ["officer", "sibling_secretary", "south_secretary", "administrator"])
def test_what_a_branch_studies_is_its_own_affair(world: World, role: str) -> None:
    library(world)
    make_plan(**by(world), session=60)
    assert not plan(world, "member").may_edit
    with pytest.raises(NotVisible):
        plan(world, role)


def test_nobodys_study_goes_into_a_plan(world: World) -> None:
    items = library(world)
    make_plan(**by(world), session=60)
    before = planned(world)
    BranchPlan.objects.all().delete()
    finished([world.members["member"], world.members["secretary"]], items[:5])
    make_plan(**by(world), session=60)
    assert planned(world) == before


def test_members_are_sent_what_their_branch_plans_and_the_reason_says_so(world: World) -> None:
    library(world)
    make_plan(**by(world), session=60)
    send(root=world.north, day=today())
    rows = Suggestion.objects.filter(reason_code="asked_by_branch")
    assert set(rows.filter(member=world.members["member"]).values_list("item_id", flat=True)) <= set(
        planned(world)
    )
    assert rows.filter(member=world.members["member"]).exists()
    assert not rows.filter(member=world.members["sibling1"]).exists()
