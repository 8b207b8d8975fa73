"""Stage study: puts a package into the store. A file in, names in the store out; rows are written later.

Through Django's storage alone, so that it may lie on a disk or elsewhere. It is done before the transaction
that makes the rows: a package has thousands of files, and nobody waits for a lock meanwhile.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import IO, Any

import structlog
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from redcloud.apps.study.models import PackageFile, PackageVersion
from redcloud.engine.study.folders.bundle import BadBundle, Stored
from redcloud.engine.study.packages import BadPackage, Fault, Note, Opened, Structure, open_package

BLOCK = 64 * 1024
LONGEST_NAME = 120

log = structlog.get_logger(__name__)


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
    version = PackageVersion(uid=made.uid)
    made.archive = _saved(PackageVersion, version, File(file))
    for path, stored in found.files.items():
        content = ContentFile(_read(path, stored))
        name = _saved(PackageFile, PackageFile(version=version), content)
        made.files.append((path, name, stored.size))


def _read(path: str, stored: Stored) -> bytes:
    try:
        return stored.read()
    except BadBundle as wrong:
        raise BadPackage([Fault(wrong.code, at=path)]) from wrong


def _saved(model: type[PackageVersion | PackageFile], row: Any, content: File[bytes]) -> str:
    column = model._meta.get_field("file")
    return str(column.storage.save(column.generate_filename(row, "x"), content))


def discard(made: Unpacked) -> None:
    """Take the octets of a package out of the store again, of which no row was made."""
    for storage, name in _stored(made):
        try:
            storage.delete(name)
        except OSError:
            # What cannot be deleted now is said; what called us has an error of its own to tell.
            log.warning("file of a package left in the store", name=name, exc_info=True)


def _stored(made: Unpacked) -> Iterator[tuple[Storage, str]]:
    if made.archive:
        yield PackageVersion._meta.get_field("file").storage, made.archive
    for _path, name, _size in made.files:
        yield PackageFile._meta.get_field("file").storage, name


def plain_name(given: str) -> str:
    """Return a file's name that is safe to offer again."""
    base = PurePath(given.replace("\\", "/")).name
    kept = "".join(sign for sign in base if sign.isprintable() and sign not in '<>:"|?*/').strip(" .")
    return kept[-LONGEST_NAME:] or "package.zip"
