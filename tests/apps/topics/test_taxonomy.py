"""The taxonomy: shared topics come with a release, editors add their own, nobody else may."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from redcloud.apps.people.access import NotVisible
from redcloud.apps.topics.actions import add_topic, change_topic
from redcloud.apps.topics.models import Topic
from redcloud.apps.topics.queries import (
    own_topic_edited_by,
    sensitive_codes,
    taxonomy_edited_by,
    topics_by_code,
    topics_for,
)
from tests.world import World


def added(world: World, code: str = "tea-growing", **more: object) -> Topic:
    return add_topic(
        actor=world.users["editor"],
        root=world.north,
        code=code,
        name_zh="种茶",
        name_en="Tea growing",
        **more,
    )


def test_the_shared_topics_are_there_from_the_start(db) -> None:
    codes = set(topics_for(None).values_list("code", flat=True))
    assert {"everyday-law", "first-aid", "rural-ecommerce", "minutes-writing"} < codes
    assert len(codes) >= 24
    assert sensitive_codes(None) == {"mental-wellbeing", "health", "household-debt"}


def test_an_added_topic_is_used_in_its_root_alone(world: World) -> None:
    added(world)
    assert "tea-growing" in topics_by_code(world.north.pk)
    assert "tea-growing" not in topics_by_code(world.south.pk)


@pytest.mark.parametrize("code", ["first-aid", "Tea", "tea growing", "tea_growing", ""])
def test_a_taken_or_malformed_code_is_refused(world: World, code: str) -> None:
    with pytest.raises(ValidationError):
        added(world, code)


def test_a_topic_cannot_stand_under_itself(world: World) -> None:
    above = added(world)
    below = added(world, "green-tea", parent=above)
    with pytest.raises(ValidationError):
        change_topic(
            actor=world.users["editor"],
            topic=above,
            name_zh="茶",
            name_en="Tea",
            sensitive=False,
            parent=below,
            archived=False,
        )


def test_an_archived_topic_is_offered_no_more_but_old_records_still_name_it(world: World) -> None:
    topic = added(world)
    change_topic(
        actor=world.users["editor"],
        topic=topic,
        name_zh="茶",
        name_en="Tea",
        sensitive=True,
        parent=None,
        archived=True,
    )
    assert topic not in topics_for(world.north.pk)
    assert topics_by_code(world.north.pk)["tea-growing"] == topic
    assert "tea-growing" in sensitive_codes(world.north.pk)


@pytest.mark.parametrize("role", ["member", "secretary", "officer", "administrator", "south_officer"])
def test_only_editors_work_on_the_taxonomy(world: World, role: str) -> None:
    with pytest.raises(NotVisible):
        taxonomy_edited_by(world.viewer(role))


def test_a_shared_topic_is_not_an_editors_to_change(world: World) -> None:
    with pytest.raises(NotVisible):
        own_topic_edited_by(world.viewer("editor"), Topic.objects.get(root=None, code="first-aid").pk)
