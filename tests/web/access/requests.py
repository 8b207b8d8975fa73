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
        *(Row("office-outlook", (pk,), allowed=allowed) for pk, allowed in officers.items()),
        *(
            Row(name, (one.uid,), allowed={"officer"})
            for name in (
                "office-request-answers",
                "office-request-answers-csv",
                "office-request-answers-export",
            )
        ),
        Row("branch-outlook", (world.branch.pk,), allowed=OWN),
        Row("branch-outlook", (world.general.pk,)),
        Row("branch-help", (world.branch.pk,), allowed={"secretary"}, method="post", status={302}),
        # Nothing was asked for, so there is nothing to take back.
        Row("branch-help-back", (world.branch.pk,), method="post"),
        Row("branch-request", (world.branch.pk, one.uid), allowed={"secretary"}),
        Row("branch-request", (world.south_branch.pk, one.uid)),
        Row("branch-asked", (world.branch.pk,), allowed=OWN),
        Row("branch-asked", (world.general.pk,)),
        Row("branch-questions", (world.branch.pk,), allowed={"secretary"}),
        Row("ledger", allowed=EVERYBODY),
    ]
