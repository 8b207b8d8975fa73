"""Where the lake of a bench lies. In: the folder of the bench. Out: its lake's place, there or in a store.

A store is named by a file in the folder, so that each step, a process of its own, finds the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.core.exceptions import ImproperlyConfigured

from redcloud.config.stores import place_of
from redcloud.engine.objects import Objects, Remote
from redcloud.engine.records.lake import Folder, InStore, Place

COPIES_MIB = 2048


@contextmanager
def lake_elsewhere(folder: Path, text: str | None) -> Iterator[None]:
    """Let the lake of the bench in ``folder`` lie below ``s3://bucket/prefix``, and remove it afterwards.

    Raises
    ------
    ImproperlyConfigured
    """
    if text is None:
        yield
        return
    own = f"{text.rstrip('/')}/bench-{uuid4().hex[:8]}"
    place = place_of(own, "--lake")
    if not isinstance(place, Remote):
        raise ImproperlyConfigured("--lake takes s3://bucket/prefix")
    (folder / "lake.at").write_text(own)
    try:
        yield
    finally:
        objects = Objects(place)
        objects.delete([one.name for one in objects.listed()])


def lake_place(folder: Path) -> Place:
    """The place of the lake of the bench in ``folder``."""
    named = folder / "lake.at"
    if not named.exists():
        return Folder(folder / "lake")
    place = place_of(named.read_text(), "--lake")
    assert isinstance(place, Remote)  # noqa: S101 - written above
    return InStore(place, folder, COPIES_MIB)
