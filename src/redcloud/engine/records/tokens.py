"""Stage records: is this bearer token the issuer's? In: a JSON Web Token and keys. Out: its claims.

RFC 7519 and OpenID Connect Core 3.1.3.7: signature, issuer, audience and time are all asked for. Keys of
the issuer are public ones, so only algorithms with a public key are taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import jwt

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY_S: Final = 30
"""How far the issuer's clock may be from ours."""


class NotTrusted(ValueError):  # noqa: N818 - says what the token is
    """The token is no token, not the issuer's, not for us, or not of this time; ``reason`` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def key_id_of(token: str) -> str:
    """Return the id of the key that a token says it is signed with; empty where it names none.

    Raises
    ------
    NotTrusted
        Not a token, or of an algorithm that is not taken.
    """
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise NotTrusted("token_unreadable") from None
    if header.get("alg") not in ALGORITHMS:
        raise NotTrusted("token_algorithm")
    found = header.get("kid", "")
    return found if isinstance(found, str) else ""


def claims_of(token: str, key: jwt.PyJWK, *, issuer: str, audience: str) -> Mapping[str, Any]:
    """Return the claims of a token that ``key`` signed.

    Raises
    ------
    NotTrusted
    """
    try:
        found: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=audience,
            leeway=LEEWAY_S,
            options={"require": ["exp", "iss", "aud"]},
        )
    except jwt.ExpiredSignatureError:
        raise NotTrusted("token_expired") from None
    except jwt.InvalidAudienceError:
        raise NotTrusted("token_for_somebody_else") from None
    except (jwt.PyJWTError, TypeError, ValueError):
        # A key of another kind than the algorithm raises what its library raises.
        raise NotTrusted("token_not_trusted") from None
    return found


def scopes_of(claims: Mapping[str, Any], prefix: str) -> frozenset[str]:
    """Return the names of scopes in a token, without ``prefix``; those that lack it are other services'.

    Examples
    --------
    >>> sorted(scopes_of({"scope": "openid xapi:statements/write xapi:define"}, "xapi:"))
    ['define', 'statements/write']
    """
    given = claims.get("scope", claims.get("scp", ""))
    names = given.split() if isinstance(given, str) else given if isinstance(given, list) else []
    return frozenset(
        one.removeprefix(prefix) for one in names if isinstance(one, str) and one.startswith(prefix)
    )


def client_of(claims: Mapping[str, Any]) -> str:
    """Return the client that a token was issued to (RFC 9068, OpenID Connect), empty where it names none."""
    for name in ("client_id", "azp", "sub"):
        found = claims.get(name)
        if isinstance(found, str) and found:
            return found
    return ""
