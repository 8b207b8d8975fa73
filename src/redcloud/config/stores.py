"""Where bytes are kept: in a folder, or in S3-compatible storage. Reads the environment for settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from redcloud.config.environment import env
from redcloud.engine.objects.address import Account, BadAddress, Remote, account, remote

_WHAT_TO_DO: Final = {
    "no_container": "{name} has to name an S3 bucket, as in s3://bucket/prefix",
    "no_prefix": "{name} has to name a prefix of its own within the bucket, as in s3://bucket/prefix; it is "
    "made of letters, digits, dots, hyphens, underlines and slashes",
    "no_key": "{name} lies in S3-compatible storage: give REDCLOUD_S3_ACCESS_KEY and REDCLOUD_S3_SECRET_KEY",
    "bad_endpoint": "REDCLOUD_S3_ENDPOINT has to be the address of a host, as in https://s3.example.org",
    "plain_http": "REDCLOUD_S3_ENDPOINT has to begin with https://; without encryption only this machine may "
    "be asked, and only with REDCLOUD_S3_LOOPBACK=true",
}


def kept_at(name: str, otherwise: Path) -> Path | Remote:
    """Return where the setting ``name`` says that something is kept; a folder where it says nothing.

    Raises
    ------
    ImproperlyConfigured
        With a sentence that says what to do, and never a key.
    """
    text: str = env.str(name, default="")
    if not text:
        return otherwise
    return place_of(text, name)


def place_of(text: str, name: str) -> Path | Remote:
    """Read an absolute path or ``s3://bucket/prefix``; ``name`` is what the sentence of an error speaks of.

    Raises
    ------
    ImproperlyConfigured
    """
    if not text.startswith("s3://"):
        if not Path(text).is_absolute() or "://" in text:
            raise ImproperlyConfigured(f"{name} has to be an absolute path or s3://bucket/prefix")
        return Path(text)
    try:
        return remote(text, _account())
    except BadAddress as bad:
        raise ImproperlyConfigured(_WHAT_TO_DO[bad.code].format(name=name)) from None


def kept_apart(*, data: Path, lake: Path | Remote, media: Path | Remote) -> None:
    """Refuse a place that lies in one which is cleaned of what it does not know.

    Raises
    ------
    ImproperlyConfigured
    """
    wrong = (
        ("REDCLOUD_MEDIA", media, "REDCLOUD_LAKE", lake),
        ("REDCLOUD_LAKE", lake, "REDCLOUD_MEDIA", media),
        ("REDCLOUD_DATA", data, "REDCLOUD_MEDIA", media),
    )
    for inner, one, outer, other in wrong:
        if f"{one}/".startswith(f"{other}/"):
            raise ImproperlyConfigured(f"{inner} ({one}) may not lie in {outer} ({other})")


def storages(media: Path | Remote) -> dict[str, dict[str, Any]]:
    """Django's setting for files of a place; what is in a folder follows ``MEDIA_ROOT``."""
    kind = "store.InStore" if isinstance(media, Remote) else "folder.InFolder"
    return {
        "default": {"BACKEND": f"redcloud.apps.media.{kind}"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def _account() -> Account:
    return account(
        endpoint=env.str("REDCLOUD_S3_ENDPOINT", default=""),
        region=env.str("REDCLOUD_S3_REGION", default=""),
        key=env.str("REDCLOUD_S3_ACCESS_KEY", default=""),
        secret=env.str("REDCLOUD_S3_SECRET_KEY", default=""),
        in_path=env.bool("REDCLOUD_S3_PATH_STYLE", default=True),
        plain_loopback=env.bool("REDCLOUD_S3_LOOPBACK", default=False),
    )
