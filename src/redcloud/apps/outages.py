"""What stands in the way and is no fault of the program. In: an exception. Out: disk full? database away?"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from django.db import InterfaceError, OperationalError

log = structlog.get_logger(__name__)

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


@contextmanager
def full_disk_passed_over(what: str) -> Iterator[None]:
    """Do what is only counted or noted, and do without it while the disk is full: reading goes on then.

    Parameters
    ----------
    what : what is not done then, for the log.
    """
    try:
        yield
    except AWAY as problem:
        if not is_disk_full(problem):
            raise
        log.warning(f"{what}: the disk is full")


def is_away(problem: BaseException) -> bool:
    """Whether the database does not answer."""
    return any(isinstance(one, AWAY) for one in _causes(problem))


def _causes(problem: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = problem
    while found is not None:
        yield found
        found = found.__cause__
