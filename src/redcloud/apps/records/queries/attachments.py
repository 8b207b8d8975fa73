"""Stage records: the files that came with statements. In: statements. Out: where each file stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from django.core.files.storage import default_storage

from redcloud.apps.records.models import Attachment


class Stored(NamedTuple):
    """A file in the media folder."""

    path: Path
    size_bytes: int


def attachments_of(statement_keys: Collection[int]) -> dict[int, dict[str, Stored]]:
    """Return the files of each statement by hash in lower case; statements without files are left out."""
    found: dict[int, dict[str, Stored]] = defaultdict(dict)
    rows = Attachment.objects.filter(statement__in=statement_keys).select_related("file")
    for row in rows:
        path = Path(default_storage.path(str(row.file.file)))
        found[row.statement_id][row.file.sha2] = Stored(path, row.file.size_bytes)
    return found
