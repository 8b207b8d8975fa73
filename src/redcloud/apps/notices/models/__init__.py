"""Stage notices: its tables. What happened, how each wants to hear, by which way, and what waits."""

from redcloud.apps.notices.models.notices import Notice, NoticeKind, Preference, Rhythm
from redcloud.apps.notices.models.outbox import Channel, Delivery, DeliveryState, Digest
from redcloud.apps.notices.models.ways import PushDevice, Robot, RobotKind

__all__ = [
    "Channel",
    "Delivery",
    "DeliveryState",
    "Digest",
    "Notice",
    "NoticeKind",
    "Preference",
    "PushDevice",
    "Rhythm",
    "Robot",
    "RobotKind",
]
