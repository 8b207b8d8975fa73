"""The public ledger says what was announced, and what came of it when the time to answer is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from redcloud.apps.outlook.actions import withdraw_request
from redcloud.apps.outlook.models import BranchRequest, RequestAnswer
from redcloud.apps.outlook.queries import ledger
from redcloud.apps.outlook.queries.ledger import LedgerLine
from redcloud.apps.people.access import ANONYMOUS
from redcloud.apps.people.models import Organisation, OrganisationKind
from tests.apps.outlook.asking import MONDAY, sent
from tests.world import World

BRANCHES = 28
AFTER = MONDAY + timedelta(days=31)


@pytest.fixture
def wide(world: World) -> World:
    """Twenty-eight branches more, thirty with the two of the small world."""
    for number in range(BRANCHES):
        Organisation.objects.create(
            parent=world.north, kind=OrganisationKind.BRANCH, name=f"测试{number:02d}党支部"
        )
    return world


def answered(
    one: BranchRequest, world: World, branches: int, turn: int = 0, *, sent_too: bool = True
) -> None:
    below = Organisation.objects.filter(parent=world.north, kind=OrganisationKind.BRANCH).order_by("pk")
    RequestAnswer.objects.bulk_create(
        RequestAnswer(request=one, branch=branch, turn=turn, sent_at=timezone.now() if sent_too else None)
        for branch in below[:branches]
    )


def line(day=AFTER) -> LedgerLine:
    (found,) = ledger(ANONYMOUS, day).lines
    return found


def test_what_came_is_said_when_the_deadline_is_over_and_not_before(wide: World) -> None:
    one = sent(wide)
    answered(one, wide, 18)
    before = line(one.due_on)
    assert (before.turns, before.answered, before.minutes) == (0, None, None)
    after = line()
    assert (after.expected, after.answered, after.minutes) == (30, 18, 18 * one.minutes_each)
    assert one.minutes_once == 30 * one.minutes_each  # what was announced stays as it was


@pytest.mark.parametrize("few", [0, 9, 21, 28])
def test_a_few_that_answered_or_did_not_are_protected(wide: World, few: int) -> None:
    answered(sent(wide), wide, few)
    assert (line().turns, line().answered, line().minutes) == (1, None, None)


def test_a_draft_is_no_answer(wide: World) -> None:
    one = sent(wide)
    answered(one, wide, 18, sent_too=False)
    assert line().answered is None


def test_of_a_repeated_request_the_turns_that_are_over_count(wide: World) -> None:
    one = sent(wide, repeats="quarterly")
    for turn in (0, 1):
        answered(one, wide, 15, turn)
    seen = [line(MONDAY + timedelta(days=days)) for days in (10, 100, 200, 370)]
    assert [(each.turns, each.answered) for each in seen] == [(0, None), (1, 15), (2, 30), (4, 30)]


def test_one_that_was_withdrawn_is_over(wide: World) -> None:
    one = sent(wide)
    answered(one, wide, 12)
    withdraw_request(actor=wide.users["officer"], viewer=wide.viewer("officer"), uid=one.uid, today=MONDAY)
    assert line(MONDAY).answered == 12


def test_a_notice_that_asks_for_nothing_waits_for_no_answer(wide: World) -> None:
    sent(wide, kind="notice", fields=())
    assert not line().wants_answers
