"""The demo's note in the data folder: what province was begun with which seed, and the password.

The note is written anew and renamed into place, readable by its owner alone, so that a crash leaves
either the note before or the note after.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from redcloud.engine.needs.codes import new_code

NAME: Final = "demo.json"
# Without 0/o, 1/l/i: the password is read from a terminal and typed on a phone.
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(slots=True)
class Note:
    """What the demo remembers about its data folder.

    Attributes
    ----------
    today
        The day on which the province was begun: resumed on another day it is still the same province.
    follow_code
        A resident's code, to try the page that follows a need.
    pack
        The rules that its organisations live by, and their words.
    """

    members: int
    organisations: int
    branches: int
    seed: int
    today: str
    password: str
    follow_code: str
    pack: str = "party"

    @property
    def day(self) -> date:
        """``today`` as a date."""
        return date.fromisoformat(self.today)


def new_note(
    *, members: int, organisations: int, branches: int, seed: int, today: date, pack: str = "party"
) -> Note:
    """Begin a note with a password of its own."""
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    return Note(members, organisations, branches, seed, today.isoformat(), password, new_code(), pack)


def read(folder: Path) -> Note | None:
    """Read the note of a data folder, if there is one."""
    try:
        return Note(**json.loads((folder / NAME).read_text()))
    except FileNotFoundError:
        return None


def write(folder: Path, note: Note) -> None:
    """Write the note whole, or not at all."""
    waiting = folder / f"{NAME}.new"
    waiting.unlink(missing_ok=True)
    handle = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(note), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(folder / NAME)
