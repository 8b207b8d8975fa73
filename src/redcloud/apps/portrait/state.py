"""Stage portrait: where the kept state and the releases lie. In the data folder, never in the lake.

The lake cleans its own place of files that its log does not name; the state must not lie in it.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from redcloud.engine.backends import Limits
from redcloud.engine.portrait import PortraitStore


def portrait_store() -> PortraitStore:
    """The portrait state of this installation."""
    return PortraitStore(_folder("portrait"))


def releases_folder() -> Path:
    """Where the figures of releases lie."""
    return _folder("releases")


def limits() -> Limits:
    """What a build may take of the machine."""
    return Limits(memory_mib=settings.FOLD_MEMORY_MIB, spill=_folder("spill"))


def _folder(name: str) -> Path:
    folder: Path = settings.DATA / name
    return folder
