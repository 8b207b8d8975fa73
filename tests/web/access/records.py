"""The record store's pages: the administrator of the root, and nobody else."""

from redcloud.apps.records.actions import make_credential, revoke_credential
from tests.web.access import Row
from tests.world import World


def rows(world: World) -> list[Row]:
    """Own root, another root, a unit that is no root; a credential of another root is not found."""
    owners = {world.north.pk: {"administrator"}, world.south.pk: set(), world.branch.pk: set(), 10**9: set()}
    own, revoked, foreign = (_made(world.north), _made(world.north), _made(world.south))
    revoke_credential(actor=None, credential=revoked)
    found = [
        row
        for root, allowed in owners.items()
        for row in (
            Row("office-records", (root,), allowed=allowed),
            Row("office-records-live", (root,), allowed=allowed),
            Row("office-credentials", (root,), allowed=allowed),
            Row("office-credential-new", (root,), allowed=allowed),
            Row("office-credential-new", (root,), allowed=allowed, method="post"),
            Row("office-credential-revoke", (root, own.pk), allowed=allowed, method="post", status={302}),
            Row(
                "office-credential-restore", (root, revoked.pk), allowed=allowed, method="post", status={302}
            ),
        )
    ]
    return [*found, Row("office-credential-revoke", (world.north.pk, foreign.pk), method="post")]


def _made(root):
    return make_credential(actor=None, root=root, name="lms").credential
