"""Stage study: puts a package into the store. A file in, names in the store out; rows are written later.

It is done before the transaction that makes the rows: a package has thousands of files, and nobody waits for
a lock meanwhile. To a store several go at once, since each waits for an answer.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePath
from typing import IO

from django.conf import settings
from django.core.files.base import File

from redcloud.apps.media import media, remove_now, side_by_side
from redcloud.apps.study.models import PackageFile, PackageVersion
from redcloud.apps.study.models.packages import folder_of_version, stored_archive, stored_part
from redcloud.engine.study.folders.bundle import BadBundle, Stored
from redcloud.engine.study.packages import BadPackage, Fault, Note, Opened, Structure, open_package

BLOCK = 64 * 1024
LONGEST_NAME = 120
SMALL = 4 * 1024 * 1024
"""Octets of a file of which several are in memory at a time."""


@dataclass(slots=True)
class Unpacked:
    """A package whose octets are in the store, and of which there is no row yet."""

    uid: uuid.UUID
    structure: Structure
    notes: list[Note]
    name: str
    sha256: str
    archive: str = ""
    files: list[tuple[str, str, int]] = field(default_factory=list)
    """Path in the package, name in the store, octets."""

    @property
    def size(self) -> int:
        """Octets of all files, unpacked."""
        return sum(size for _path, _name, size in self.files)


def opened(file: IO[bytes]) -> Opened:
    """Open a package as this installation takes it: plain http only where it is spoken here.

    Raises
    ------
    BadPackage
    """
    found = open_package(file, plain_http=not settings.SECURE)
    for path, stored in found.files.items():
        if stored.size > settings.LIBRARY_FILE_MAX_BYTES:
            raise BadPackage([Fault("too_large", at=path)])
    return found


def sha256_of(file: IO[bytes]) -> str:
    """Return what a file is known by, whatever it is called."""
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def unpack(file: IO[bytes], name: str) -> Unpacked:
    """Put a package and each of its files into the store; on a fault nothing stays there.

    Raises
    ------
    BadPackage
    """
    found = opened(file)
    made = Unpacked(uuid.uuid4(), found.structure, found.notes, plain_name(name), sha256_of(file))
    try:
        _store(made, found, file)
    except BaseException:
        discard(made)
        raise
    return made


def _store(made: Unpacked, found: Opened, file: IO[bytes]) -> None:
    version, where = PackageVersion(uid=made.uid), media()
    made.archive = where.save(stored_archive(version, ""), File(file))
    for path, stored in found.files.items():
        made.files.append((path, stored_part(PackageFile(version=version), ""), stored.size))
    small = (one for one in made.files if one[2] <= SMALL)
    side_by_side(
        lambda one: where.save(one[0], File(BytesIO(one[1]))),
        ((name, _read(path, found.files[path])) for path, name, _size in small),
        where.at_once,
    )
    # Of the others one is in memory at a time.
    for path, name, size in made.files:
        if size > SMALL:
            where.save(name, File(BytesIO(_read(path, found.files[path]))))


def _read(path: str, stored: Stored) -> bytes:
    try:
        return stored.read()
    except BadBundle as wrong:
        raise BadPackage([Fault(wrong.code, at=path)]) from wrong


def discard(made: Unpacked) -> None:
    """Take the octets of a package out of the store again, of which no row was made."""
    remove_now(lambda where: where.remove_under(folder_of_version(made.uid)))


def plain_name(given: str) -> str:
    """Return a file's name that is safe to offer again."""
    base = PurePath(given.replace("\\", "/")).name
    kept = "".join(sign for sign in base if sign.isprintable() and sign not in '<>:"|?*/').strip(" .")
    return kept[-LONGEST_NAME:] or "package.zip"
