"""Stage notices: a branch's robots. In: its committee's decision. Out: robots, and trials in the outbox.

The trail says that an address was set and by whom, never the address.
"""

from __future__ import annotations

import json

from django.db import transaction
from django.utils import timezone

from redcloud.apps.notices.actions.choosing import try_out
from redcloud.apps.notices.channels.robots import robot_from
from redcloud.apps.notices.models import Channel, Delivery, DeliveryState, Robot
from redcloud.apps.notices.sealing import seal
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer, branch_run_by
from redcloud.apps.people.models import Organisation, User

MOST_ROBOTS = 5


@transaction.atomic
def add_robot(
    *,
    actor: User,
    viewer: Viewer,
    branch_id: int,
    name: str,
    url: str,
    secret: str = "",
    quiet_from: int = 21,
    quiet_until: int = 8,
) -> Robot:
    """Have a robot say in a group chat when there is a notice of the branch, and try it out at once.

    Raises
    ------
    NotVisible
        For everybody but the branch's committee.
    ValueError
        ``not_public``, ``no_key``, ``bad_secret`` or ``too_many``.
    """
    branch = branch_run_by(viewer, branch_id)
    kind, _arguments = robot_from(url, secret)
    if Robot.objects.filter(branch=branch).count() >= MOST_ROBOTS:
        raise ValueError("too_many")
    robot = Robot.objects.create(
        branch=branch,
        name=name,
        kind=kind,
        address=seal(json.dumps({"url": url, "secret": secret})),
        set_by=actor,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
    )
    audit.record(actor=actor, action="notices.add_robot", target=robot, organisation=branch)
    _try(robot, branch)
    return robot


def _robot(viewer: Viewer, branch_id: int, robot_id: int) -> tuple[Robot, Organisation]:
    branch = branch_run_by(viewer, branch_id)
    found = Robot.objects.select_for_update().filter(branch=branch, pk=robot_id).first()
    if found is None:
        raise NotVisible
    return found, branch


def _try(robot: Robot, branch: Organisation) -> None:
    try_out(root_id=branch.root_id or branch.pk, channel=Channel.ROBOT, robot=robot)


@transaction.atomic
def try_robot(*, actor: User, viewer: Viewer, branch_id: int, robot_id: int) -> None:
    """Have a robot say now that this is a trial.

    Raises
    ------
    NotVisible
        For everybody but the branch's committee.
    """
    robot, branch = _robot(viewer, branch_id, robot_id)
    _try(robot, branch)
    audit.record(actor=actor, action="notices.try_robot", target=robot, organisation=branch)


@transaction.atomic
def pause_robot(*, actor: User, viewer: Viewer, branch_id: int, robot_id: int) -> None:
    """Have a robot say nothing until it is resumed; what waits for it is dropped.

    Raises
    ------
    NotVisible
        For everybody but the branch's committee.
    """
    robot, branch = _robot(viewer, branch_id, robot_id)
    robot.paused_at, robot.fault, robot.failures = timezone.now(), "", 0
    robot.save(update_fields=["paused_at", "fault", "failures"])
    Delivery.objects.filter(robot=robot, state=DeliveryState.PENDING).delete()
    audit.record(actor=actor, action="notices.pause_robot", target=robot, organisation=branch)


@transaction.atomic
def resume_robot(*, actor: User, viewer: Viewer, branch_id: int, robot_id: int) -> None:
    """Let a robot speak again, and try it out at once.

    Raises
    ------
    NotVisible
        For everybody but the branch's committee.
    """
    robot, branch = _robot(viewer, branch_id, robot_id)
    robot.paused_at, robot.fault, robot.failures = None, "", 0
    robot.save(update_fields=["paused_at", "fault", "failures"])
    audit.record(actor=actor, action="notices.resume_robot", target=robot, organisation=branch)
    _try(robot, branch)


@transaction.atomic
def remove_robot(*, actor: User, viewer: Viewer, branch_id: int, robot_id: int) -> None:
    """Forget a robot and its address.

    Raises
    ------
    NotVisible
        For everybody but the branch's committee.
    """
    robot, branch = _robot(viewer, branch_id, robot_id)
    audit.record(actor=actor, action="notices.remove_robot", target=robot, organisation=branch)
    robot.delete()
