"""Media go elsewhere. In: two places. Out: the second holds what the first held, octet by octet.

May be stopped at any moment and repeated: what is in the second already is compared and not written again,
and nothing leaves the first before everything was compared.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from redcloud.apps.media import registry
from redcloud.apps.media.kinds import Kept, Media
from redcloud.apps.media.together import side_by_side
from redcloud.engine.objects import Vanished

AT_ONCE: Final = 8
_PART: Final = 500
_INCOMING: Final = "records/incoming/"
Progress = Callable[[int, int], None]


class HoldsOthers(RuntimeError):  # noqa: N818 - says what it is
    """The other place holds files and none that this installation knows: another's."""


class NotEqual(RuntimeError):  # noqa: N818 - says what it is
    """Files whose copies are not what they are; those copies were removed, and nothing else."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved; ``copied`` of the files were not there yet."""

    files: int
    octets: int
    copied: int


def move(source: Media, target: Media, *, keep: bool, progress: Progress = lambda done, total: None) -> Moved:
    """Let ``target`` hold what ``source`` holds, compare octet by octet, and empty the source.

    Files that come into the source meanwhile stay there, and are found by another move.

    Parameters
    ----------
    keep : leave the files in the source as well.
    progress : called with octets copied or compared, and how many there will be.

    Raises
    ------
    HoldsOthers, NotEqual, OutOfReach
    """
    files = [one for one in source.kept() if not one.name.startswith(_INCOMING)]
    there = {one.name: one.size for one in target.kept()}
    _refuse_others(files, there)
    missing = [one for one in files if there.get(one.name) != one.size]
    done = _Done(progress, sum(one.size for one in missing) + sum(one.size for one in files))
    side_by_side(lambda one: _copy(source, target, one, done), missing, AT_ONCE)
    wrong: list[str] = []
    side_by_side(lambda one: _compare(source, target, one, wrong, done), files, AT_ONCE)
    if wrong:
        target.remove(wrong)
        raise NotEqual(", ".join(sorted(wrong)[:5]))
    if not keep:
        if isinstance(target.place, Path):
            os.sync()  # a power cut now must not take both
        for part in _parts(one.name for one in files):
            source.remove(part)
    return Moved(len(files), sum(one.size for one in files), len(missing))


class _Done:
    """Octets that are done with, told now and then."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def add(self, octets: int) -> None:
        self._done += octets
        self._progress(self._done, self._total)


def _refuse_others(files: list[Kept], there: dict[str, int]) -> None:
    if not there or any(one.name in there for one in files):
        return
    if not any(registry.known(part) for part in _parts(iter(there))):
        raise HoldsOthers


def _copy(source: Media, target: Media, one: Kept, done: _Done) -> None:
    try:
        content = source.open(one.name)
    except (FileNotFoundError, Vanished):
        return  # deleted meanwhile, which comparing finds as well
    with content:
        target.delete(one.name)  # half of it, where a move was stopped
        target.save(one.name, content)
    done.add(one.size)


def _compare(source: Media, target: Media, one: Kept, wrong: list[str], done: _Done) -> None:
    was = _digest(source, one.name)
    if was is not None and _digest(target, one.name) != was:
        wrong.append(one.name)
    elif was is None:
        target.delete(one.name)
    done.add(one.size)


def _digest(where: Media, name: str) -> bytes | None:
    try:
        with where.open(name) as content:
            return hashlib.file_digest(content, "sha256").digest()
    except (FileNotFoundError, Vanished):
        return None


def _parts(names: Iterator[str]) -> Iterator[list[str]]:
    while part := list(islice(names, _PART)):
        yield part
