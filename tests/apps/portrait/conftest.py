"""A member with records, folded: the setting of the portrait's tests."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from redcloud.apps.people.actions import set_consent
from redcloud.apps.people.models import Member
from redcloud.apps.records.actions import ActivityRef, drain_outbox, record_event
from redcloud.engine.contracts import LakeVerb
from tests.world import World

LESSON, CLASS = "urn:redcloud:north:item:lesson", "urn:redcloud:north:meeting:class"


def days_ago(days: int) -> datetime:
    """An instant so many days before now."""
    return timezone.now() - timedelta(days=days)


def activity(iri: str, kind: str, name: str) -> ActivityRef:
    """An activity of one of the product's own kinds."""
    return ActivityRef(iri, kind, name)


def record(member: Member, verb: LakeVerb, iri: str, kind: str, when: datetime) -> None:
    """Record an event of a member."""
    record_event(member=member, verb=verb, activity=activity(iri, kind, "防火知识"), when=when)


def agree(world: World, key: str, granted: bool = True, purpose: str = "portrait") -> None:
    """Let a person of the world answer."""
    set_consent(actor=world.users[key], member=world.members[key], purpose=purpose, granted=granted)


@pytest.fixture
def folded(world: World, django_capture_on_commit_callbacks) -> World:
    """``member`` agreed and has an item done and a class attended, in the lake and folded."""
    with django_capture_on_commit_callbacks(execute=True):
        agree(world, "member")
        member = world.members["member"]
        record(member, "began", LESSON, "study", days_ago(40))
        record(member, "completed", LESSON, "study", days_ago(39))
        record(member, "attended", CLASS, "class", days_ago(10))
    drain_outbox()
    return world
