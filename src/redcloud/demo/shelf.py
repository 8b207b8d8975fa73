"""The demo's library: the Markdown files beside this module; their keys and topics out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from redcloud.engine.simulate import LibraryItem

FOLDER: Final = Path(__file__).with_name("library")


def library_files() -> list[Path]:
    """List the files, in their order."""
    return sorted(FOLDER.glob("*.md"))


@cache
def library_items() -> tuple[LibraryItem, ...]:
    """Read slug and topics from the head of each file; the study stage reads the rest."""
    return tuple(_item(path) for path in library_files())


def _item(path: Path) -> LibraryItem:
    head = path.read_text(encoding="utf-8").split("---", 2)[1]
    said = dict(line.split(":", 1) for line in head.strip().splitlines())
    return LibraryItem(said["slug"].strip(), tuple(topic.strip() for topic in said["topics"].split(",")))
