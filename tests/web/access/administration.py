"""The administration: the administrator of the root, and nobody else."""

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
            Row("office-administration", (root,), allowed=allowed),
            Row("office-name", (root,), allowed=allowed, method="post", status={302}),
            Row("office-password-slip", (root,), allowed=allowed, method="post", status={302}),
            Row("office-staff", (root,), allowed=allowed),
            Row("office-staff", (root,), allowed=allowed, method="post", status={422}),
            Row("office-staff-end", (root,), allowed=allowed, method="post", status={302}),
            Row("office-places", (root,), allowed=allowed),
            Row("office-places", (root,), allowed=allowed, method="post", status={422}),
            Row("office-place", (root, 10**9)),
            Row("office-place-delete", (root, 10**9), method="post"),
        )
    ]
