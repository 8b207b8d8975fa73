"""Files that go. In: names of files whose rows are gone, or names that rows know. Out: no file of nobody."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from itertools import islice

import structlog
from django.db import transaction

from redcloud.apps.media.kinds import Media, media
from redcloud.engine.objects import OutOfReach

log = structlog.get_logger(__name__)

DAY_S = 24 * 3600
_AT_ONCE = 500


def remove_now(remove: Callable[[Media], None]) -> None:
    """Remove files of nobody; what cannot go now goes with the next sweep, and no error is raised."""
    try:
        remove(media())
    except (OutOfReach, OSError):
        log.warning("files of nobody stay until the next sweep", exc_info=True)


def remove_soon(remove: Callable[[Media], None]) -> None:
    """Remove files once the transaction is committed.

    Whoever's transaction it is has done what was asked by then: an error would say that nothing was.
    """
    transaction.on_commit(lambda: remove_now(remove))


def sweep(
    under: str, known: Callable[[Collection[str]], Collection[str]], older_than_s: float = DAY_S
) -> int:
    """Remove the files below ``under`` that no row names; return how many.

    Parameters
    ----------
    known : of some names those that rows name.
    older_than_s : younger files may belong to a row that is just being written.
    """
    before, where, gone = time.time() - older_than_s, media(), 0
    old = (one.name for one in where.kept(under) if one.changed_s < before)
    for names in _some(old):
        unknown = set(names) - set(known(names))
        where.remove(unknown)
        gone += len(unknown)
    return gone


def _some(names: Iterator[str]) -> Iterator[list[str]]:
    while part := list(islice(names, _AT_ONCE)):
        yield part
