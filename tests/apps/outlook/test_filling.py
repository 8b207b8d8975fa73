"""A request is answered on the platform: facts filled in, a draft, sent by a named person, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from redcloud.apps.outlook.actions import AnswerRefusedError, fill_in
from redcloud.apps.outlook.facts import CATALOGUE
from redcloud.apps.outlook.models import BranchRequest, RequestAnswer
from redcloud.apps.outlook.queries import answer_sheet, answers_to
from redcloud.apps.people.access import NotVisible
from tests.apps.outlook.asking import sent
from tests.world import World

TODAY = timezone.localdate()


def fill(
    world: World, one: BranchRequest, texts: tuple[str, str], *, send: bool, today=TODAY
) -> RequestAnswer:
    keys = list(one.fields.values_list("pk", flat=True))
    return fill_in(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        uid=one.uid,
        texts=dict(zip(keys, texts, strict=True)),
        send=send,
        today=today,
    )


def sheet(world: World, one: BranchRequest, today=TODAY):
    return answer_sheet(world.viewer("secretary"), world.branch.pk, one.uid, today)


def test_facts_come_from_the_platform_and_a_draft_is_seen_by_the_branch_alone(world: World) -> None:
    one = sent(world, TODAY, facts=("members", "meetings", "attendance_of_members"))
    assert one.facts == ["members", "meetings"]  # what is not in the catalogue cannot be asked
    assert [(str(line.name), line.number) for line in sheet(world, one).facts] == [
        ("党员人数", 12),
        ("今年开会次数", 0),
    ]
    fill(world, one, ("", "棉被"), send=False)
    assert [line.text for line in sheet(world, one).fields] == ["", "棉被"]
    seen = answers_to(world.viewer("officer"), one.uid, TODAY)
    assert (seen.sent, seen.minutes, len(seen.rows)) == (0, 0, 2)


def test_what_was_sent_is_seen_above_with_its_facts_and_cost_and_changes_no_more(world: World) -> None:
    one = sent(world, TODAY, facts=("members",))
    fill(world, one, ("3", "棉被"), send=True)
    seen = answers_to(world.viewer("officer"), one.uid, TODAY)
    assert seen.heads == ["党员人数", "需要帮助的户数", "最需要什么"]
    assert {row.branch: row.cells for row in seen.rows} == {
        world.branch: ["12", "3", "棉被"],
        world.sibling: ["", "", ""],
    }
    assert (seen.sent, seen.minutes) == (1, one.minutes_once // 2)
    assert RequestAnswer.objects.get().sent_by == world.users["secretary"]
    with pytest.raises(NotVisible):
        fill(world, one, ("4", "棉被"), send=True)


def test_what_is_missing_or_no_number_is_said_by_field_and_nothing_is_stored(world: World) -> None:
    one = sent(world, TODAY)
    for texts, faults in ((("三户", "棉被"), ["number"]), (("nan(", ""), ["number", "missing"])):
        with pytest.raises(AnswerRefusedError) as refused:
            fill(world, one, texts, send=True)
        assert list(refused.value.faults.values()) == faults
    assert not RequestAnswer.objects.exists()


def test_a_repetition_begins_with_what_was_said_before(world: World) -> None:
    one = sent(world, TODAY, repeats="quarterly")
    fill(world, one, ("3", "棉被"), send=True)
    later = TODAY + timedelta(days=100)
    again = sheet(world, one, later)
    assert (again.turn, again.sent) == (1, False)
    assert [(line.text, line.from_before) for line in again.fields] == [("3", True), ("棉被", True)]
    fill(world, one, ("2", "棉被"), send=True, today=later)
    assert [answers_to(world.viewer("officer"), one.uid, later, turn).rows[0].cells for turn in (0, 1)] == [
        ["3", "棉被"],
        ["2", "棉被"],
    ]


def test_only_the_committee_answers_and_only_officers_of_the_sender_read(world: World) -> None:
    one = sent(world, TODAY)
    others = {"member": world.branch, "south_secretary": world.south_branch, "officer": world.branch}
    for role, branch in others.items():
        with pytest.raises(NotVisible):
            answer_sheet(world.viewer(role), branch.pk, one.uid, TODAY)
    for role in ("secretary", "south_officer", "editor"):
        with pytest.raises(NotVisible):
            answers_to(world.viewer(role), one.uid, TODAY)


def test_the_catalogue_is_of_organisations(world: World) -> None:
    assert set(CATALOGUE) == {"members", "committee", "groups", "meetings", "needs_waiting", "needs_solved"}
