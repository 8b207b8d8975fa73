"""Stage portrait: writes."""

from redcloud.apps.portrait.actions.erasure import erase_member
from redcloud.apps.portrait.actions.folding import build, fold_if_missing, follow_consent, refold
from redcloud.apps.portrait.actions.looking import look_from_command, open_shared_lines, open_stated
from redcloud.apps.portrait.actions.releasing import TooSoon, publish_release
from redcloud.apps.portrait.actions.saying import (
    NoBranch,
    annotate,
    dispute,
    share,
    stop_sharing,
    withdraw_dispute,
)
from redcloud.apps.portrait.actions.stating import (
    hide,
    plan_hours,
    show_again,
    show_to_committee,
    state,
    stop_showing,
    take_back,
)

__all__ = [
    "NoBranch",
    "TooSoon",
    "annotate",
    "build",
    "dispute",
    "erase_member",
    "fold_if_missing",
    "follow_consent",
    "hide",
    "look_from_command",
    "open_shared_lines",
    "open_stated",
    "plan_hours",
    "publish_release",
    "refold",
    "share",
    "show_again",
    "show_to_committee",
    "state",
    "stop_sharing",
    "stop_showing",
    "take_back",
    "withdraw_dispute",
]
