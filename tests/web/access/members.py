"""The branch's roster and the activation codes: its own committee, and not the level above."""

from tests.web.access import Row
from tests.world import World


def rows(world: World) -> list[Row]:
    """Own branch, the one next door, another root's, and one that is not there."""
    owners = {
        world.branch.pk: {"secretary"},
        world.sibling.pk: {"sibling_secretary"},
        world.south_branch.pk: {"south_secretary"},
        world.general.pk: set(),
        10**9: set(),
    }
    return [
        row
        for branch, allowed in owners.items()
        for row in (
            Row("branch-members", (branch,), allowed=allowed),
            Row("branch-activation-codes", (branch,), allowed=allowed, method="post"),
        )
    ]
