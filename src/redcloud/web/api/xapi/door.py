"""Who asks? In: an Authorization header. Out: a credential and what it may do, or a refusal.

Looking a credential up costs a query; remembering it for some seconds makes the door cost microseconds.
What is remembered is found by a keyed hash of the header, so neither the memory nor the time that a
look-up takes says anything about a secret.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.conf import settings

from redcloud.apps.outages import unless_disk_full
from redcloud.apps.people.models import Organisation
from redcloud.apps.records.actions import credential_of_client, note_use
from redcloud.apps.records.models import Credential, Scope
from redcloud.apps.records.queries import credential_of
from redcloud.apps.records.signals import credentials_changed
from redcloud.apps.study.actions.opening import TOKEN_KEY
from redcloud.apps.study.models import Launch
from redcloud.apps.study.queries.launches import authority_of, launch_by_token, root_of_launch
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.tokens import LEEWAY_S, NotTrusted, claims_of, client_of, key_id_of, scopes_of
from redcloud.web.api.xapi.issuer import IssuerAway, issuer
from redcloud.web.api.xapi.refusals import Refused

REMEMBERED_S = 5.0
"""How long a process may go by a credential that another process has revoked. In the process that revokes
it ends at once."""

REMEMBERED_AT_MOST = 4096
"""Headers a process remembers; some hundred bytes each."""

CLIENT_LENGTH = 200
_HEX_UUID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody who was let in: a program with its credential, or a unit of a package with its launch.

    A launch has no scope at all: what it may do is said resource by resource (`launched`), and whatever
    is not said there is refused.
    """

    root: Organisation
    key: str
    scopes: frozenset[Scope]
    authority: Identifier
    # Seconds since the epoch at which it has to be asked again at the latest; None without an end.
    ends_at: float | None = None
    credential: Credential | None = None
    launch: Launch | None = None


class Door:
    """Remembers who was let in, for a short time and not too many."""

    def __init__(self, remembered_s: float = REMEMBERED_S, at_most: int = REMEMBERED_AT_MOST) -> None:
        self._remembered_s = remembered_s
        self._at_most = at_most
        self._key = secrets.token_bytes(32)
        self._known: dict[bytes, tuple[float, Admission]] = {}
        self._lock = threading.Lock()
        self._generation = 0

    def admit(self, header: str) -> Admission:
        """Return who sent ``header``.

        Raises
        ------
        Refused
            With 401, and why.
        """
        place = blake2b(header.encode("utf-8", "replace"), key=self._key, digest_size=16).digest()
        found = self._known.get(place)
        if found is not None and found[0] > time.monotonic() and not _has_ended(found[1]):
            return found[1]
        generation = self._generation
        admission = _asked(header)
        if admission.launch is None:
            # A launch ends when its learner opens something else, in whatever process: it is asked for anew.
            self._remember(place, admission, generation)
        return admission

    def _remember(self, place: bytes, admission: Admission, generation: int) -> None:
        with self._lock:
            # What was read before a revocation is not remembered after it.
            if generation != self._generation:
                return
            self._known.pop(place, None)
            while len(self._known) >= self._at_most:
                del self._known[next(iter(self._known))]
            self._known[place] = (time.monotonic() + self._remembered_s, admission)

    def forget(self, **_: Any) -> None:
        """Ask again about everybody."""
        with self._lock:
            self._generation += 1
            self._known.clear()


def _has_ended(admission: Admission) -> bool:
    return admission.ends_at is not None and admission.ends_at <= time.time()


def _asked(header: str) -> Admission:
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "basic":
        return _by_password(rest)
    if scheme.lower() == "bearer" and settings.XAPI_OIDC_ISSUER:
        return _by_token(rest.strip())
    raise Refused(401, "credentials_missing")


def _by_password(encoded: str) -> Admission:
    """Return the credential of HTTP Basic authentication (RFC 7617)."""
    try:
        key, separator, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused(401, "credentials_unreadable") from None
    if key.startswith(TOKEN_KEY):
        return _by_launch(key.removeprefix(TOKEN_KEY), secret)
    # A NUL is in no key of ours, and PostgreSQL would refuse to look for it.
    found = credential_of(key, secret) if separator and "\x00" not in key else None
    if found is None:
        raise Refused(401, "credentials_wrong")
    _note_use(found)
    authority = Identifier("account", found.key, f"{settings.PUBLIC_URL}/api/xapi/")
    ends_at = found.expires_at.timestamp() if found.expires_at else None
    return Admission(found.root, found.key, found.granted, authority, ends_at, credential=found)


def _by_launch(name: str, secret: str) -> Admission:
    """Return the launch of a token that a unit of a package fetched (cmi5 8.2)."""
    found = launch_by_token(UUID(name), secret) if _HEX_UUID.fullmatch(name) else None
    if found is None:
        raise Refused(401, "launch_is_over")
    root, ends_at = root_of_launch(found), found.ends_at.timestamp()
    return Admission(root, TOKEN_KEY, frozenset(), authority_of(found), ends_at, launch=found)


def _note_use(credential: Credential) -> None:
    """Write down that a credential is used; with a full disk it is let in all the same, and may read."""
    unless_disk_full(lambda: note_use(credential), "use of a credential not noted")


def _by_token(token: str) -> Admission:
    """Return the credential of a bearer token (RFC 6750): what it may do is what both allow."""
    try:
        key = issuer.key(key_id_of(token))
        claims = claims_of(token, key, issuer=settings.XAPI_OIDC_ISSUER, audience=settings.XAPI_OIDC_AUDIENCE)
    except NotTrusted as problem:
        raise _no_token(problem.reason) from None
    except IssuerAway:
        raise Refused(503, "issuer_away", retry_after_s=5) from None
    client, slug = client_of(claims), _slug(claims)
    root = Organisation.objects.filter(parent=None, slug=slug).first() if slug else None
    if root is None or not client or len(client) > CLIENT_LENGTH or "\x00" in client:
        raise _no_token("token_of_no_organisation" if root is None else "token_of_no_client")
    found = credential_of_client(root=root, client_id=client)
    if found is None:
        raise _no_token("credentials_wrong")
    _note_use(found)
    granted = {one.value for one in found.granted} & scopes_of(claims, settings.XAPI_OIDC_SCOPE_PREFIX)
    ends_at = float(claims["exp"]) + LEEWAY_S
    if found.expires_at is not None:
        ends_at = min(ends_at, found.expires_at.timestamp())
    authority = Identifier("account", client, settings.XAPI_OIDC_ISSUER)
    scopes = frozenset(Scope(one) for one in granted)
    return Admission(found.root, found.key, scopes, authority, ends_at, credential=found)


def _slug(claims: Mapping[str, Any]) -> str:
    given = claims.get(settings.XAPI_OIDC_ORGANISATION_CLAIM, settings.XAPI_OIDC_ORGANISATION)
    return given if isinstance(given, str) and "\x00" not in given else ""


def _no_token(reason: str) -> Refused:
    return Refused(401, reason, headers={"WWW-Authenticate": 'Bearer realm="xAPI", error="invalid_token"'})


door = Door()
credentials_changed.connect(door.forget, dispatch_uid="xapi.door")
