"""Stage study: reads of items' files. A viewer in, files that may be opened out; nobody's opening is kept."""

from __future__ import annotations

from uuid import UUID

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.study.models import Item, ItemFile
from redcloud.apps.study.queries.doors import edits_library
from redcloud.apps.study.queries.library import item_visible_to


def files_of(item: Item) -> list[ItemFile]:
    """Files of an item that its readers may see, in the order in which they were added."""
    return list(ItemFile.objects.filter(item=item, removed_at=None, waiting=False))


def editors_files_of(item: Item) -> list[ItemFile]:
    """Files of an item for its editors: those that wait with a proposal too."""
    return list(ItemFile.objects.filter(item=item, removed_at=None))


def file_visible_to(viewer: Viewer, item_uid: UUID, uid: UUID) -> ItemFile:
    """One file of an item that the viewer may open.

    Raises
    ------
    NotVisible
    """
    item = item_visible_to(viewer, item_uid)
    found = ItemFile.objects.filter(item=item, uid=uid, removed_at=None).first()
    if found is None or (found.waiting and not edits_library(viewer, item.root_id)):
        raise NotVisible
    return found


def removed_file(item: Item, uid: UUID) -> ItemFile | None:
    """A file that was taken off an item which the caller edits, while it can be put back."""
    return ItemFile.objects.filter(item=item, uid=uid, removed_at__isnull=False).first()
