"""A request is answered on the platform: facts filled in, a draft, sent by a named person, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from redcloud.apps.outlook.actions import AnswerRefusedError, fill_in
from redcloud.apps.outlook.actions.requests import NoSuchChoicesError
from redcloud.apps.outlook.choices import CHOICE_LISTS, answers_of
from redcloud.apps.outlook.facts import CATALOGUE
from redcloud.apps.outlook.models import BranchRequest, RequestAnswer, RequestField
from redcloud.apps.outlook.queries import DraftField, answer_sheet, answers_to
from redcloud.apps.people.access import NotVisible
from redcloud.apps.rules.queries import load_pack
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


def of_choices(world: World, *choices: str) -> BranchRequest:
    fields = tuple(
        DraftField(f"问题{number}", "choice" if code else "yes_no", "organisation", code)
        for number, code in enumerate(choices)
    )
    return sent(world, TODAY, fields=fields)


def test_what_is_chosen_is_one_of_a_closed_list_and_read_in_the_readers_words(world: World) -> None:
    one = of_choices(world, "help", "")
    for texts in (("棉被", "yes"), ("Goods", "yes"), ("goods", "是")):
        with pytest.raises(AnswerRefusedError) as refused:
            fill(world, one, texts, send=False)
        assert list(refused.value.faults.values()) == ["choice"]
    fill(world, one, ("goods", "no"), send=True)
    for language, cells in (("zh-hans", ["物资", "否"]), ("en", ["Supplies", "No"])):
        with override(language):
            assert answers_to(world.viewer("officer"), one.uid, TODAY).rows[0].cells == cells
            assert [line.said for line in sheet(world, one).fields] == cells


def test_a_list_that_is_not_in_the_catalogue_is_not_sent(world: World) -> None:
    for code in ("", "mood_of_members"):
        asked = (DraftField("大家怎么看", "choice", "organisation", code),)
        with pytest.raises(NoSuchChoicesError):
            sent(world, TODAY, fields=asked)
    assert not BranchRequest.objects.exists()


def test_a_field_from_before_there_were_lists_takes_words_and_what_was_said_stays_readable(
    world: World,
) -> None:
    one = of_choices(world, "help", "enough")
    one.fields.update(choices="")
    fill(world, one, ("棉被", "够用"), send=True)
    assert answers_to(world.viewer("officer"), one.uid, TODAY).rows[0].cells == ["棉被", "够用"]
    one.fields.update(choices="help")  # and words stay as they were said where a list came later
    assert answers_to(world.viewer("officer"), one.uid, TODAY).rows[0].cells == ["棉被", "够用"]


def test_kinds_of_meetings_are_chosen_in_the_words_of_the_organisations_pack() -> None:
    asked = RequestField(kind="choice", choices="meeting_kind")
    party, union = (answers_of(asked, load_pack(code)) for code in ("party", "union"))
    assert party["theme_day"] == "主题党日"
    assert party != union
    assert not any("党" in words for words in union.values())


def test_the_lists_of_answers_are_of_organisations() -> None:
    assert set(CHOICE_LISTS) == {
        "progress",
        "enough",
        "urgency",
        "who",
        "help",
        "part_of_day",
        "weekday",
        "meeting_kind",
        "need_category",
    }
    for code in CHOICE_LISTS:
        answers = answers_of(RequestField(kind="choice", choices=code), load_pack("party"))
        assert len(set(answers.values())) == len(answers) > 2


def test_the_catalogue_is_of_organisations(world: World) -> None:
    assert set(CATALOGUE) == {"members", "committee", "groups", "meetings", "needs_waiting", "needs_solved"}
