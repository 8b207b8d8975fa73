"""Stage records: files that came with statements. In: files of a request. Out: files that stay, once each.

A file is moved to its place as the last thing in the transaction that stores its statements, and taken
away in a transaction of its own when no statement is left; both hold the file's row meanwhile, so that a
file that has just come again is never taken away. A crash may leave a file without a row:
`sweep_attachments` finds it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Attachment, AttachmentFile
from redcloud.apps.records.models.documents import attachment_path
from redcloud.apps.records.rows import insert_rows
from redcloud.engine.records.attaching import Received

_PART = 5000
_DAY_S = 24 * 3600


def incoming_folder() -> Path:
    """Return the folder in which files wait while their request is read, made where missing."""
    # Beside the files that stay: moving a file must not mean copying it.
    folder = Path(settings.MEDIA_ROOT) / "records" / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep_attachments(root: Organisation, hashes: Mapping[int, Sequence[str]], received: Received) -> None:
    """Move the files that stored statements name to where they stay, within the caller's transaction.

    Parameters
    ----------
    hashes : for each statement's key, the hashes that it names; those that did not come are left out.
    """
    if not received:
        return
    links = [(key, one) for key, named in hashes.items() for one in named if one in received]
    wanted = sorted({one for _, one in links})
    if not wanted:
        return
    insert_rows(
        AttachmentFile,
        ("root", "sha2", "size_bytes", "file"),
        [(root.pk, one, received[one].size_bytes, attachment_path(root.pk, one)) for one in wanted],
        skip_conflicts=True,
    )
    rows = AttachmentFile.objects.filter(root=root, sha2__in=wanted).order_by("pk").select_for_update()
    files = {row.sha2: row for row in rows}
    insert_rows(Attachment, ("statement", "file"), [(key, files[one].pk) for key, one in links])
    for one in wanted:
        _place(received[one].path, Path(default_storage.path(str(files[one].file))))


def _place(incoming: Path, path: Path) -> None:
    """Move a file and make sure that it is there after a power cut; what stood there had the same hash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with incoming.open("rb") as written:
        os.fsync(written.fileno())
    incoming.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def release_attachments(keys: Sequence[int]) -> None:
    """Part statements that are about to be deleted from their files; files of nobody go after the commit."""
    files: set[int] = set()
    for start in range(0, len(keys), _PART):
        links = Attachment.objects.filter(statement__in=keys[start : start + _PART])
        files.update(links.values_list("file_id", flat=True))
        links.delete()
    if files:
        transaction.on_commit(lambda: _remove_unused(files))


def _remove_unused(files: Collection[int]) -> int:
    with transaction.atomic():
        rows = list(AttachmentFile.objects.filter(pk__in=files).order_by("pk").select_for_update())
        # Asked once the rows are held: whoever came with the same file meanwhile has linked it by now.
        linked = set(Attachment.objects.filter(file__in=files).values_list("file_id", flat=True))
        unused = [row for row in rows if row.pk not in linked]
        for row in unused:
            Path(default_storage.path(str(row.file))).unlink(missing_ok=True)
        AttachmentFile.objects.filter(pk__in=[row.pk for row in unused]).delete()
    return len(unused)


def sweep_attachments(older_than_s: float = _DAY_S) -> int:
    """Remove files that no row knows and rows that no statement has; return how many files went.

    Parameters
    ----------
    older_than_s : younger files may belong to a request that is just being answered.
    """
    before = time.time() - older_than_s
    unlinked = AttachmentFile.objects.filter(attachments=None).values_list("pk", flat=True)
    gone = _remove_unused(list(unlinked))
    kept = Path(settings.MEDIA_ROOT) / "records" / "attachments"
    for path in [*_files(incoming_folder(), before), *_files(kept, before)]:
        name = path.relative_to(settings.MEDIA_ROOT)
        if not AttachmentFile.objects.filter(file=str(name)).exists():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _files(folder: Path, before: float) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_mtime < before:
            yield path
