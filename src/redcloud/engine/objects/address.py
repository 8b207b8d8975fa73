"""Where S3-compatible storage is, and who asks. In: texts of settings. Out: an account, a place.

Neither the key nor the secret is in a representation: it may end up in a log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_CONTAINER: Final = re.compile(r"[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]")
_PREFIX: Final = re.compile(r"[A-Za-z0-9._\-]+(/[A-Za-z0-9._\-]+)*")
_DEFAULT_REGION: Final = "us-east-1"


class BadAddress(ValueError):  # noqa: N818 - says what it is
    """An address that cannot be used; ``code`` says why.

    ``not_s3``, ``no_container``, ``no_prefix``, ``no_key``, ``bad_endpoint``, ``plain_http``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Account:
    """Who asks, and whom.

    Parameters
    ----------
    endpoint : address of the store; empty for Amazon's own.
    region : as the store calls it.
    key, secret : of the user that the store knows.
    in_path : the container stands in the path of an address; else before the host's name.
    """

    endpoint: str
    region: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    in_path: bool = True


@dataclass(frozen=True, slots=True)
class Remote:
    """A place in a container: everything whose name begins with ``prefix`` and a slash."""

    account: Account
    container: str
    prefix: str

    def __str__(self) -> str:
        return f"s3://{self.container}/{self.prefix}"


def account(
    *, endpoint: str, region: str, key: str, secret: str, in_path: bool, plain_loopback: bool
) -> Account:
    """Return the account after a look at it.

    Parameters
    ----------
    plain_loopback : take an address with http that leads to this machine.

    Raises
    ------
    BadAddress
    """
    if not key or not secret:
        raise BadAddress("no_key")
    if endpoint:
        parts = urlsplit(endpoint)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.path.strip("/")
            or parts.query
        ):
            raise BadAddress("bad_endpoint")
        if "@" in parts.netloc:
            raise BadAddress("bad_endpoint")
        if parts.scheme == "http" and not (plain_loopback and parts.hostname in LOOPBACK):
            raise BadAddress("plain_http")
    return Account(endpoint.rstrip("/"), region or _DEFAULT_REGION, key, secret, in_path)


def remote(text: str, asker: Account) -> Remote:
    """Read ``s3://container/prefix``.

    A prefix is needed, so that nothing takes a whole container for its own and cleans it.

    Raises
    ------
    BadAddress

    Examples
    --------
    >>> asker = Account("", "eu-west-1", "key", "secret")
    >>> remote("s3://cloud/lake/", asker)
    Remote(account=Account(endpoint='', region='eu-west-1', in_path=True), container='cloud', prefix='lake')
    """
    if not text.startswith("s3://"):
        raise BadAddress("not_s3")
    container, _, prefix = text.removeprefix("s3://").partition("/")
    if not _CONTAINER.fullmatch(container):
        raise BadAddress("no_container")
    prefix = prefix.rstrip("/")
    if not _PREFIX.fullmatch(prefix) or {".", ".."} & set(prefix.split("/")):
        raise BadAddress("no_prefix")
    return Remote(asker, container, prefix)
