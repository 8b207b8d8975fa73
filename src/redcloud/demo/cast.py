"""The demo's five people: simulated tables in, who they are out.

Member and secretary belong to one branch of the first organisation with something to do: needs that
wait and a full committee; officer, editor and administrator are of that organisation.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

WAITING: Final = ("received", "taken", "answered", "reopened")


@dataclass(frozen=True, slots=True)
class Cast:
    """Simulated keys of the demo's branch and of its two members."""

    branch: int
    secretary: int
    member: int


def choose_cast(tables: dict[str, pa.Table]) -> Cast:
    """Choose the liveliest branch, its secretary, and a member with much to see in a portrait."""
    branch = _branch(tables)
    roles = tables["roles"].filter(pc.equal(tables["roles"]["branch"], branch))
    served = dict(zip(roles["role"].to_pylist(), roles["member"].to_pylist(), strict=True))
    return Cast(branch, served["secretary"], _member(tables, branch, set(served.values())))


def _branch(tables: dict[str, pa.Table]) -> int:
    first = tables["organisations"].filter(pc.equal(tables["organisations"]["root"], 1))
    branches = first.filter(pc.equal(first["kind"], "branch"))["organisation"].to_pylist()
    needs = tables["needs"]
    open_needs = needs.filter(pc.is_in(needs["state"], pa.array(WAITING)))
    waiting = Counter(open_needs["branch"].to_pylist())
    seats = Counter(tables["roles"]["branch"].to_pylist())
    met = Counter(tables["meetings"]["branch"].to_pylist())
    best: int = max(branches, key=lambda at: (seats[at] >= 5, min(waiting[at], 2), met[at], -at))
    return best


def _member(tables: dict[str, pa.Table], branch: int, committee: set[int]) -> int:
    stays = tables["memberships"].filter(
        pc.and_(pc.equal(tables["memberships"]["branch"], branch), pc.is_null(tables["memberships"]["until"]))
    )
    consents = tables["consents"]
    agreed = Counter(consents.filter(consents["granted"])["member"].to_pylist())
    full = set(tables["members"].filter(pc.equal(tables["members"]["stage"], "full"))["member"].to_pylist())
    studied = Counter(tables["study"]["member"].to_pylist())
    free = [key for key in stays["member"].to_pylist() if key not in committee and key in full]
    # Two yes at least: a portrait and personalisation. Not the most eager: a library to discover is left.
    best: int = min(free, key=lambda key: (agreed[key] < 2, abs(studied[key] - 14), key))
    return best
