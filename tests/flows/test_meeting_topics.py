"""What a meeting was about reaches the portraits of those who were there, and of nobody else."""

from __future__ import annotations

from redcloud.apps.life.actions import confirm_minutes, keep_minutes
from redcloud.apps.portrait.queries import portrait_of
from redcloud.apps.records.actions import drain_outbox
from redcloud.apps.topics.models import Topic
from tests.apps.life.stories import called, roll
from tests.apps.portrait.conftest import agree
from tests.world import World


def topics_of(world: World, key: str) -> set[str]:
    return {line.key for line in portrait_of(world.viewer(key)).lines if line.kind == "topic"}


def test_topics_of_confirmed_minutes_stand_in_the_portraits_of_those_who_were_there(
    world: World, django_capture_on_commit_callbacks
) -> None:
    meeting = called(world)
    with django_capture_on_commit_callbacks(execute=True):
        agree(world, "member")
        agree(world, "colleague")
        roll(world, meeting, ["member"], ["colleague"])
    drain_outbox()
    said = {"actor": world.users["secretary"], "viewer": world.viewer("secretary"), "uid": meeting.uid}
    topic = Topic.objects.get(root=None, code="fire-safety")
    keep_minutes(**said, text="学了灭火器", decisions=[], topics=[topic.pk])
    assert topics_of(world, "member") == set()
    confirm_minutes(**said)
    assert topics_of(world, "member") == {"fire-safety"}
    assert topics_of(world, "colleague") == set()
