"""One root after the other: what fails for one keeps none of the others from its turn, and is not hidden."""

from __future__ import annotations

import pytest

from redcloud.apps.people.models import Organisation
from redcloud.apps.people.turns import for_each_root
from tests.world import World


def test_the_root_after_one_that_failed_has_its_turn(world: World) -> None:
    seen = []

    def act(root: Organisation) -> None:
        seen.append(root)
        if root == world.north:
            raise ValueError("a broken table")

    with pytest.raises(ExceptionGroup) as failed:
        for_each_root(act)
    assert seen == [world.north, world.south]
    assert [str(one) for one in failed.value.exceptions] == ["a broken table"]
