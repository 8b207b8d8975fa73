"""Stage notices: the key by which push services know this installation (VAPID, RFC 8292)."""

from __future__ import annotations

import base64
import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def private_key() -> str:
    """Return ``REDCLOUD_PUSH_KEY``, or the embedded mode's: made once, kept in the data folder (ADR 0008)."""
    given: str = settings.PUSH_KEY
    return given or _kept(settings.DATA / "push.key")


def public_key() -> str:
    """Return what browsers are given when somebody switches reminders on."""
    return _public(private_key())


@cache
def _public(private: str) -> str:
    number = int.from_bytes(base64.urlsafe_b64decode(private + "=" * (-len(private) % 4)))
    point = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return _text(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _kept(path: Path) -> str:
    """Read the key; make it where it is missing. Of two that make one, one wins and both read it."""
    if not path.exists():
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(_text(number.to_bytes(32)))
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return path.read_text()
