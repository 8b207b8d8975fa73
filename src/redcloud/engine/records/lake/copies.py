"""Stage records: copies of a lake's files on this machine. In: names. Out: paths, which stay while read.

A file of a Delta table is never changed, so that a copy is as good as the file for as long as the log names
it. What the log no longer names is removed here in the same breath as there: an erasure that leaves copies is
none.

Reading and fetching share a lock; removing wants it alone. It is the system's, so that no process that
died keeps it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from redcloud.engine.objects.store import AT_ONCE


class Copies:
    """Copies of files in a folder.

    Parameters
    ----------
    folder : of the copies and of nothing else; made at the first.
    most_octets : how much is kept between two readings; what is being read may be more.
    fetch : writes the file of a name to a path, whole or not at all.
    """

    def __init__(self, folder: Path, most_octets: int, fetch: Callable[[str, Path], None]) -> None:
        self._folder = folder
        self._most_octets = most_octets
        self._fetch = fetch

    @contextmanager
    def of(self, names: Sequence[str]) -> Iterator[list[str]]:
        """Fetch what is missing and give the paths of all, in the order of ``names``."""
        if not names:
            yield []
            return
        fetched = False
        with self._locked(fcntl.LOCK_SH):
            paths = [self._folder / name for name in names]
            missing = [name for name, path in zip(names, paths, strict=True) if not _used(path)]
            if missing:
                fetched = True
                self._fetch_all(missing)
            yield [str(path) for path in paths]
        if fetched:
            self._make_room()

    def _fetch_all(self, names: Sequence[str]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            coming = [pool.submit(self._fetch, name, self._folder / name) for name in names]
            try:
                for one in coming:
                    one.result()
            except BaseException:
                # Where one got no answer a thousand others would wait for theirs.
                pool.shutdown(cancel_futures=True)
                raise

    def keep_only(self, names: Collection[str]) -> None:
        """Remove the copies of all other files; waits for whoever reads."""
        if not self._folder.is_dir():
            return
        with self._locked(fcntl.LOCK_EX):
            for path in self._all():
                if path.relative_to(self._folder).as_posix() not in names:
                    path.unlink()

    def _make_room(self) -> None:
        """Remove what was not read for longest; the next time where somebody reads now."""
        try:
            with self._locked(fcntl.LOCK_EX | fcntl.LOCK_NB):
                kept = [(path, path.stat()) for path in self._all()]
                too_much = sum(stat.st_size for _, stat in kept) - self._most_octets
                for path, stat in sorted(kept, key=lambda one: one[1].st_mtime):
                    if too_much <= 0:
                        break
                    path.unlink()
                    too_much -= stat.st_size
        except BlockingIOError:
            return

    def _all(self) -> list[Path]:
        return [path for path in self._folder.rglob("*") if path.is_file() and path != self._lock]

    @property
    def _lock(self) -> Path:
        return self._folder / "lock"

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._lock.open("w") as lock:
            fcntl.flock(lock, how)
            yield


def _used(path: Path) -> bool:
    """Whether there is a copy; notes that it is read."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True
