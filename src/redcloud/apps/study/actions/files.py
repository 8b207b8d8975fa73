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

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import User
from redcloud.apps.study.filetypes import check_file
from redcloud.apps.study.models import MOST_FILES, Item, ItemFile, PackageFile, PackageVersion

KEPT_FOR = timedelta(days=30)
"""How long a file that was taken off can be put back."""


@transaction.atomic
def add_file(*, actor: User | None, item: Item, file: File[Any], waiting: bool = False) -> ItemFile:
    """Attach a file; one of the same name takes the place of the earlier one, which can be put back.

    A ``waiting`` one is for editors alone, until what it belongs to is approved.

    Raises
    ------
    ValidationError
        If it is too large or not a file of the closed list; keyed by ``file``.
    """
    found = check_file(file)
    name = found.name_for(str(file.name or ""))
    present = ItemFile.objects.filter(item=item, removed_at=None, waiting=waiting)
    present.filter(name=name).update(removed_at=timezone.now())
    if present.count() >= MOST_FILES:
        raise ValidationError({"file": _("一篇内容最多有 %(count)s 个附件。") % {"count": MOST_FILES}})
    made = ItemFile(
        item=item,
        name=name,
        kind=found.kind,
        media_type=found.media_type,
        size=file.size,
        added_by=actor,
        waiting=waiting,
    )
    made.file.save(name, file, save=False)
    try:
        with transaction.atomic():
            made.save()
            record(actor=actor, action="study.add_file", target=item, organisation=item.root)
    except Exception:
        made.file.storage.delete(str(made.file.name))
        raise
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


def delete_from_store(
    sender: type[Model], instance: ItemFile | PackageFile | PackageVersion, **_extra: object
) -> None:
    """After a row is gone its octets go too, once that is certain."""
    storage, name = instance.file.storage, str(instance.file.name)
    transaction.on_commit(lambda: storage.delete(name))
