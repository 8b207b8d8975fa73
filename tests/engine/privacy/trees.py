"""Trees and published figures for the tests of protection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from redcloud.engine.privacy import Tree, protect
from redcloud.engine.privacy.cells import HIDDEN
from redcloud.engine.privacy.placing import PEOPLE
from redcloud.engine.privacy.units import CONTRIBUTED

MONTH = date(2026, 3, 1)
ROOT = 1


def two_levels(*general_branches: int) -> Tree:
    """A root with general branches of so many branches each; 0 is a branch right under the root."""
    children: dict[int, tuple[int, ...]] = {}
    leaves: list[int] = []
    key = ROOT
    below_root: list[int] = []
    for count in general_branches:
        key += 1
        below_root.append(key)
        if count == 0:
            leaves.append(key)
            continue
        own = tuple(range(key + 1, key + 1 + count))
        children[key] = own
        leaves += own
        key += count
    children[ROOT] = tuple(below_root)
    return Tree(ROOT, children, frozenset(leaves))


def published(
    tree: Tree,
    contributors: Mapping[int, int],
    people: Mapping[int, int],
    k: int,
    hidden_before: frozenset[int] = frozenset(),
) -> dict[int, int | None]:
    """What a release shows of one month and kind: a number or ``None`` for each organisation."""
    rows = [
        {"branch": leaf, "month": MONTH, "kind": "class", "contributors": count, "records": count}
        for leaf, count in contributors.items()
        if count
    ]
    sizes = [{"branch": leaf, "month": MONTH, "people": count} for leaf, count in people.items()]
    figures = protect(
        tree,
        pa.Table.from_pylist(rows, schema=CONTRIBUTED),
        pa.Table.from_pylist(sizes, schema=PEOPLE),
        secret=b"only for tests",
        k=k,
        hidden_before=pa.Table.from_pylist(
            [{"organisation": unit, "month": MONTH, "kind": "class"} for unit in hidden_before], schema=HIDDEN
        ),
    ).figures.to_pylist()
    shown: dict[int, int | None] = dict.fromkeys(tree.upwards())
    return shown | {row["organisation"]: row["contributors"] for row in figures}
