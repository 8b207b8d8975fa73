"""The roster: the administrator of the root, and nobody else."""

from tests.web.access import Row
from tests.world import World


def rows(world: World) -> list[Row]:
    """Own root, another root, a unit that is no root."""
    owners = {
        world.north.pk: {"administrator"},
        world.south.pk: set(),
        world.branch.pk: set(),
        10**9: set(),
    }
    return [
        row
        for root, allowed in owners.items()
        for row in (
            Row("office-roster", (root,), allowed=allowed),
            Row("office-roster-apply", (root,), allowed=allowed, method="post", status={302}),
            Row("office-roster-codes", (root,), allowed=allowed, method="post"),
            Row("office-accounts", (root,), allowed=allowed),
            Row("office-accounts-withdraw", (root,), allowed=allowed, method="post", status={302}),
        )
    ]
