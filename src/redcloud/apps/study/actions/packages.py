"""Stage study: writes of packages. A file in, a version of an item's package out.

Importing goes through ``save_item`` like everything else that an editor saves, so that review is not gone
round: what waits for a second editor is a version that waits.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from redcloud.apps.people.audit import record
from redcloud.apps.people.models import User
from redcloud.apps.study.models import Item, Package, PackageFile, PackageVersion
from redcloud.apps.study.packages import Unpacked
from redcloud.apps.study.search import index
from redcloud.engine.records.identifiers import digest
from redcloud.engine.study.packages import to_json
from redcloud.engine.study.packages.addresses import key_of

KEPT_FOR = timedelta(days=30)
"""How long a version stays that is no longer opened by anybody."""
_AT_ONCE = 500


@transaction.atomic
def add_version(
    *, actor: User | None, item: Item, unpacked: Unpacked, waiting: bool = False
) -> PackageVersion:
    """Give an item a version of its package; members open it from now on, unless it is ``waiting``.

    Raises
    ------
    ValidationError
        If the course is another item's, or the item has the package of another course.
    """
    package = _package(item, unpacked.structure.id)
    newest = package.versions.order_by("-number").first()
    version = PackageVersion.objects.create(
        uid=unpacked.uid,
        package=package,
        number=newest.number + 1 if newest else 1,
        structure=to_json(unpacked.structure),
        notes=[[note.code, note.at, note.value] for note in unpacked.notes],
        file=unpacked.archive,
        name=unpacked.name,
        sha256=unpacked.sha256,
        size=unpacked.size,
        made_by=actor,
        waiting=waiting,
    )
    PackageFile.objects.bulk_create(
        (
            PackageFile(version=version, path=path, path_digest=digest(key_of(path)), file=name, size=size)
            for path, name, size in unpacked.files
        ),
        batch_size=_AT_ONCE,
    )
    if not waiting:
        _use(package, version)
    record(actor=actor, action="study.add_package", target=item, organisation=item.root)
    return version


def _package(item: Item, course_id: str) -> Package:
    """The package of an item, made where there is none; its row is held."""
    key = digest(course_id)
    found = Package.objects.select_for_update(of=("self",)).filter(root=item.root, course_digest=key).first()
    if found is None and not Package.objects.filter(item=item).exists():
        return Package.objects.create(root=item.root, item=item, course_id=course_id, course_digest=key)
    if found is None or found.item_id != item.pk:
        raise ValidationError({"package": _("这篇内容已经有另一门课的课程包。请作为新内容导入。")})
    return found


def _use(package: Package, version: PackageVersion) -> None:
    """Let members open a version from now on; who began another goes on with that."""
    if package.current_id is not None:
        PackageVersion.objects.filter(pk=package.current_id).update(retired_at=timezone.now())
    package.current = version
    package.save(update_fields=["current"])
    PackageVersion.objects.filter(pk=version.pk).update(retired_at=None, waiting=False)
    # The titles of its units are words of the item.
    index(package.item)


def show_waiting_version(item: Item) -> None:
    """Let members open the newest version that waited with a proposal."""
    waiting = PackageVersion.objects.filter(package__item=item, waiting=True)
    newest = waiting.select_related("package").order_by("-number").first()
    if newest is not None:
        _use(newest.package, newest)
    drop_waiting_version(item)


def drop_waiting_version(item: Item) -> None:
    """Let go of versions whose proposal was given back."""
    waiting = PackageVersion.objects.filter(package__item=item, waiting=True)
    waiting.update(waiting=False, retired_at=timezone.now())


def forget_old_versions() -> int:
    """Delete for good the versions that were let go of a month ago and that nobody began; return how many."""
    before = timezone.now() - KEPT_FOR
    gone = PackageVersion.objects.filter(retired_at__lt=before, registrations=None).select_related(
        "package__item__root"
    )
    versions = list(gone.order_by("pk"))
    for version in versions:
        item = version.package.item
        version.delete()
        record(actor=None, action="study.forget_package", target=item, organisation=item.root)
    return len(versions)
