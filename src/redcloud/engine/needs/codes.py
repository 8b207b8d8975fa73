"""Stage needs: follow codes. Random bytes out as something that can be read aloud, and a hash to keep.

The code is all that ties a request to the person who made it. 128 random bits in Crockford's base 32
(crockford.com/base32.html: no I, L, O, U), in groups of four, so that it can be copied from paper. Only
the SHA-256 of the canonical form is stored; with 128 random bits no salt or slow hash adds anything.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 16
CODE_LENGTH = 26  # ceil(128 / 5)
_GROUP = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """Draw a code of 128 random bits, written in groups of four."""
    return spell(secrets.token_bytes(CODE_BYTES))


def spell(raw: bytes) -> str:
    """Write ``raw`` (16 bytes) in base 32 with hyphens.

    Examples
    --------
    >>> spell(bytes(16))
    '0000-0000-0000-0000-0000-0000-00'
    """
    number = int.from_bytes(raw, "big")
    letters = "".join(ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(CODE_LENGTH)))
    return "-".join(letters[start : start + _GROUP] for start in range(0, CODE_LENGTH, _GROUP))


def canonical(typed: str) -> str | None:
    """Read a code as somebody typed it; None when it cannot be one.

    Case, spaces, hyphens of any kind, full-width letters, and O for 0 or I and L for 1 do not matter.

    Examples
    --------
    >>> canonical("oooo 0000－0000-0000-0000-0000-01") == "0" * 25 + "1"
    True
    """
    if len(typed) > 4 * CODE_LENGTH:
        return None
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_READ_AS)
    letters = "".join(letter for letter in plain if letter.isalnum())
    if len(letters) != CODE_LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    return letters


def code_hash(typed: str) -> str | None:
    """Hash a code for keeping or finding (64 hexadecimal digits); None when it cannot be a code."""
    letters = canonical(typed)
    return None if letters is None else hashlib.sha256(letters.encode("ascii")).hexdigest()
