"""Where records go: the administrator of the root, and nobody else."""

from tests.web.access import Row
from tests.world import World


def rows(world: World) -> list[Row]:
    """Own root, another root, a unit that is no root; targets that are not there."""
    owners = {world.north.pk: {"administrator"}, world.south.pk: set(), world.branch.pk: set(), 10**9: set()}
    return [
        row
        for root, allowed in owners.items()
        for row in (
            Row("office-flow", (root,), allowed=allowed),
            Row(
                "office-flow-kept",
                (root,),
                allowed=allowed,
                method="post",
                status={302},
                data={"months": "24"},
            ),
            Row("office-flow-stop", (root, 10**9), method="post"),
            Row("office-flow-again", (root, 10**9), method="post"),
        )
    ]
