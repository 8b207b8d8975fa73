"""Stage records: documents. In: the bytes of documents. Out: their tag, and one merged into another.

Documents stay as received, octet for octet; only a merge (xAPI Communication 2.2.s7) makes a new one,
and it too keeps each value as it was sent.
"""

from __future__ import annotations

from hashlib import sha1

import msgspec

_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_any = msgspec.json.Decoder(msgspec.Raw).decode


def tag_of(content: bytes) -> str:
    """Return the entity tag of a document: its SHA-1 in lower-case hexadecimal digits (3.1.s4.b2)."""
    return sha1(content, usedforsecurity=False).hexdigest()


def is_json_type(content_type: str) -> bool:
    """Whether a content type is ``application/json``, whatever its parameters.

    Examples
    --------
    >>> [is_json_type(text) for text in ("Application/JSON; charset=UTF-8", "application/ld+json", "")]
    [True, False, False]
    """
    return content_type.partition(";")[0].strip().lower() == "application/json"


def members(content: bytes) -> dict[str, msgspec.Raw] | None:
    """Return the members of a JSON object, each as it was sent; None for anything else."""
    try:
        content.decode()
        return _members(content)
    except (ValueError, RecursionError):
        return None


def is_json(content: bytes) -> bool:
    """Whether ``content`` is one JSON value in UTF-8."""
    try:
        content.decode()
        _any(content)
    except (ValueError, RecursionError):
        return False
    return True


def merged(existing: dict[str, msgspec.Raw], posted: dict[str, msgspec.Raw]) -> bytes:
    """Return the document in which each member of ``posted`` replaces the whole one of its name.

    Examples
    --------
    >>> merged(members(b'{"x": {"deep": 1}, "y": 1.0}'), members(b'{"x": {"z": 2}}'))
    b'{"x":{"z": 2},"y":1.0}'
    """
    return msgspec.json.encode({**existing, **posted})
