"""Stage study: reads of packages. A viewer or a course in; a package and what it says out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO
from uuid import UUID

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import Organisation
from redcloud.apps.study.models import Item, Package, PackageFile, PackageVersion
from redcloud.apps.study.packages.store import opened, sha256_of
from redcloud.apps.study.queries.library import item_edited_by
from redcloud.engine.records.identifiers import digest
from redcloud.engine.study.packages import Note, Structure
from redcloud.engine.study.packages.addresses import key_of


@dataclass(frozen=True, slots=True)
class PackagePreview:
    """What an import of a file would do.

    ``known``: the package of the same course, of which it would be version ``number``. ``is_same``: its
    members open this very file already.
    """

    course: Structure
    notes: list[Note]
    files: int
    size: int
    known: Package | None
    number: int
    is_same: bool


def preview_of(root: Organisation, file: IO[bytes]) -> PackagePreview:
    """Look at a file that an editor chose; nothing is stored.

    Raises
    ------
    BadPackage
        With everything that is wrong with it.
    """
    found = opened(file)
    known = package_of_course(root, found.structure.id)
    newest = known.versions.order_by("-number").first() if known is not None else None
    current = known.current if known is not None else None
    return PackagePreview(
        course=found.structure,
        notes=found.notes,
        files=len(found.files),
        size=found.size,
        known=known,
        number=newest.number + 1 if newest is not None else 1,
        is_same=current is not None and current.sha256 == sha256_of(file),
    )


def package_of_course(root: Organisation, course_id: str) -> Package | None:
    """The package of a root that has a course already, with its item."""
    found = Package.objects.filter(root=root, course_digest=digest(course_id))
    return found.select_related("item__root", "current").first()


def package_of_item(item: Item) -> Package | None:
    """The package of an item, with the version that members open."""
    return Package.objects.filter(item=item).select_related("current").first()


def versions_edited_by(viewer: Viewer, item_uid: UUID) -> tuple[Item, list[PackageVersion]]:
    """An item and the versions of its package for its editors, the newest first.

    Raises
    ------
    NotVisible
        Where the item is not the viewer's to edit, or has no package.
    """
    item = item_edited_by(viewer, item_uid)
    found = PackageVersion.objects.filter(package__item=item).select_related("package", "made_by__member")
    versions = list(found.order_by("-number"))
    if not versions:
        raise NotVisible
    return item, versions


def file_at(version_id: int, path: str) -> PackageFile | None:
    """The file of a version at a path, whatever its case."""
    return PackageFile.objects.filter(version=version_id, path_digest=digest(key_of(path))).first()


def notes_of(version: PackageVersion) -> list[Note]:
    """What its editor should know of a version."""
    return [Note(*note) for note in version.notes]
