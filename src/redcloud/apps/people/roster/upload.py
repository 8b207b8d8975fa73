"""Stage people: keeps an uploaded file between the preview and the decision, one hour at most.

In: bytes and who uploaded them for which root and use. Out: a signed token that only the same person can
redeem, for the same use.
"""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core import signing

KEPT_S = 3600
_SALT = "redcloud.people.{use}-upload"


class UploadGone(Exception):  # noqa: N818 - it is an answer, not a fault
    """Too old, already applied, or not this person's."""


def _folder(use: str) -> Path:
    folder = Path(settings.DATA) / f"{use}-uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep(data: bytes, *, user_id: int, root_id: int, use: str = "roster") -> str:
    """Keep ``data`` and return the token.

    ``use`` is a word of the program, never of a reader: it names a folder.
    """
    forget_old()
    folder = _folder(use)
    name = secrets.token_hex(16)
    path = folder / name
    path.touch(mode=0o600)
    path.write_bytes(data)
    return signing.dumps([name, user_id, root_id], salt=_SALT.format(use=use))


def take(token: str, *, user_id: int, root_id: int, use: str = "roster") -> bytes:
    """Return the upload and remove it.

    Raises
    ------
    UploadGone
    """
    try:
        name, user, root = signing.loads(token, salt=_SALT.format(use=use), max_age=KEPT_S)
    except signing.BadSignature as error:
        raise UploadGone from error
    if (user, root) != (user_id, root_id):
        raise UploadGone
    path = _folder(use) / str(name)
    claimed = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        path.rename(claimed)  # of two who press at once one has it
    except FileNotFoundError as error:
        raise UploadGone from error
    data = claimed.read_bytes()
    claimed.unlink()
    return data


def forget_old() -> None:
    """Remove the uploads that nobody decided on within the hour, whatever their use."""
    oldest = time.time() - KEPT_S
    for upload in Path(settings.DATA).glob("*-uploads/*"):
        with suppress(FileNotFoundError):  # decided on, or removed by somebody else, in between
            if upload.stat().st_mtime < oldest:
                upload.unlink()
