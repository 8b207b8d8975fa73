"""A session that ran out is not kept: it still says which account it belonged to."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from redcloud.apps.people.tasks import forget_old_sessions
from tests.world import World


def test_sessions_that_ran_out_are_forgotten_and_the_others_stay(world: World, signed_in) -> None:
    old, new = (signed_in(role).session.session_key for role in ("member", "colleague"))
    Session.objects.filter(pk=old).update(expire_date=timezone.now() - timedelta(minutes=1))
    forget_old_sessions.call_local()
    assert list(Session.objects.values_list("pk", flat=True)) == [new]
