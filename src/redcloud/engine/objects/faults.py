"""Why S3-compatible storage could not be used. In: what a library raised. Out: one error with a code.

The answer of a store may repeat the key that asked, and names of hosts and files: of all that only the code
of the store and the kind of a failure are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

CODES: Final = {
    "NoSuchBucket": "no_container",
    "AccessDenied": "no_right",
    "AllAccessDisabled": "no_right",
    "AccountProblem": "no_right",
    "403": "no_right",
    "InvalidAccessKeyId": "wrong_key",
    "SignatureDoesNotMatch": "wrong_key",
    "InvalidToken": "wrong_key",
    "ExpiredToken": "wrong_key",
    "AuthorizationHeaderMalformed": "wrong_region",
    "PermanentRedirect": "wrong_region",
    "IllegalLocationConstraintException": "wrong_region",
    "RequestTimeTooSkewed": "wrong_clock",
    "QuotaExceeded": "full",
    "EntityTooLarge": "full",
    "StorageFull": "full",
    "XMinioStorageFull": "full",
}
"""Codes of stores, and what they come to for whoever runs this."""

_SAID = re.compile(r"<Code>(\w{1,60})</Code>")
_GONE: Final = frozenset({"NoSuchKey", "404"})


class OutOfReach(RuntimeError):  # noqa: N818 - a state of something else, not a fault of the program
    """The store did not do what it was asked.

    Parameters
    ----------
    code : ``no_container``, ``no_right``, ``wrong_key``, ``wrong_region``, ``wrong_clock``, ``full``,
        ``untrusted`` (its certificate), ``silent`` (no answer, or none that is known), ``unconditional``
        (the store overlooks conditions).
        What uses a store has codes of its own beside these.
    detail : the store's own code, where it gave one.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} ({detail})" if detail else code)
        self.code = code
        self.detail = detail


class Vanished(OutOfReach):
    """An object is not there, or not any more."""

    def __init__(self) -> None:
        super().__init__("vanished")


@contextmanager
def reaching() -> Iterator[None]:
    """Turn whatever the libraries raise about a store into `OutOfReach`.

    Their own errors are not chained: a log would hold what the store answered.
    """
    from botocore.exceptions import BotoCoreError, ClientError, SSLError
    from deltalake.exceptions import CommitFailedError, DeltaError, DeltaProtocolError, SchemaMismatchError

    found: OutOfReach | None = None
    try:
        yield
    except (CommitFailedError, SchemaMismatchError):
        raise
    except ClientError as refused:
        found = _of_code(str(refused.response.get("Error", {}).get("Code", "")))
    except SSLError:
        found = OutOfReach("untrusted")
    except BotoCoreError as failed:
        found = OutOfReach("silent", type(failed).__name__)
    except (OSError, DeltaError, DeltaProtocolError) as failed:
        if isinstance(failed, OSError) and failed.errno is not None:
            raise  # of this machine: a full disk, a folder without the right
        found = _of_text(str(failed), type(failed).__name__)
    if found is not None:
        raise found from None


def _of_code(code: str) -> OutOfReach:
    if code in _GONE:
        return Vanished()
    return OutOfReach(CODES.get(code, "silent"), code)


def _of_text(text: str, kind: str) -> OutOfReach:
    said = _SAID.search(text)
    if said is not None:
        return _of_code(said[1])
    if "403 Forbidden" in text or "lacked the necessary privileges" in text:
        return OutOfReach("no_right", "403")
    if "certificate" in text:
        return OutOfReach("untrusted")
    if "301 Moved" in text or "307 Temporary" in text:
        return OutOfReach("wrong_region", "301")
    return OutOfReach("silent", kind)
