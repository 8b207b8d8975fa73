"""Trouble that a person can do something about; a sentence and an exit code, never a traceback.

Exit codes of ``redcloud``: 0 done, 1 failed, 2 wrong usage, 3 the port is taken, 4 no room or no
right to write in the data folder, 5 the database does not answer, 6 something is not installed.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import typer
from django.db import DatabaseError, OperationalError

FAILED: Final = 1
PORT_TAKEN: Final = 3
NO_ROOM: Final = 4
NO_DATABASE: Final = 5
NOT_INSTALLED: Final = 6


class Trouble(Exception):  # noqa: N818  (trouble, not a fault of the program)
    """Something outside the program stands in the way.

    Parameters
    ----------
    sentence
        What is the matter and what to do about it.
    code
        Exit code.
    """

    def __init__(self, sentence: str, code: int = FAILED) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


@contextmanager
def told_plainly() -> Iterator[None]:
    """End the command with one sentence where trouble, a full disk or a silent database stops it.

    Anything else is a fault of the program and keeps its traceback.
    """
    try:
        yield
    except Trouble as trouble:
        _end(trouble)
    except OSError as problem:
        _end(_of_disk(problem), problem)
    except DatabaseError as problem:
        _end(_of_database(problem), problem)


def _end(trouble: Trouble | None, cause: Exception | None = None) -> None:
    if trouble is None:
        assert cause is not None  # noqa: S101  (only a cause can be without a sentence)
        raise cause
    typer.secho(trouble.sentence, err=True, fg="red")
    raise SystemExit(trouble.code) from cause


def _of_disk(problem: OSError) -> Trouble | None:
    where = f" ({problem.filename})" if problem.filename else ""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return Trouble(
            f"The disk is full{where}. Free some space, or set REDCLOUD_DATA to a folder with room, and "
            "run the same command again.",
            NO_ROOM,
        )
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENOENT):
        return Trouble(
            f"The data folder cannot be written{where}. Set REDCLOUD_DATA to a folder of yours and run the "
            "same command again.",
            NO_ROOM,
        )
    return None


def _of_database(problem: DatabaseError) -> Trouble | None:
    cause = problem.__cause__
    if isinstance(cause, sqlite3.OperationalError):
        name = getattr(cause, "sqlite_errorname", "")
        if name == "SQLITE_FULL":
            return _of_disk(OSError(errno.ENOSPC, "full"))
        if name in {"SQLITE_READONLY", "SQLITE_CANTOPEN"}:
            return _of_disk(OSError(errno.EACCES, "not writable"))
        return None
    if isinstance(problem, OperationalError):
        return Trouble(
            f"The database does not answer: {str(problem).strip().splitlines()[0]}. Check DATABASE_URL and "
            "that the server runs.",
            NO_DATABASE,
        )
    return None
