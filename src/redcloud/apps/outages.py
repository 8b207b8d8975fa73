"""What stands in the way and is no fault of the program. In: an exception. Out: disk, database or store?"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

import structlog
from django.db import InterfaceError, OperationalError

from redcloud.engine.objects import OutOfReach

log = structlog.get_logger(__name__)
_Done = TypeVar("_Done")

AWAY: Final = (OperationalError, InterfaceError)
"""The database is busy, full or away, or its connection ended in the middle."""

_FULL_ERRNO: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FULL_SQLITE: Final = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE"})
_FULL_POSTGRES: Final = "53100"  # disk_full


def is_disk_full(problem: BaseException) -> bool:
    """Whether nothing more can be written, to the disk or to the file that is written to."""
    return any(
        (isinstance(one, OSError) and one.errno in _FULL_ERRNO)
        or getattr(one, "sqlite_errorname", "") in _FULL_SQLITE
        or getattr(one, "sqlstate", None) == _FULL_POSTGRES
        for one in _causes(problem)
    )


def unless_disk_full(do: Callable[[], _Done], otherwise: str) -> _Done | None:
    """Do what is only counted or noted, and do without it while the disk is full: reading goes on then.

    Parameters
    ----------
    otherwise : what is not done then, for the log.
    """
    try:
        return do()
    except AWAY as problem:
        if not is_disk_full(problem):
            raise
        log.warning(f"{otherwise}: the disk is full")
        return None


def is_away(problem: BaseException) -> bool:
    """Whether the database does not answer."""
    return any(isinstance(one, AWAY) for one in _causes(problem))


def is_out_of_reach(problem: BaseException) -> bool:
    """Whether S3-compatible storage does not do what it is asked."""
    return any(isinstance(one, OutOfReach) for one in _causes(problem))


def _causes(problem: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = problem
    while found is not None:
        yield found
        found = found.__cause__
