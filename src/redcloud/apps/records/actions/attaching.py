"""Stage records: files that came with statements. In: files of a request. Out: files that stay, once each.

A file is brought near its place before the transaction that stores its statements, placed as the last
thing in it, and taken away in a transaction of its own when no statement is left; both hold the file's row
meanwhile, so that a file that has just come again is never taken away. A crash, or a store that does not
answer, may leave a file without a row or a row without statements: `sweep_attachments` finds them.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import structlog
from django.db import transaction

from redcloud.apps.media import DAY_S, media, side_by_side, sweep
from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Attachment, AttachmentFile
from redcloud.apps.records.models.documents import attachment_path
from redcloud.apps.records.queries.attachments import known_attachments
from redcloud.apps.records.rows import insert_rows
from redcloud.engine.objects import OutOfReach
from redcloud.engine.records.attaching import Received

log = structlog.get_logger(__name__)
_PART = 5000


def incoming_folder() -> Path:
    """Return the folder in which files wait while their request is read, made where missing."""
    return media().incoming()


@contextmanager
def brought(received: Received) -> Iterator[dict[str, str]]:
    """Bring files so near that they are placed in a moment; nobody waits for a row or a lock meanwhile.

    Gives where each is, by hash. What nobody placed by the end is gone.
    """
    near: dict[str, str] = {}
    if not received:
        yield near
        return
    where = media()

    def bring(one: str) -> None:
        near[one] = where.bring(received[one].path)

    try:
        side_by_side(bring, received, where.at_once)
        yield near
    finally:
        where.let_go(near.values())


def keep_attachments(
    root: Organisation, hashes: Mapping[int, Sequence[str]], received: Received, near: Mapping[str, str]
) -> None:
    """Move the files that stored statements name to where they stay, within the caller's transaction.

    Parameters
    ----------
    hashes : for each statement's key, the hashes that it names; those that did not come are left out.
    near : where each file is, see `brought`.
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
    where, places = media(), {one: str(files[one].file) for one in wanted}
    # What stood there had the same hash.
    side_by_side(lambda one: where.place_brought(near[one], places[one]), wanted, where.at_once)


def release_attachments(keys: Sequence[int]) -> None:
    """Part statements that are about to be deleted from their files; files of nobody go after the commit."""
    files: set[int] = set()
    for start in range(0, len(keys), _PART):
        links = Attachment.objects.filter(statement__in=keys[start : start + _PART])
        files.update(links.values_list("file_id", flat=True))
        links.delete()
    if files:
        transaction.on_commit(lambda: _remove_now_or_later(files))


def _remove_now_or_later(files: Collection[int]) -> None:
    """Remove files of nobody; of a store that does not answer they go when the clock asks again."""
    try:
        _remove_unused(files)
    except OutOfReach as problem:
        log.warning("files of no statement wait for their store", files=len(files), code=problem.code)


def _remove_unused(files: Collection[int]) -> int:
    with transaction.atomic():
        rows = list(AttachmentFile.objects.filter(pk__in=files).order_by("pk").select_for_update())
        # Asked once the rows are held: whoever came with the same file meanwhile has linked it by now.
        linked = set(Attachment.objects.filter(file__in=files).values_list("file_id", flat=True))
        unused = [row for row in rows if row.pk not in linked]
        media().remove([str(row.file) for row in unused])
        AttachmentFile.objects.filter(pk__in=[row.pk for row in unused]).delete()
    return len(unused)


def remove_unlinked() -> int:
    """Remove files whose last statement is gone and that could not go with it; return how many went."""
    unlinked = AttachmentFile.objects.filter(attachments=None).values_list("pk", flat=True)
    return _remove_unused(list(unlinked))


def sweep_attachments(older_than_s: float = DAY_S) -> int:
    """Remove files that no row knows and rows that no statement has; return how many files went.

    Parameters
    ----------
    older_than_s : younger files may belong to a request that is just being answered.
    """
    gone = remove_unlinked()
    for path in _files(incoming_folder(), time.time() - older_than_s):
        path.unlink(missing_ok=True)
        gone += 1
    return gone + sweep("records/", known_attachments, older_than_s)


def _files(folder: Path, before: float) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_mtime < before:
            yield path
