"""A branch asks for help: live above, because it says so itself; taken back, its words are gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from redcloud.apps.outlook.actions import ask_for_help, take_help_back
from redcloud.apps.outlook.models import HelpAsked
from redcloud.apps.outlook.queries import outlook_of
from redcloud.apps.people.access import NotVisible
from tests.world import World

TODAY = timezone.localdate()


def ask(world: World, role: str = "secretary", sentence: str = "需要一位会修水管的师傅") -> None:
    ask_for_help(
        actor=world.users[role],
        viewer=world.viewer(role),
        branch_id=world.branch.pk,
        sentence=sentence,
        today=TODAY,
    )


def test_the_level_above_sees_it_at_once_and_no_more_once_it_is_taken_back(world: World) -> None:
    ask(world)
    ask(world, sentence="需要两位师傅")
    seen = outlook_of(world.viewer("officer"), world.north.pk, TODAY)
    assert [(one.branch, one.sentence) for one in seen.helps] == [(world.branch, "需要两位师傅")]
    assert [(one.name, one.asking) for one in seen.places] == [("测试党总支", 1)]
    take_help_back(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        today=TODAY,
    )
    assert outlook_of(world.viewer("officer"), world.north.pk, TODAY).helps == []
    assert HelpAsked.objects.get().sentence == ""


def test_only_the_committee_asks_and_in_words(world: World) -> None:
    for role in ("member", "sibling_secretary", "officer"):
        with pytest.raises(NotVisible):
            ask(world, role)
    for sentence in ("", "  ", "长" * 301):
        with pytest.raises(ValueError, match="sentence"):
            ask(world, sentence=sentence)
    assert not HelpAsked.objects.exists()


def test_by_need_those_who_ask_for_help_come_first_and_by_name_they_do_not(world: World) -> None:
    ask_for_help(
        actor=world.users["sibling_secretary"],
        viewer=world.viewer("sibling_secretary"),
        branch_id=world.sibling.pk,
        sentence="需要帮助",
        today=TODAY - timedelta(days=1),
    )
    by = {
        order: [
            one.name for one in outlook_of(world.viewer("officer"), world.general.pk, TODAY, order).places
        ]
        for order in ("name", "need", "<script>")
    }
    assert by["name"] == by["<script>"] == sorted(by["name"])
    assert by["need"] == ["测试第二党支部", "测试第一党支部"]
