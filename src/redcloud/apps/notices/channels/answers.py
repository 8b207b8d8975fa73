"""Stage notices: what became of one message. A fault is a code; ``words`` says it to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a message.

    Attributes
    ----------
    outcome
        ``sent``; ``later`` where trying again may help; ``failed`` where it cannot.
    fault
        A code of ``words.FAULTS``; empty where it was sent.
    wait_s
        How long the other side asks to be left alone; 0 where it does not say.
    away
        The whole way is blocked, whatever the message: the others wait untried.
    gone
        The address does not exist any more and is to be forgotten.
    """

    outcome: Literal["sent", "later", "failed"]
    fault: str = ""
    wait_s: int = 0
    away: bool = False
    gone: bool = False


SENT = Answer("sent")
