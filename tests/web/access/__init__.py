"""The URL x role table. One module a feature, each with ``rows(world) -> list[Row]``.

A row says, for one URL name and one object, which people of ``tests.world`` may open it. Everybody
not named must get 404; somebody who is not signed in may also be sent to sign-in (302).
``tests/web/test_access_table.py`` goes over all rows and fails for a URL name without a row.

    def rows(world: World) -> list[Row]:
        return [Row("branch-home", (world.branch.pk,), allowed={"member", "secretary", ...})]
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.world import ROLES

EVERYBODY = frozenset(ROLES)
SIGNED_IN = frozenset(ROLES) - {"anonymous"}


@dataclass(frozen=True)
class Row:
    """Who may call ``name`` with ``args``; ``status`` is what the allowed get."""

    name: str
    args: tuple[Any, ...] = ()
    allowed: frozenset[str] | set[str] = frozenset()
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    status: frozenset[int] | set[int] = frozenset({200})
    kwargs: dict[str, Any] = field(default_factory=dict)
    # 403 and 405 are answers of protocols (xAPI) that must name the reason; pages never use them.
    refused: frozenset[int] | set[int] = frozenset({404})
