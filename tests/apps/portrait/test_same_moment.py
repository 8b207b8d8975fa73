"""Two releases at the same moment: the second would be the difference by which one person is given away."""

from __future__ import annotations

from datetime import date

import pytest

from redcloud.apps.portrait import actions
from redcloud.apps.portrait.models import Release
from tests.together import at_once, needs_postgresql
from tests.world import World

pytestmark = [needs_postgresql, pytest.mark.django_db(transaction=True)]


def test_of_two_releases_the_second_is_too_soon(world: World) -> None:
    def publish() -> None:
        actions.publish_release(actor=None, root=world.north, day=date(2026, 3, 2))

    with pytest.raises(actions.TooSoon):
        at_once(publish, publish, looks=1000)
    assert Release.objects.count() == 1
