"""The keys of the OpenID Connect issuer. In: its settings. Out: the key that a token names.

Fetched when first needed, kept for some minutes, asked for again when a token names an unknown key, and
then only every so often: tokens that anybody makes up cannot make this server ask the issuer all the time,
nor wait for an issuer that is away again and again.
"""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any

import jwt
import structlog
from django.conf import settings

from redcloud.engine.lazily import lazily
from redcloud.engine.records.tokens import NotTrusted

if TYPE_CHECKING:
    import requests
else:
    requests = lazily("requests")

log = structlog.get_logger(__name__)
KEPT_S = 600.0
ASKED_AGAIN_AFTER_S = 30.0
AWAY_S = 5.0
"""How long an issuer that did not answer is taken to be away."""

TIMEOUT_S = 5.0
SIZE_LIMIT = 512 * 1024


class IssuerAway(Exception):  # noqa: N818 - says what is
    """The issuer's keys cannot be fetched, and none are known."""


class Issuer:
    """Remembers the issuer's keys."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._asked_at: float | None = None

    def key(self, key_id: str) -> jwt.PyJWK:
        """Return the key of an id; without an id, the only one there is.

        Raises
        ------
        NotTrusted, IssuerAway
        """
        with self._lock:
            if self._is_older_than(KEPT_S if self._keys else AWAY_S):
                self._refresh()
            if not self._keys:
                raise IssuerAway("no key of the issuer is known")
            found = self._found(key_id)
            if found is None and self._is_older_than(ASKED_AGAIN_AFTER_S):
                self._refresh()
                found = self._found(key_id)
        if found is None:
            raise NotTrusted("token_key_unknown")
        return found

    def _is_older_than(self, age_s: float) -> bool:
        return self._asked_at is None or time.monotonic() - self._asked_at > age_s

    def _found(self, key_id: str) -> jwt.PyJWK | None:
        if not key_id and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(key_id)

    def _refresh(self) -> None:
        """Fetch the keys; known ones stay in use while the issuer is away."""
        try:
            given = _fetched(settings.XAPI_OIDC_JWKS or _discovered())
            keys = jwt.PyJWKSet.from_dict(given).keys
        except (requests.RequestException, ValueError, jwt.PyJWTError, AttributeError) as problem:
            log.warning("issuer away", problem=str(problem))
        else:
            self._keys = {one.key_id or "": one for one in keys if one.public_key_use in (None, "sig")}
        self._asked_at = time.monotonic()


def _discovered() -> str:
    """Return where the issuer says its keys are (OpenID Connect Discovery 4)."""
    found = _fetched(f"{settings.XAPI_OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration")
    address = found.get("jwks_uri")
    if not isinstance(address, str):
        raise ValueError("the issuer names no jwks_uri")
    return address


def _fetched(address: str) -> dict[str, Any]:
    with requests.get(address, timeout=TIMEOUT_S, stream=True, allow_redirects=False) as answer:
        answer.raise_for_status()
        text = answer.raw.read(SIZE_LIMIT + 1, decode_content=True)
    if len(text) > SIZE_LIMIT:
        raise ValueError("too large")
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


issuer = Issuer()
