"""Requests from above, seen by the branch, their cost by everybody; a branch's questions to itself."""

from django.utils import timezone

from tests.apps.outlook.asking import sent
from tests.web.access import EVERYBODY, Row
from tests.world import World

OWN = frozenset({"member", "colleague", "secretary"})


def rows(world: World) -> list[Row]:
    """The officer's pages at each level, the branch's own page, the ledger."""
    one = sent(world, timezone.localdate())
    officers = {
        world.north.pk: {"officer"},
        world.general.pk: {"officer"},
        world.south.pk: {"south_officer"},
        10**9: set(),
    }
    return [
        *(Row("office-requests", (pk,), allowed=allowed) for pk, allowed in officers.items()),
        *(Row("office-request-new", (pk,), allowed=allowed) for pk, allowed in officers.items()),
        Row("office-request-withdraw", (one.uid,), allowed={"officer"}, method="post", status={302}),
        Row("branch-asked", (world.branch.pk,), allowed=OWN),
        Row("branch-asked", (world.general.pk,)),
        Row("branch-questions", (world.branch.pk,), allowed={"secretary"}),
        Row("ledger", allowed=EVERYBODY),
    ]
