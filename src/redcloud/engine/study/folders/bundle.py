"""Stage study: opens a folder of files, from a disk or out of a zip. A path or octets in, a bundle out.

Nothing is unpacked to a disk, and no entry is read before its name and its size were judged: a name that
leads out of the folder, a link, a bomb or an absurd name refuses the whole.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, Literal

BundleFault = Literal[
    "unreadable",
    "encrypted",
    "leads_out",  # ../, an absolute path, a drive
    "link",
    "bomb",
    "too_large",
    "too_many",
    "absurd_name",
    "same_name",
    "no_texts",
]
MOST_FILES: Final = 5_000
MOST_BYTES: Final = 512 * 1024 * 1024
"""Of everything together, unpacked."""
_MOST_TIMES: Final = 200
"""An entry that unpacks to more times its size is a bomb, if it is not small anyway."""
_SMALL: Final = 1024 * 1024
_LONGEST_NAME: Final = 200
_DEEPEST: Final = 10
_UTF8: Final = 0x800
_ENCRYPTED: Final = 0x1
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_FORBIDDEN: Final = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_OF_A_SYSTEM: Final = frozenset(("__macosx", "thumbs.db", "desktop.ini"))


class BadBundle(Exception):  # noqa: N818 - it is an answer about a file
    """A folder or zip that is not taken; ``code`` says why, ``name`` which entry it is about."""

    def __init__(self, code: BundleFault, name: str = "") -> None:
        super().__init__(code, name)
        self.code: BundleFault = code
        self.name = name


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of a bundle: its size in octets, and how to read it."""

    size: int
    read: Callable[[], bytes]


@dataclass(slots=True)
class Bundle:
    """Files by their path inside of the folder, with ``/`` between."""

    files: dict[str, Stored] = field(default_factory=dict)
    _lower: set[str] = field(default_factory=set)
    _bytes: int = 0

    def add(self, path: str, stored: Stored) -> None:
        """Take one more file.

        Raises
        ------
        BadBundle
        """
        check_path(path)
        if path.casefold() in self._lower:
            raise BadBundle("same_name", path)
        self._bytes += stored.size
        if self._bytes > MOST_BYTES:
            raise BadBundle("too_large", path)
        if len(self.files) >= MOST_FILES:
            raise BadBundle("too_many", path)
        self._lower.add(path.casefold())
        self.files[path] = stored


def check_path(path: str) -> None:
    """Refuse a path that leads out of its folder, or that no file should have.

    Raises
    ------
    BadBundle
    """
    parts = path.split("/")
    if path.startswith("/") or _DRIVE.match(path) or ".." in parts:
        raise BadBundle("leads_out", path)
    if len(parts) > _DEEPEST or any(_is_absurd(part) for part in parts):
        raise BadBundle("absurd_name", path)


def _is_absurd(part: str) -> bool:
    return not part.strip(" .") or len(part) > _LONGEST_NAME or bool(_FORBIDDEN.search(part))


def _is_of_a_system(path: str) -> bool:
    """What file managers leave behind, and hidden files: nobody means to import them."""
    return any(
        part.casefold() in _OF_A_SYSTEM or (part.startswith(".") and part.strip("."))
        for part in path.split("/")
    )


def is_zip_of_texts(data: bytes) -> bool:
    """Whether octets are a zip that holds Markdown files; a spreadsheet is a zip too, without any."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.lower().endswith(".md") for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def from_zip(data: bytes | IO[bytes]) -> Bundle:
    """Open a zip. Names that are not UTF-8 are GB 18030, as file managers in Chinese write them.

    Parameters
    ----------
    data : the octets, or a file that stays open as long as the bundle is read.

    Raises
    ------
    BadBundle
    """
    bundle = Bundle()
    try:
        archive = zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as wrong:
        raise BadBundle("unreadable") from wrong
    for entry in entries:
        path = _name_of(entry)
        check_path(path.rstrip("/"))
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise BadBundle("link", path)
        if entry.flag_bits & _ENCRYPTED:
            raise BadBundle("encrypted", path)
        if entry.is_dir() or path.endswith("/") or _is_of_a_system(path):
            continue
        if entry.file_size > max(_SMALL, entry.compress_size * _MOST_TIMES):
            raise BadBundle("bomb", path)
        bundle.add(path, Stored(entry.file_size, _reader(archive, entry, path)))
    return bundle


def _reader(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            # Never more than the size that was judged: what an entry says of itself may be a lie.
            with archive.open(entry) as opened:
                content = opened.read(entry.file_size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
        ) as wrong:
            raise BadBundle("unreadable", path) from wrong
        if len(content) != entry.file_size:
            raise BadBundle("bomb", path)
        return content

    return read


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The path of an entry, with slashes: some write backslashes, and some no UTF-8."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8:
        octets = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = octets.decode(encoding)
            except UnicodeDecodeError:
                continue
            break
    return name.replace("\\", "/")


def from_folder(folder: Path) -> Bundle:
    """Open a folder of a disk; links are refused, not followed.

    Raises
    ------
    BadBundle
    """
    bundle = Bundle()
    waiting = [folder]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            name = path.relative_to(folder).as_posix()
            if _is_of_a_system(name):
                continue
            if path.is_symlink():
                raise BadBundle("link", name)
            if path.is_dir():
                check_path(name)
                waiting.append(path)
            elif path.is_file():
                bundle.add(name, Stored(path.stat().st_size, path.read_bytes))
    bundle.files = dict(sorted(bundle.files.items()))
    return bundle
