"""Stage portrait: writes."""

from redcloud.apps.portrait.actions.erasure import erase_member
from redcloud.apps.portrait.actions.folding import build, follow_consent, refold
from redcloud.apps.portrait.actions.looking import look_from_command, open_shared_lines
from redcloud.apps.portrait.actions.releasing import TooSoon, publish_release
from redcloud.apps.portrait.actions.saying import (
    NoBranch,
    annotate,
    dispute,
    share,
    stop_sharing,
    withdraw_dispute,
)

__all__ = [
    "NoBranch",
    "TooSoon",
    "annotate",
    "build",
    "dispute",
    "erase_member",
    "follow_consent",
    "look_from_command",
    "open_shared_lines",
    "publish_release",
    "refold",
    "share",
    "stop_sharing",
    "withdraw_dispute",
]
