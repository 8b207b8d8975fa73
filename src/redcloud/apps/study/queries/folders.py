"""Stage study: the library as a folder of Markdown. Items in; paths with texts and files out."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.exchange.writing import teaching_files
from redcloud.apps.study.lists import Words
from redcloud.apps.study.models import Item, ItemFile
from redcloud.engine.study.folders import written

_UNSAFE = re.compile(r"[\W_]+")
_OF_A_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$")
_LONGEST = 60
_BLOCK = 1024 * 1024


def folder_of(
    root: Organisation, items: Iterable[Item], language: str
) -> Iterator[tuple[str, str | ItemFile]]:
    """The paths of a folder with what is at each: a Markdown file an item, and the item's files beside it.

    An item with files has a folder of its own, so that relative links in its text work in any editor.
    """
    # Folders of their own, which no item's folder may be.
    words, taken = Words(root), {"courses", "quizzes"}
    files: dict[int, list[ItemFile]] = defaultdict(list)
    for file in ItemFile.objects.filter(item__root=root, removed_at=None, waiting=False):
        files[file.item_id].append(file)
    for item in items:
        name = _free(item.title, taken)
        own = files[item.pk]
        yield (f"{name}/{name}.md" if own else f"{name}.md"), written(words.row(item, language))
        for file in own:
            yield f"{name}/{file.name}", file


def whole_folder(root: Organisation, language: str) -> Iterator[tuple[str, str | ItemFile]]:
    """All of a root's library as a folder: items with their files, courses, quizzes and the bank."""
    items = Item.objects.filter(root=root).select_related("owner", "used_by").prefetch_related("topics")
    yield from folder_of(root, items.order_by("pk"), language)
    taken = {"courses": set[str](), "quizzes": set[str]()}
    for folder, title, text in teaching_files(root, language):
        yield f"{folder}/{_free(title, taken[folder])}.md", text


def write_zip(out: IO[bytes], contents: Iterable[tuple[str, str | ItemFile]]) -> None:
    """Write what ``folder_of`` gives as a zip."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in contents:
            if isinstance(content, str):
                archive.writestr(path, content.encode())
                continue
            # A film does not get smaller: stored as it is.
            entry = zipfile.ZipInfo(path)
            with content.file.open("rb") as held, archive.open(entry, "w", force_zip64=True) as to:
                while block := held.read(_BLOCK):
                    to.write(block)


def write_folder(folder: Path, root: Organisation, language: str) -> tuple[int, int]:
    """Write all of a root's library into a folder; how many items and how many files."""
    items = files = 0
    for path, content in whole_folder(root, language):
        at = folder / path
        at.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            at.write_bytes(content.encode())
            items += 1
            continue
        with content.file.open("rb") as held, at.open("wb") as to:
            while block := held.read(_BLOCK):
                to.write(block)
        files += 1
    return items, files


def _free(title: str, taken: set[str]) -> str:
    """A name for a file, from a title, that no other has in any case."""
    base = _UNSAFE.sub("-", title).strip("-")[:_LONGEST].strip("-") or "item"
    base = f"{base}-1" if _OF_A_DEVICE.match(base.casefold()) else base
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name.casefold())
    return name
