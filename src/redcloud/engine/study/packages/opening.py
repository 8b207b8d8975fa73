"""Stage study: opens a package (cmi5 14): a zip with cmi5.xml in its root, or cmi5.xml alone.

Out: its structure, its files by path, and what its editor should know. Nothing is unpacked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final

from redcloud.engine.study.folders.bundle import BadBundle, Bundle, Stored, from_zip
from redcloud.engine.study.packages.addresses import key_of
from redcloud.engine.study.packages.elements import MOST_BYTES
from redcloud.engine.study.packages.faults import BadPackage, Fault, Note
from redcloud.engine.study.packages.reading import read_structure
from redcloud.engine.study.packages.structure import Structure

STRUCTURE: Final = "cmi5.xml"
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_READ_FOR_NOTES: Final = (".html", ".htm", ".xhtml", ".js", ".css")
_READ_AT_MOST: Final = 2 * 1024 * 1024
_READ_IN_ALL: Final = 40 * 1024 * 1024
_NOTES_AT_MOST: Final = 20
_ASKS: Final = re.compile(
    rb"<(?:script|link|img|iframe|video|audio|source)\b[^>]{0,400}?(?:src|href)\s*=\s*[\"'](?:https?:)?//"
    rb"([A-Za-z0-9.\-]{1,253})"
    rb"|(?:@import|url\()\s*(?:url\()?[\"']?(?:https?:)?//([A-Za-z0-9.\-]{1,253})",
    re.IGNORECASE,
)
_KEEPS: Final = re.compile(rb"\b(?:localStorage|sessionStorage|indexedDB|document\.cookie)\b")


@dataclass(frozen=True, slots=True)
class Opened:
    """A package that can be taken. ``files`` is empty where the structure came alone."""

    structure: Structure
    files: dict[str, Stored] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Octets of all its files, unpacked."""
        return sum(stored.size for stored in self.files.values())


def open_package(file: IO[bytes], *, plain_http: bool = False) -> Opened:
    """Open what an editor chose.

    Parameters
    ----------
    file : can be sought in, and stays open as long as files of the package are read.
    plain_http : whether units on other hosts may come over http.

    Raises
    ------
    BadPackage
        With every fault that was found.
    """
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    if head in (_ZIP, _EMPTY_ZIP):
        return _open_zip(file, plain_http)
    structure, notes = read_structure(file.read(MOST_BYTES + 1), None, plain_http=plain_http)
    return Opened(structure, {}, notes)


def _open_zip(file: IO[bytes], plain_http: bool) -> Opened:
    try:
        bundle = from_zip(file)
        found = bundle.files.get(STRUCTURE)
        if found is None:
            raise BadPackage([_no_structure(bundle)])
        data = found.read()
    except BadBundle as wrong:
        raise BadPackage([Fault(wrong.code, at=wrong.name)]) from wrong
    files = {path: stored for path, stored in bundle.files.items() if path != STRUCTURE}
    structure, notes = read_structure(data, {key_of(path) for path in files}, plain_http=plain_http)
    return Opened(structure, files, [*notes, *_seen_in(files)])


def _no_structure(bundle: Bundle) -> Fault:
    deeper = sorted(path for path in bundle.files if path.casefold().endswith(f"/{STRUCTURE}"))
    other = next((path for path in bundle.files if path.casefold() == STRUCTURE), "")
    return Fault("structure_deeper", at=deeper[0]) if deeper else Fault("no_structure", at=other)


def _seen_in(files: dict[str, Stored]) -> Iterator[Note]:
    """What pages and scripts of a package need that they will not get: hosts, and the browser's store."""
    left, hosts = _READ_IN_ALL, dict[str, str]()
    keeps = ""
    for path, stored in files.items():
        if not path.lower().endswith(_READ_FOR_NOTES) or not 0 < stored.size <= min(_READ_AT_MOST, left):
            continue
        try:
            content = stored.read()
        except BadBundle:
            # Told when the file is stored, which refuses the whole.
            continue
        left -= stored.size
        for found in _ASKS.finditer(content):
            hosts.setdefault((found[1] or found[2]).decode("ascii").lower(), path)
        if not keeps and _KEEPS.search(content):
            keeps = path
    for host, path in list(hosts.items())[:_NOTES_AT_MOST]:
        yield Note("loads_elsewhere", at=path, value=host)
    if keeps:
        yield Note("keeps_in_browser", at=keeps)
