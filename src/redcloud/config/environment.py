"""Reads the environment, once, for settings. Every variable is listed in docs/operations.md."""

from __future__ import annotations

import base64
import binascii
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import environ
from django.core.exceptions import ImproperlyConfigured

CHECKOUT = Path(__file__).resolve().parents[3]

env = environ.Env()


def data_folder() -> Path:
    """Return the folder of the embedded database, the lake and the media; made where missing."""
    folder = Path(env.str("REDCLOUD_DATA", default=str(CHECKOUT / "var"))).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """Return REDCLOUD_SECRET_KEY, or the key of the embedded mode.

    Without the variable a random key is made once and kept in the data folder, readable by its
    owner only: sessions survive a restart and no two installations share a key (ADR 0008).
    """
    given: str = env.str("REDCLOUD_SECRET_KEY", default="")
    if given:
        return given
    kept = folder / "secret.key"
    if not kept.exists():
        # Written whole under another name: of two processes that start at once neither may read half a key.
        with NamedTemporaryFile("w", dir=folder, prefix="secret.") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            with suppress(FileExistsError):
                kept.hardlink_to(file.name)
    return kept.read_text()


def push_key(given: str) -> str:
    """Return REDCLOUD_PUSH_KEY after a look at it; empty for the key of the embedded mode (ADR 0008).

    Raises
    ------
    ImproperlyConfigured
        For what is no private key of the curve P-256: 32 octets in base64url.
    """
    if not given:
        return ""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    try:
        raw = base64.b64decode(given + "=" * (-len(given) % 4), b"-_", validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != 32 or not 0 < int.from_bytes(raw) < order:
        raise ImproperlyConfigured("REDCLOUD_PUSH_KEY has to be a key of P-256, 32 octets in base64url")
    return given
