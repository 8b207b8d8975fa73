"""Lakes for tests, in every kind of place that they can lie in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from deltalake import DeltaTable

from redcloud.engine.records.lake import Folder, InStore, Lake
from tests.objects.running import ObjectServer

KINDS = ("folder", "S3")


@dataclass
class Lakes:
    """Makes lakes of one kind and looks at what lies behind them."""

    folder: Path
    server: ObjectServer | None

    def place(self) -> Folder | InStore:
        """Somewhere that is empty."""
        own = self.folder / uuid4().hex[:8]
        if self.server is None:
            return Folder(own / "lake")
        return InStore(self.server.place(), own, copies_mib=64)

    def lake(self, buckets: int = 64) -> Lake:
        """A lake that is empty."""
        return Lake(self.place(), buckets)

    def elsewhere(self, lake: Lake) -> Lake:
        """The same lake from another machine: another folder, and so another lock and other copies."""
        if isinstance(lake.place, InStore):
            return Lake(InStore(lake.place.objects.place, self.folder / uuid4().hex[:8], copies_mib=64))
        return Lake(_LockedElsewhere(lake.place.path, lock=self.folder / f"{uuid4().hex[:8]}.lock"))

    def contents(self, lake: Lake) -> dict[str, bytes]:
        """Everything that is kept of a lake, here and in the store, by name."""
        if isinstance(lake.place, Folder):
            found = lake.place.path
            return {str(path): path.read_bytes() for path in found.rglob("*") if path.is_file()}
        assert self.server is not None
        copies = {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        return copies | self.server.contents(lake.place.objects.place)

    def table(self, lake: Lake) -> DeltaTable:
        """The table, past the product."""
        return DeltaTable(lake.place.uri, storage_options=lake.place.options)


class _LockedElsewhere(Folder):
    def __init__(self, path: Path, lock: Path) -> None:
        super().__init__(path)
        vars(self)["own_lock"] = lock

    @property
    def lock(self) -> Path:
        return vars(self)["own_lock"]


@pytest.fixture(params=KINDS)
def lakes(request: Any, tmp_path: Path) -> Lakes:
    """Lakes in a folder, and again in S3-compatible storage."""
    server = request.getfixturevalue("object_server") if request.param == "S3" else None
    return Lakes(tmp_path / "lakes", server)
