"""A branch answers what is due: that settles it, is for the branch alone, and can be taken back."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from django.utils import timezone

from redcloud.apps.outlook.actions import answer_due, call_due, take_answer_back
from redcloud.apps.outlook.models import DueAnswer
from redcloud.apps.outlook.queries import due_answers, due_lines
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import AuditEntry, Organisation
from tests.world import World

TODAY = date(2026, 11, 23)
RULE = "theme_day_monthly"


@pytest.fixture
def branch(world: World) -> Organisation:
    """The world's branch, on the platform for long."""
    long_ago = timezone.make_aware(datetime.combine(date(2024, 1, 1), time()))
    Organisation.objects.filter(pk=world.branch.pk).update(created_at=long_ago)
    return world.branch


def answered(world: World, role: str = "secretary", **changed: Any) -> DueAnswer:
    given = {"rule": RULE, "answer": "not_applicable", "sentence": "全体参加抢险", "today": TODAY}
    return answer_due(
        actor=world.users[role], viewer=world.viewer(role), branch_id=world.branch.pk, **(given | changed)
    )


def state(world: World) -> tuple[str, date]:
    (line,) = (
        one for one in due_lines(world.viewer("member"), world.branch.pk, TODAY) if one.item.rule == RULE
    )
    return line.item.state, line.item.period_since


@pytest.mark.parametrize("answer", ["done", "not_applicable", "wrong"])
def test_each_answer_settles_the_period_and_the_next_is_asked_about(
    world: World, branch: Organisation, answer: str
) -> None:
    assert state(world) == ("overdue", date(2026, 10, 1))
    answered(world, answer=answer)
    assert state(world) == ("due", date(2026, 11, 1))
    answered(world, answer=answer)
    assert state(world) == ("answered", date(2026, 11, 1))
    lines = due_answers(world.viewer("member"), branch.pk, TODAY)
    assert [(one.answer.sentence, one.kind.code) for one in lines] == [("全体参加抢险", "theme_day")] * 2
    assert AuditEntry.objects.filter(action="outlook.answer_due", organisation=branch).count() == 2


def test_what_was_answered_is_not_planned_in_one_tap_and_not_answered_twice(
    world: World, branch: Organisation
) -> None:
    answered(world)
    answered(world)
    acting: dict[str, Any] = {"actor": world.users["secretary"], "viewer": world.viewer("secretary")}
    called = call_due(**acting, branch_id=branch.pk, today=TODAY)
    assert "theme_day" not in {meeting.kind for meeting in called}
    with pytest.raises(NotVisible):
        answered(world)


def test_an_answer_taken_back_opens_the_matter_again(world: World, branch: Organisation) -> None:
    given = answered(world)
    acting: dict[str, Any] = {"actor": world.users["secretary"], "viewer": world.viewer("secretary")}
    take_answer_back(**acting, branch_id=branch.pk, answer_id=given.pk)
    assert state(world) == ("overdue", date(2026, 10, 1))
    with pytest.raises(NotVisible):
        take_answer_back(**acting, branch_id=branch.pk, answer_id=given.pk)


def test_only_the_committee_answers_and_nobody_above_reads_it(world: World, branch: Organisation) -> None:
    given = answered(world)
    for role in ("member", "officer", "sibling_secretary", "administrator"):
        with pytest.raises(NotVisible):
            answered(world, role)
        with pytest.raises(NotVisible):
            take_answer_back(
                actor=world.users[role], viewer=world.viewer(role), branch_id=branch.pk, answer_id=given.pk
            )
    for role in ("officer", "sibling_secretary", "administrator"):
        with pytest.raises(NotVisible):
            due_answers(world.viewer(role), branch.pk, TODAY)


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"sentence": "  "}, "sentence"), ({"sentence": "长" * 301}, "sentence"), ({"answer": "x"}, "answer")],
)
def test_an_answer_without_a_sentence_is_none(
    world: World, branch: Organisation, changed: dict[str, Any], code: str
) -> None:
    with pytest.raises(ValueError, match=code):
        answered(world, **changed)
    assert not DueAnswer.objects.exists()
