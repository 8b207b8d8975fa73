"""Trouble that a person can do something about; a sentence and an exit code, never a traceback.

Exit codes of ``redcloud``: 0 done, 1 failed, 2 wrong usage, 3 the port is taken, 4 no room or no
right to write in the data folder, 5 the database does not answer, 6 something is not installed, 7 the
S3-compatible storage does not do what is needed.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import typer
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError

from redcloud.engine.objects import OutOfReach

FAILED: Final = 1
WRONG_USAGE: Final = 2
PORT_TAKEN: Final = 3
NO_ROOM: Final = 4
NO_DATABASE: Final = 5
NOT_INSTALLED: Final = 6
NO_STORE: Final = 7


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
    except ImproperlyConfigured as problem:
        _end(Trouble(f"{str(problem).rstrip('.')}.", WRONG_USAGE))
    except OutOfReach as problem:
        _end(_of_store(problem))
    except OSError as problem:
        _end(_of_disk(problem), problem)
    except DatabaseError as problem:
        _end(_of_database(problem), problem)


@contextmanager
def told_of_stores() -> Iterator[None]:
    """End any command with one sentence where S3-compatible storage, or the lake in it, cannot be used."""
    try:
        yield
    except OutOfReach as problem:
        _end(_of_store(problem))


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


_WHAT_TO_DO: Final = {
    "moved": "The lake is elsewhere now. Set REDCLOUD_LAKE to the new place and run the same command again.",
    "mismatch": "The lake was written by another version of this program. Run the version that fits it.",
    "silent": "The S3-compatible storage does not answer. Check the network, REDCLOUD_S3_ENDPOINT and that "
    "the service runs.",
    "vanished": "The S3-compatible storage lacks a file that the lake names. Look for a lifecycle rule that "
    "deletes there, and restore the prefix from a backup.",
    "no_container": "The S3-compatible storage has no such bucket. Check the setting, or make the bucket.",
    "no_right": "The S3-compatible storage refuses. Give the user of REDCLOUD_S3_ACCESS_KEY the rights of "
    "docs/operations.md (list, read, write, delete).",
    "wrong_key": "The S3-compatible storage does not know the key. Check REDCLOUD_S3_ACCESS_KEY and "
    "REDCLOUD_S3_SECRET_KEY.",
    "wrong_region": "The bucket is in another region. Check REDCLOUD_S3_REGION and REDCLOUD_S3_ENDPOINT.",
    "wrong_clock": "The clock of this machine is wrong, so that the S3-compatible storage refuses. Set it.",
    "untrusted": "The certificate of the S3-compatible storage is not trusted here. Give the file of its "
    "authority in SSL_CERT_FILE and AWS_CA_BUNDLE.",
    "full": "The S3-compatible storage is full, or over its quota. Give it more room.",
    "unconditional": "This storage overlooks conditions (If-None-Match), so that two writers could undo each "
    "other. Keep the lake in another storage, or in a folder.",
}


def _of_store(problem: OutOfReach) -> Trouble:
    said = f" ({problem.detail})" if problem.detail else ""
    return Trouble(f"{_WHAT_TO_DO[problem.code]}{said}", NO_STORE)


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
