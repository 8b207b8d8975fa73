"""The branch's roster, the activation codes, transfers: its own committee, and not the level above."""

from django.utils import timezone

from redcloud.apps.people.models import Membership, Transfer
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
    one_of = {
        world.branch.pk: world.members["member"].pk,
        world.sibling.pk: world.members["sibling1"].pk,
        world.south_branch.pk: world.members["south_member"].pk,
    }
    own, gone = world.members["more1"], world.members["more2"]
    Membership.objects.filter(member=gone).update(until=timezone.localdate())
    next_door = {"target_id": world.sibling.pk, "origin_id": world.branch.pk}
    transfer = Transfer.objects.create(member=world.members["more3"], **next_door)
    here = world.branch.pk
    moving = [
        Row("member-moving", (here, own.pk), allowed={"secretary"}),
        Row("member-transfer-ask", (here, own.pk), allowed={"secretary"}, method="post", status={422}),
        Row("member-left", (here, own.pk), allowed={"secretary"}, method="post", status={422}),
        Row("member-back", (here, gone.pk), allowed={"secretary"}, method="post", status={302}),
        Row(
            "branch-transfer",
            (here, transfer.pk),
            allowed={"secretary"},
            method="post",
            data={"step": "withdraw"},
            status={302},
        ),
    ]
    return moving + [
        row
        for branch, allowed in owners.items()
        for row in (
            Row("branch-members", (branch,), allowed=allowed),
            Row("branch-activation-codes", (branch,), allowed=allowed, method="post"),
            Row(
                "branch-password-slip",
                (branch,),
                allowed=allowed,
                method="post",
                data={"member": one_of.get(branch, 1)},
                status={200, 302},
            ),
        )
    ]
