"""Stage notices: writes. What happened in; notices, choices, and what leaves the platform out."""

from redcloud.apps.notices.actions.choosing import (
    add_device,
    remove_device,
    set_preference,
    stop_device,
    stop_email,
    try_device,
    try_email_again,
)
from redcloud.apps.notices.actions.digests import queue_digests
from redcloud.apps.notices.actions.robots import (
    add_robot,
    pause_robot,
    remove_robot,
    resume_robot,
    try_robot,
)
from redcloud.apps.notices.actions.sending import Run, send_again, send_waiting
from redcloud.apps.notices.actions.telling import (
    mark_read,
    notify,
    notify_all,
    notify_branch,
    tell_of_slip,
)
from redcloud.apps.notices.actions.upkeep import delete_old, erase_member

__all__ = [
    "Run",
    "add_device",
    "add_robot",
    "delete_old",
    "erase_member",
    "mark_read",
    "notify",
    "notify_all",
    "notify_branch",
    "pause_robot",
    "queue_digests",
    "remove_device",
    "remove_robot",
    "resume_robot",
    "send_again",
    "send_waiting",
    "set_preference",
    "stop_device",
    "stop_email",
    "tell_of_slip",
    "try_device",
    "try_email_again",
    "try_robot",
]
