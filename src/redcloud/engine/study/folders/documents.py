"""Stage study: which items a folder holds, and which files belong to each. A bundle in, documents out.

A file belongs to the item whose text links to it; else to the only Markdown file of its folder, or of the
nearest folder above that has just one; else to the Markdown file that is called as its folder is.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from redcloud.engine.study.folders.bundle import BadBundle, Bundle, Stored
from redcloud.engine.study.folders.texts import NoHead, split, with_links
from redcloud.engine.study.lists.columns import Column

_ENDING = ".md"
LONGEST_TEXT = 2 * 1024 * 1024
"""Octets of a Markdown file."""


@dataclass(slots=True)
class Document:
    """An item of a folder: where its file is, its cells, and its own files by name.

    ``fault`` says why it could not be read: ``no_head``, ``not_text``, ``too_long`` or ``same_name`` (two of
    its files have one name).
    """

    path: str
    cells: dict[Column, str] = field(default_factory=dict)
    files: dict[str, Stored] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Documents:
    """What a folder holds: items, files that belong to none, keys that mean nothing here."""

    items: list[Document]
    unused: list[str]
    unread: list[str]


def documents_in(bundle: Bundle) -> Documents:
    """Find the items of a folder.

    Raises
    ------
    BadBundle
        ``no_texts`` where there is no Markdown file.
    """
    texts = [path for path in bundle.files if path.lower().endswith(_ENDING)]
    if not texts:
        raise BadBundle("no_texts")
    others = [path for path in bundle.files if path not in set(texts)]
    unread: dict[str, None] = {}
    items = {path: _document(path, bundle.files[path], unread) for path in texts}
    owners: dict[str, list[str]] = defaultdict(list)
    for path, item in items.items():
        for linked in _linked(path, item, others):
            owners[linked].append(path)
    for other in others:
        if not owners[other] and (near := _nearest(other, texts)):
            owners[other].append(near)
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for other in others:
        for owner in owners[other]:
            _give(items[owner], names[owner], other, bundle.files[other])
    for path, item in items.items():
        if item.cells:
            item.cells["text"] = _renamed(path, item.cells["text"], names[path])
    return Documents(list(items.values()), [other for other in others if not owners[other]], list(unread))


def _document(path: str, stored: Stored, unread: dict[str, None]) -> Document:
    if stored.size > LONGEST_TEXT:
        return Document(path, fault="too_long")
    try:
        cells, unknown = split(stored.read().decode("utf-8"))
    except UnicodeDecodeError:
        return Document(path, fault="not_text")
    except NoHead:
        return Document(path, fault="no_head")
    unread |= dict.fromkeys(unknown)
    return Document(path, cells)


def _give(item: Document, names: dict[str, str], path: str, stored: Stored) -> None:
    name = posixpath.basename(path)
    if name.casefold() in {one.casefold() for one in item.files}:
        item.fault = item.fault or "same_name"
        return
    item.files[name] = stored
    names[path] = name


def _linked(path: str, item: Document, others: list[str]) -> list[str]:
    """Files that a text links to, in the order of the folder."""
    found: set[str] = set()

    def note(target: str) -> None:
        found.add(_at(path, target))

    with_links(item.cells.get("text", ""), note)
    return [other for other in others if other in found]


def _renamed(path: str, text: str, own: Mapping[str, str]) -> str:
    """A text whose links to its own files are their bare names, as they are kept."""

    def name(target: str) -> str | None:
        return own.get(_at(path, target))

    return with_links(text, name)


def _at(path: str, target: str) -> str:
    """Where a relative link of a file leads, inside of the folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def _nearest(other: str, texts: list[str]) -> str | None:
    folder = posixpath.dirname(other)
    while folder:
        inside = [text for text in texts if posixpath.dirname(text) == folder]
        if len(inside) == 1:
            return inside[0]
        if inside:
            return None
        beside = f"{folder}{_ENDING}"
        if beside in texts:
            return beside
        folder = posixpath.dirname(folder)
    inside = [text for text in texts if "/" not in text]
    return inside[0] if len(inside) == 1 and len(texts) == 1 else None
