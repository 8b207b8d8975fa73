"""What a branch's group chats hear: its committee. Whether messages get out: the administrator."""

from __future__ import annotations

from redcloud.apps.notices.actions import add_robot
from redcloud.apps.notices.models import Robot
from tests.web.access import Row
from tests.world import World

COMMITTEE = frozenset({"secretary"})
DONE = frozenset({302})
AGAIN = {"channel": "email", "fault": "mailbox_refused"}


def rows(world: World) -> list[Row]:
    """Every URL of the features robots and sending; another branch's robot is nobody's."""
    branch, robots = world.branch.pk, [_robot(world) for _ in range(4)]
    owners = {world.north.pk: {"administrator"}, world.south.pk: set(), world.branch.pk: set()}
    return [
        Row("branch-robots", (branch,), allowed=COMMITTEE),
        Row("branch-robots", (world.sibling.pk,), allowed={"sibling_secretary"}),
        Row("branch-robots", (world.general.pk,)),
        Row("branch-robot-try", (branch, robots[0].pk), COMMITTEE, "post", status=DONE),
        Row("branch-robot-pause", (branch, robots[1].pk), COMMITTEE, "post", status=DONE),
        Row("branch-robot-resume", (branch, robots[2].pk), COMMITTEE, "post", status=DONE),
        Row("branch-robot-remove", (branch, robots[3].pk), COMMITTEE, "post", status=DONE),
        Row("branch-robot-remove", (world.sibling.pk, robots[0].pk), method="post"),
        Row("branch-robot-try", (branch, 10**9), method="post"),
        *(Row("office-sending", (root,), allowed=allowed) for root, allowed in owners.items()),
        *(
            Row("office-sending-again", (root,), allowed, "post", AGAIN, DONE)
            for root, allowed in owners.items()
        ),
        Row("office-sending-again", (world.north.pk,), method="post", data={**AGAIN, "channel": "robot"}),
    ]


def _robot(world: World) -> Robot:
    return add_robot(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        name="工作群",
        url="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcd-1234",
    )
