"""The demo's library: the Markdown files beside this module; their keys and topics out."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from redcloud.engine.simulate import LibraryItem

FOLDER: Final = Path(__file__).with_name("library")
PACKAGE: Final = Path(__file__).with_name("package")
PACKAGE_TOPIC: Final = "fire-safety"
PACKAGE_MINUTES: Final = 6
PACKAGE_DAY: Final = date(2026, 10, 12)
_OF_THE_PARTY: Final = re.compile("党|支部")


def package_file() -> BytesIO:
    """Zip the demo's cmi5 package."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(PACKAGE.iterdir()):
            archive.write(path, path.name)
    return out


def library_files(*, own_words: bool = False) -> list[Path]:
    """List the files, in their order.

    Parameters
    ----------
    own_words
        Only those that fit every organisation: without the items on the Party's own meetings and history.
    """
    files = sorted(FOLDER.glob("*.md"))
    return [path for path in files if not own_words or not _OF_THE_PARTY.search(path.read_text("utf-8"))]


@cache
def library_items(*, own_words: bool = False) -> tuple[LibraryItem, ...]:
    """Read slug and topics from the head of each file; the study stage reads the rest."""
    return tuple(_item(path) for path in library_files(own_words=own_words))


def _item(path: Path) -> LibraryItem:
    head = path.read_text(encoding="utf-8").split("---", 2)[1]
    said = dict(line.split(":", 1) for line in head.strip().splitlines())
    return LibraryItem(said["slug"].strip(), tuple(topic.strip() for topic in said["topics"].split(",")))
