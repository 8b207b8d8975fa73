"""Stage records: where a lake lies. In: a folder, or a place in S3-compatible storage. Out: table and files.

A reader is always given paths of this machine: those of the folder, or those of copies (``copies.py``).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit, urlunsplit

from deltalake import DeltaTable
from deltalake.exceptions import TableNotFoundError

from redcloud.engine.objects import Account, Objects, Remote, reaching
from redcloud.engine.records.lake.copies import Copies

_CHECKPOINT_EVERY: Final = "20"
"""Commits. A process that opens the table asks for each commit since the last checkpoint."""
_RETRIES: Final = {"max_retries": "3", "retry_timeout": "20s", "timeout": "60s", "connect_timeout": "5s"}
"""The libraries' own three minutes would keep the worker from everything else."""


class Place(Protocol):
    """What a lake asks of where it lies."""

    @property
    def lock(self) -> Path:
        """Held by the one writer."""
        ...

    @property
    def uri(self) -> str:
        """As Delta names the table."""
        ...

    @property
    def options(self) -> dict[str, str] | None:
        """What Delta needs to open a table there."""
        ...

    @property
    def configuration(self) -> dict[str, str]:
        """Of a new table, beside what every lake has."""
        ...

    def table(self) -> DeltaTable | None:
        """The table as it is now."""
        ...

    def prepare(self) -> None:
        """Make ready for a table that is not there yet."""
        ...

    def reaching(self) -> AbstractContextManager[None]:
        """Around everything that speaks to the place; raises `OutOfReach` alone where it does not answer."""
        ...

    def local(self, uris: Sequence[str]) -> AbstractContextManager[list[str]]:
        """Paths of files, which stay while the context lasts."""
        ...

    def keep_only(self, uris: Iterable[str]) -> None:
        """Remove whatever this machine has of other files."""
        ...


@dataclass(frozen=True)
class Folder:
    """A lake in a folder."""

    path: Path
    options: dict[str, str] | None = None
    configuration: dict[str, str] = field(default_factory=dict)

    @property
    def uri(self) -> str:
        return str(self.path)

    @property
    def lock(self) -> Path:
        return self.path.with_name(self.path.name + ".lock")

    def table(self) -> DeltaTable | None:
        if not DeltaTable.is_deltatable(self.uri):
            return None
        return DeltaTable(self.path)

    def prepare(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)

    def reaching(self) -> AbstractContextManager[None]:
        return nullcontext()

    def local(self, uris: Sequence[str]) -> AbstractContextManager[list[str]]:
        return nullcontext(list(uris))

    def keep_only(self, uris: Iterable[str]) -> None:
        """Nothing: there are no copies."""

    def __str__(self) -> str:
        return self.uri


class InStore:
    """A lake in S3-compatible storage.

    Parameters
    ----------
    place : where.
    folder : of this installation; holds the lock of its one writer and the copies that readers are given.
    copies_mib : how much of copies is kept between two readings.
    """

    def __init__(self, place: Remote, folder: Path, copies_mib: int) -> None:
        self.uri = str(place)
        self.options = storage_options(place)
        self.configuration = {"delta.checkpointInterval": _CHECKPOINT_EVERY}
        self.lock = folder / "lake.lock"
        self.objects = Objects(place)
        self._copies = Copies(folder / "lake-copies", copies_mib * 1024 * 1024, self.objects.fetch)
        # A table of its own for each thread: a writer's must not move on while it compares.
        self._mine = threading.local()

    def table(self) -> DeltaTable | None:
        with reaching():
            known: DeltaTable | None = getattr(self._mine, "table", None)
            if known is not None:
                known.update_incremental()
                return known
            # Not `is_deltatable`: it keeps every thread of this process waiting for the store.
            with suppress(TableNotFoundError):
                known = self._mine.table = DeltaTable(self.uri, storage_options=self.options)
            return known

    def prepare(self) -> None:
        # Two writers would undo each other's commits where the store overlooks conditions.
        self.objects.try_out()

    def reaching(self) -> AbstractContextManager[None]:
        return reaching()

    @contextmanager
    def local(self, uris: Sequence[str]) -> Iterator[list[str]]:
        with self._copies.of([self._name(uri) for uri in uris]) as paths:
            yield paths

    def keep_only(self, uris: Iterable[str]) -> None:
        self._copies.keep_only({self._name(uri) for uri in uris})

    def _name(self, uri: str) -> str:
        return uri.removeprefix(f"{self.uri}/")

    def __str__(self) -> str:
        return self.uri

    def __repr__(self) -> str:
        return f"InStore({self.uri})"


def storage_options(place: Remote) -> dict[str, str]:
    """What Delta's own client of S3 needs. It commits by a conditional put, and takes nothing for granted."""
    asker = place.account
    options = {
        "aws_access_key_id": asker.key,
        "aws_secret_access_key": asker.secret,
        "aws_region": asker.region,
        "aws_conditional_put": "etag",
        "aws_virtual_hosted_style_request": "false" if asker.in_path else "true",
        **_RETRIES,
    }
    if asker.endpoint:
        options["aws_endpoint"] = _endpoint(asker, place.container)
        options["aws_allow_http"] = "true" if asker.endpoint.startswith("http://") else "false"
    return options


def _endpoint(asker: Account, container: str) -> str:
    """The address to ask; with the container before the host where the store wants it there."""
    if asker.in_path:
        return asker.endpoint
    parts = urlsplit(asker.endpoint)
    return urlunsplit(parts._replace(netloc=f"{container}.{parts.netloc}"))


def place_of(lake: Place | Path | str) -> Place:
    """A place, or the folder at a path."""
    return Folder(Path(lake)) if isinstance(lake, str | Path) else lake
