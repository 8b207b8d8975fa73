"""Stage notices: reads. A viewer in, what that viewer may see out; the outbox for who sends."""

from redcloud.apps.notices.queries.office import ChannelState, robots_paused, sending_of
from redcloud.apps.notices.queries.own import (
    DeviceLine,
    Ways,
    address_of,
    device_token_known,
    mail_fault_of,
    notice_for,
    notices_for,
    own_data,
    preference_for,
    token_known,
    unread_for,
    ways_for,
)
from redcloud.apps.notices.queries.robots import RobotLine, robots_of

__all__ = [
    "ChannelState",
    "DeviceLine",
    "RobotLine",
    "Ways",
    "address_of",
    "device_token_known",
    "mail_fault_of",
    "notice_for",
    "notices_for",
    "own_data",
    "preference_for",
    "robots_of",
    "robots_paused",
    "sending_of",
    "token_known",
    "unread_for",
    "ways_for",
]
