"""Stage study: reads of packages. A viewer or a course in; a package and what it says out."""

from __future__ import annotations

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.models import Item, Package, PackageFile, PackageVersion
from redcloud.engine.records.identifiers import digest
from redcloud.engine.study.packages import Note
from redcloud.engine.study.packages.addresses import key_of


def package_of_course(root: Organisation, course_id: str) -> Package | None:
    """The package of a root that has a course already, with its item."""
    found = Package.objects.filter(root=root, course_digest=digest(course_id))
    return found.select_related("item__root", "current").first()


def package_of_item(item: Item) -> Package | None:
    """The package of an item, with the version that members open."""
    return Package.objects.filter(item=item).select_related("current").first()


def editors_versions_of(item: Item) -> list[PackageVersion]:
    """Versions of an item's package for its editors, the newest first."""
    found = PackageVersion.objects.filter(package__item=item).select_related("package", "made_by__member")
    return list(found.order_by("-number"))


def file_at(version_id: int, path: str) -> PackageFile | None:
    """The file of a version at a path, whatever its case."""
    return PackageFile.objects.filter(version=version_id, path_digest=digest(key_of(path))).first()


def notes_of(version: PackageVersion) -> list[Note]:
    """What its editor should know of a version."""
    return [Note(*note) for note in version.notes]
