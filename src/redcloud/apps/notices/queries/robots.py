"""Stage notices: reads of robots. A branch's committee in; its robots without their addresses out."""

from __future__ import annotations

from dataclasses import dataclass

from redcloud.apps.notices.models import Delivery, DeliveryState, Robot
from redcloud.apps.people.access import Viewer, branch_run_by
from redcloud.apps.people.models import Organisation


@dataclass(frozen=True, slots=True)
class RobotLine:
    """A robot; ``waiting`` says that a message is on its way, ``trying`` that a trial is."""

    robot: Robot
    waiting: bool
    trying: bool


def robots_of(viewer: Viewer, branch_id: int) -> tuple[Organisation, list[RobotLine]]:
    """Return a branch and its robots, for its committee only.

    Raises
    ------
    NotVisible
    """
    branch = branch_run_by(viewer, branch_id)
    robots = list(Robot.objects.filter(branch=branch).defer("address").order_by("pk"))
    pending = Delivery.objects.filter(robot__in=robots, state=DeliveryState.PENDING)
    waiting = set(pending.values_list("robot_id", "trial"))
    return branch, [RobotLine(one, (one.pk, False) in waiting, (one.pk, True) in waiting) for one in robots]
