"""Stage life: writes. A meeting is called, its roll taken once, its minutes kept; a service is noted."""

from redcloud.apps.life.actions.meetings import (
    MeetingFacts,
    call_meeting,
    cancel_meeting,
    change_meeting,
    note_held,
    restore_meeting,
    take_chair,
)
from redcloud.apps.life.actions.minutes import DecisionDraft, confirm_minutes, keep_minutes
from redcloud.apps.life.actions.roll import take_roll
from redcloud.apps.life.actions.volunteering import note_volunteering, withdraw_volunteering

__all__ = [
    "DecisionDraft",
    "MeetingFacts",
    "call_meeting",
    "cancel_meeting",
    "change_meeting",
    "confirm_minutes",
    "keep_minutes",
    "note_held",
    "note_volunteering",
    "restore_meeting",
    "take_chair",
    "take_roll",
    "withdraw_volunteering",
]
