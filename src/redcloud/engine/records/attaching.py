"""Stage records: do a statement's attachments fit what came with it? In: a valid statement. Out: problems.

xAPI Data 2.4.11, Communication 1.5. Content is found by its hash and in no other way (1.5.2.s1.b4).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from redcloud.engine.records import signatures
from redcloud.engine.records.extraction import attachments_of
from redcloud.engine.records.validation import Edition, Problem
from redcloud.engine.records.validation.problems import joined


class Incoming(NamedTuple):
    """Content that came with a request, of which the hash was checked.

    ``content_type`` and ``announced_bytes`` are what the part said of itself, None where it said nothing.
    """

    path: Path
    size_bytes: int
    content_type: str | None = None
    announced_bytes: int | None = None


Received = Mapping[str, Incoming]
"""By hash, in lower case."""


def hashes_named(value: Any) -> set[str]:
    """Return the hashes that a decoded request names, valid or not: whatever else comes is surplus."""
    found: set[str] = set()
    for statement in value if isinstance(value, list) else [value]:
        if isinstance(statement, dict):
            for whole in (statement, statement.get("object")):
                listed = whole.get("attachments") if isinstance(whole, dict) else None
                for one in listed if isinstance(listed, list) else ():
                    if isinstance(one, dict) and isinstance(one.get("sha2"), str):
                        found.add(one["sha2"].lower())
    return found


def attachment_problems(statement: dict[str, Any], received: Received, edition: Edition) -> list[Problem]:
    """Return what is wrong with the attachments of a statement that is valid in itself."""
    found = []
    for path, one in attachments_of(statement):
        incoming = received.get(one["sha2"].lower())
        if incoming is None:
            problem = _without_content(one)
        else:
            problem = _unlike(one, incoming) or _signature(one, incoming, statement, edition)
        if problem is not None:
            found.append(problem._replace(path=joined(path, problem.path)))
    return found


def _without_content(one: dict[str, Any]) -> Problem | None:
    if "fileUrl" not in one:
        return Problem("sha2", "communication-1.5.2.s3.b5", "content_missing")
    if one["usageType"] == signatures.USAGE:
        # What is only linked to cannot be checked, and an unchecked signature may not be stored.
        return Problem("sha2", "2.6.s5.b3", "signature_missing")
    return None


def _unlike(one: dict[str, Any], incoming: Incoming) -> Problem | None:
    """Compare what part and object both say (1.5.2.s2.b2.b7); parameters of a media type are let be."""
    if incoming.content_type is not None and _bare(incoming.content_type) != _bare(one["contentType"]):
        return Problem("contentType", "communication-1.5.2.s2.b2.b7", "other_than_the_part_says")
    if incoming.announced_bytes is not None and incoming.announced_bytes != one["length"]:
        return Problem("length", "communication-1.5.2.s2.b2.b7", "other_than_the_part_says")
    return None


def _bare(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _signature(
    one: dict[str, Any], incoming: Incoming, statement: dict[str, Any], edition: Edition
) -> Problem | None:
    if one["usageType"] != signatures.USAGE:
        return None
    if _bare(one["contentType"]) != signatures.CONTENT_TYPE:
        return Problem("contentType", "2.6.s4.b1", "not_an_octet_stream")
    if incoming.size_bytes > signatures.SIZE_LIMIT:
        return Problem("", "2.6.s4.b1", "signature_too_large")
    return signatures.signature_problem(incoming.path.read_bytes(), statement, edition)
