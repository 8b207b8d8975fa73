"""Stage notices: keeps addresses that are secrets. Text in, sealed text out, and back for who sends.

Sealed with a key made from ``SECRET_KEY``: a copy of the database alone opens nothing (ADR 0008 says what a
copy of the whole data folder does). Whoever changes that key has the addresses given anew.
"""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class UnreadableError(ValueError):
    """What was sealed with another key."""


@cache
def _box(secret: str) -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"redcloud.notices").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def _boxes() -> MultiFernet:
    return MultiFernet([_box(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def seal(text: str) -> str:
    """Return what may be stored."""
    return _boxes().encrypt(text.encode()).decode()


def opened(sealed: str) -> str:
    """Return what was sealed.

    Raises
    ------
    UnreadableError
    """
    try:
        return _boxes().decrypt(sealed.encode()).decode()
    except InvalidToken as fault:
        raise UnreadableError("sealed with another key") from fault
