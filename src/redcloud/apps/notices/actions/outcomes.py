"""Stage notices: notes what became of a message. An answer in; the outbox, devices and robots say it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from redcloud.apps.notices.actions.telling import notify_all
from redcloud.apps.notices.channels.answers import Answer
from redcloud.apps.notices.models import Delivery, DeliveryState, NoticeKind, PushDevice, Robot
from redcloud.apps.people.models import Member
from redcloud.apps.people.queries import committee_of

MOST_FAILURES = 3
"""After so many messages in a row that did not arrive a robot is paused, and its committee told."""


@transaction.atomic
def note(delivery: Delivery, answer: Answer, moment: datetime, wait: timedelta) -> str:
    """Write down what became of a message that was taken; return ``sent``, ``later`` or ``failed``."""
    # Under the lease: whoever took longer than it has been overtaken, and the other one's note stands.
    mine = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.PENDING, not_before=delivery.not_before
    )
    if answer.outcome == "sent":
        mine.update(state=DeliveryState.SENT, sent_at=moment, fault="")
    elif answer.outcome == "failed":
        mine.update(state=DeliveryState.FAILED, fault=answer.fault)
    elif answer.away:
        mine.update(not_before=moment + wait, fault=answer.fault, attempts=delivery.attempts - 1)
    else:
        mine.update(not_before=moment + wait, fault=answer.fault)
    if delivery.robot is not None:
        _note_robot(delivery.robot, answer, moment, trial=delivery.trial)
    if answer.gone and delivery.device_id is not None:
        PushDevice.objects.filter(pk=delivery.device_id).delete()
    return answer.outcome


def _note_robot(robot: Robot, answer: Answer, moment: datetime, *, trial: bool) -> None:
    kept = Robot.objects.select_for_update().filter(pk=robot.pk).first()
    if kept is None:
        return
    kept.tried_at, kept.fault = moment, answer.fault
    if answer.outcome == "sent":
        kept.failures, kept.sent_at = 0, moment
    elif answer.outcome == "failed" and not trial:
        kept.failures = min(kept.failures + 1, MOST_FAILURES)
    if kept.failures >= MOST_FAILURES and kept.paused_at is None:
        kept.paused_at = moment
        Delivery.objects.filter(robot=kept, state=DeliveryState.PENDING).update(
            state=DeliveryState.FAILED, fault=answer.fault
        )
        held = committee_of(kept.branch, timezone.localdate(moment)).values("user__member")
        notify_all(
            members=Member.objects.filter(pk__in=held),
            kind=NoticeKind.ROBOT_PAUSED,
            target_url="branch-robots",
            target_args=(kept.branch_id,),
        )
    kept.save(update_fields=["tried_at", "fault", "failures", "sent_at", "paused_at"])
