"""Stage records: the files that came with statements. In: statements. Out: where each file stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from redcloud.apps.records.models import Attachment


class Stored(NamedTuple):
    """A file among the media."""

    place: str
    size_bytes: int


def attachments_of(statement_keys: Collection[int]) -> dict[int, dict[str, Stored]]:
    """Return the files of each statement by hash in lower case; statements without files are left out."""
    found: dict[int, dict[str, Stored]] = defaultdict(dict)
    rows = Attachment.objects.filter(statement__in=statement_keys).select_related("file")
    for row in rows:
        found[row.statement_id][row.file.sha2] = Stored(str(row.file.file), row.file.size_bytes)
    return found
