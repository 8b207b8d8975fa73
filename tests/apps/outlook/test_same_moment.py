"""Two taps at the same moment: what is due is called once, a request from above is sent once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from redcloud.apps.life.models import Meeting
from redcloud.apps.outlook.actions import RequestRefused, answer_due, call_due
from redcloud.apps.outlook.models import BranchRequest, DueAnswer
from redcloud.apps.people.models import Member, Membership
from redcloud.apps.people.turns import hold
from tests.apps.outlook.asking import sent
from tests.together import at_once, needs_postgresql
from tests.world import SINCE, World

pytestmark = [needs_postgresql, pytest.mark.django_db(transaction=True)]
RULE = "theme_day_monthly"


def test_what_is_due_is_called_once(world: World) -> None:
    def tap() -> None:
        actor, viewer = world.users["secretary"], world.viewer("secretary")
        call_due(actor=actor, viewer=viewer, branch_id=world.branch.pk, today=timezone.localdate(), rule=RULE)

    at_once(tap, tap)
    assert Meeting.objects.filter(kind="theme_day").count() == 1


def test_what_is_due_is_answered_once(world: World) -> None:
    today = timezone.localdate()

    def tap() -> None:
        answer_due(
            actor=world.users["secretary"],
            viewer=world.viewer("secretary"),
            branch_id=world.branch.pk,
            rule=RULE,
            answer="done",
            sentence="办了",
            today=today,
            period=today.replace(day=1).isoformat(),
        )

    with pytest.raises(ValueError, match="settled"):
        at_once(tap, tap)
    assert DueAnswer.objects.count() == 1


def test_a_request_is_sent_once(world: World) -> None:
    with pytest.raises(RequestRefused):
        at_once(lambda: sent(world), lambda: sent(world))
    assert BranchRequest.objects.count() == 1


def test_an_organisation_that_is_held_takes_members_meanwhile(world: World) -> None:
    """An import or a release holds the root for long; nobody's entry waits for it."""
    newcomer = Member.objects.create(root=world.north, name="新同志", roster_key="new", stage_since=SINCE)

    def join() -> None:
        Membership.objects.create(member=newcomer, organisation=world.sibling, since=SINCE)

    assert not at_once(lambda: hold(world.sibling), join).waited_for
