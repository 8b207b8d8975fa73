"""Stage records: the files that came with statements. In: statements, names. Out: where each stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from redcloud.apps.records.models import Attachment, AttachmentFile


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


def known_attachments(names: Collection[str]) -> set[str]:
    """Of some names those that a row has; asked for by what a name is made of, which has an index."""
    parts = [name.split("/") for name in names if name.startswith("records/attachments/")]
    roots = {int(part[2]) for part in parts if part[2].isdecimal()}
    rows = AttachmentFile.objects.filter(root__in=roots, sha2__in=[part[-1] for part in parts])
    return set(rows.values_list("file", flat=True))


def named_attachments() -> Iterator[tuple[str, int]]:
    """Every name that a row has, with the octets of its file."""
    yield from AttachmentFile.objects.values_list("file", "size_bytes").iterator()
