"""Stage study: writes of items' files. An upload in, a file of the item out; taking off can be undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from redcloud.apps.media import DAY_S, remove_soon, sweep
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import User
from redcloud.apps.study.keeping import KeptFile, kept
from redcloud.apps.study.models import MOST_FILES, Item, ItemFile, PackageVersion
from redcloud.apps.study.models.packages import folder_of_version
from redcloud.apps.study.queries.kept import FOLDERS, known_files

KEPT_FOR = timedelta(days=30)
"""How long a file that was taken off can be put back."""


def add_file(
    *, actor: User | None, item: Item, file: File[Any] | KeptFile, waiting: bool = False
) -> ItemFile:
    """Attach a file; one of the same name takes the place of the earlier one, which can be put back.

    A ``waiting`` one is for editors alone, until what it belongs to is approved.

    Raises
    ------
    ValidationError
        If it is too large, not a file of the closed list, or cannot be kept now; keyed by ``file``.
    """
    if isinstance(file, KeptFile):
        return _attach(actor, item, file, waiting)
    with kept(file) as made:
        return _attach(actor, item, made, waiting)


@transaction.atomic
def _attach(actor: User | None, item: Item, file: KeptFile, waiting: bool) -> ItemFile:
    present = ItemFile.objects.filter(item=item, removed_at=None, waiting=waiting)
    present.filter(name=file.name).update(removed_at=timezone.now())
    if present.count() >= MOST_FILES:
        raise ValidationError({"file": _("一篇内容最多有 %(count)s 个附件。") % {"count": MOST_FILES}})
    made = ItemFile.objects.create(
        uid=file.uid,
        item=item,
        file=file.place,
        name=file.name,
        kind=file.found.kind,
        media_type=file.found.media_type,
        size=file.size,
        added_by=actor,
        waiting=waiting,
    )
    record(actor=actor, action="study.add_file", target=item, organisation=item.root)
    return made


@transaction.atomic
def remove_file(*, actor: User | None, item: Item, uid: UUID) -> ItemFile:
    """Take a file off the item; for a month it can be put back.

    Raises
    ------
    NotVisible
    """
    return _mark(actor, item, uid, "study.remove_file", removed=True)


@transaction.atomic
def restore_file(*, actor: User | None, item: Item, uid: UUID) -> ItemFile:
    """Put back a file that was taken off, in place of one of the same name.

    Raises
    ------
    NotVisible
    """
    found = _mark(actor, item, uid, "study.restore_file", removed=False)
    same = ItemFile.objects.filter(item=item, name=found.name, removed_at=None).exclude(pk=found.pk)
    same.update(removed_at=timezone.now())
    return found


def _mark(actor: User | None, item: Item, uid: UUID, action: str, *, removed: bool) -> ItemFile:
    found = ItemFile.objects.filter(item=item, uid=uid).first()
    if found is None:
        raise NotVisible
    found.removed_at = timezone.now() if removed else None
    found.save(update_fields=["removed_at"])
    record(actor=actor, action=action, target=item, organisation=item.root)
    return found


def show_waiting(item: Item) -> None:
    """Let members have the files that waited with a proposal, in place of those of the same name."""
    waiting = ItemFile.objects.filter(item=item, removed_at=None, waiting=True)
    present = ItemFile.objects.filter(item=item, removed_at=None, waiting=False)
    present.filter(name__in=list(waiting.values_list("name", flat=True))).update(removed_at=timezone.now())
    waiting.update(waiting=False)


def drop_waiting(item: Item) -> None:
    """Take off the files of a proposal that was given back."""
    waiting = ItemFile.objects.filter(item=item, removed_at=None, waiting=True)
    waiting.update(removed_at=timezone.now(), waiting=False)


def forget_removed_files() -> int:
    """Delete for good what was taken off a month ago; return how many."""
    gone = list(ItemFile.objects.filter(removed_at__lt=timezone.now() - KEPT_FOR).order_by("pk"))
    for file in gone:
        file.delete()
        record(actor=None, action="study.forget_file", target=file.item, organisation=file.item.root)
    return len(gone)


def delete_octets(sender: type[Model], instance: ItemFile, **_extra: object) -> None:
    """After a row is gone its octets go too, once that is certain."""
    name = str(instance.file.name)
    remove_soon(lambda where: where.delete(name))


def delete_octets_of_version(sender: type[Model], instance: PackageVersion, **_extra: object) -> None:
    """After a version is gone its package and all files of it go too, once that is certain."""
    folder = folder_of_version(instance.uid)
    remove_soon(lambda where: where.remove_under(folder))


def sweep_files(older_than_s: float = DAY_S) -> int:
    """Remove files that no row knows; return how many. A crash may leave some, or a store that was away.

    Parameters
    ----------
    older_than_s : younger files may belong to what is just being saved.
    """
    return sum(sweep(under, known_files, older_than_s) for under in FOLDERS)
