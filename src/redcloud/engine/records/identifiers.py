"""Stage records: identifiers made small and comparable. In: IRIs and agents. Out: 128-bit digests.

An IRI or account name has no greatest length, an index entry has. Equal digests are taken for equal
identifiers: with BLAKE2b at 128 bits nobody finds two that collide.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b, sha1
from typing import Any, NamedTuple
from uuid import UUID


@lru_cache(maxsize=65536)
def digest_text(text: str) -> str:
    """Return the digest of an identifier, compared as a simple string (RFC 3987 section 5.3.1).

    32 hexadecimal digits: thousands of them a second are cheaper as texts than as objects.
    """
    return blake2b(text.encode(), digest_size=16).hexdigest()


def digest(text: str) -> UUID:
    """Return the same digest as a UUID."""
    return UUID(digest_text(text))


class Identifier(NamedTuple):
    """An inverse functional identifier (xAPI Data 2.4.2.3), with what is compared in lower case.

    The domain of an address and hexadecimal digits have no case; everything else does.
    """

    kind: str
    value: str
    home_page: str = ""
    is_group: bool = False

    @property
    def digest(self) -> UUID:
        """What the identifier is found by. A group never shares it with an agent."""
        return UUID(self.digest_text)

    @property
    def digest_text(self) -> str:
        """The same in 32 hexadecimal digits."""
        return digest_text("\x00".join((self.kind, self.home_page, self.value, "g" if self.is_group else "")))

    def as_agent(self) -> dict[str, Any]:
        """Return the JSON object that the identifier came from, without a name."""
        found: dict[str, Any] = {"objectType": "Group" if self.is_group else "Agent"}
        if self.kind == "account":
            found["account"] = {"homePage": self.home_page, "name": self.value}
        else:
            found[self.kind] = self.value
        return found


def hashed_address(mbox: str) -> Identifier:
    """Return how statements name an address ("mailto:…") whose writer hides it (xAPI Data 2.4.2.3)."""
    return Identifier("mbox_sha1sum", sha1(mbox.encode(), usedforsecurity=False).hexdigest())


def identifier_of(agent: dict[str, Any]) -> Identifier | None:
    """Return the identifier of a valid agent or group; None for an anonymous group.

    Examples
    --------
    >>> identifier_of({"mbox": "mailto:Li@Example.ORG"}).value
    'mailto:Li@example.org'
    """
    is_group = agent.get("objectType") == "Group"
    account = agent.get("account")
    if account is not None:
        return Identifier("account", account["name"], account["homePage"], is_group)
    if "mbox" in agent:
        local, _, domain = agent["mbox"].rpartition("@")
        return Identifier("mbox", f"{local}@{domain.lower()}", "", is_group)
    if "mbox_sha1sum" in agent:
        return Identifier("mbox_sha1sum", agent["mbox_sha1sum"].lower(), "", is_group)
    if "openid" in agent:
        return Identifier("openid", agent["openid"], "", is_group)
    return None
