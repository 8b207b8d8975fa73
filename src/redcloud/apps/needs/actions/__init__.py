"""Stage needs: writes. By residents (with the follow code), by handlers, by officers, and by time."""

from redcloud.apps.needs.actions.asking import Asked, NeedRefused, ask
from redcloud.apps.needs.actions.attempts import TooManyAttempts, count_attempt, refuse_after
from redcloud.apps.needs.actions.erasure import erase_member
from redcloud.apps.needs.actions.following import (
    add_words,
    complain,
    confirm_solved,
    reopen,
    use_code,
    withdraw,
)
from redcloud.apps.needs.actions.handling import (
    answer,
    hand_over,
    mark_solved,
    open_contact,
    pass_on,
    take,
)
from redcloud.apps.needs.actions.helping import say_helped, take_back_helped
from redcloud.apps.needs.actions.oversight import AlreadyAnswered, answer_complaint
from redcloud.apps.needs.actions.places import PlacesRefused, add_places, change_place, delete_place
from redcloud.apps.needs.actions.retention import close_unconfirmed, delete_old
from redcloud.apps.needs.actions.subjects import file_under, guess_again

__all__ = [
    "AlreadyAnswered",
    "Asked",
    "NeedRefused",
    "PlacesRefused",
    "TooManyAttempts",
    "add_places",
    "add_words",
    "answer",
    "answer_complaint",
    "ask",
    "change_place",
    "close_unconfirmed",
    "complain",
    "confirm_solved",
    "count_attempt",
    "delete_old",
    "delete_place",
    "erase_member",
    "file_under",
    "guess_again",
    "hand_over",
    "mark_solved",
    "open_contact",
    "pass_on",
    "refuse_after",
    "reopen",
    "say_helped",
    "take",
    "take_back_helped",
    "use_code",
    "withdraw",
]
