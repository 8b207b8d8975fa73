"""Stage study: files of who took part in what. Lines ``user item ...`` in, aligned matrices out."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from redcloud.engine.lazily import lazily

if TYPE_CHECKING:
    from scipy import sparse

    Csr: TypeAlias = sparse.csr_array
else:
    sparse = lazily("scipy.sparse")

    def Csr(*given, **named):  # noqa: N802 - stands for the class
        """Make a sparse matrix."""
        return sparse.csr_array(*given, **named)


IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float32]

LARGEST_ID = 2**62
"""Whole numbers above this are refused: they would not fit where ids are kept."""


class LineError(ValueError):
    """A line is not whole numbers.

    Attributes
    ----------
    path, line
        File, and number of the line counted from 1.
    """

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path}, line {line}: {what}; a line is `user item item ...`, whole numbers from 0")
        self.path = path
        self.line = line


@dataclass(frozen=True, slots=True)
class Pairs:
    """(user, item) ids as read, each pair once, in the order of user and item."""

    users: IntArray
    items: IntArray

    def __len__(self) -> int:
        return len(self.users)


def pairs_of(users: IntArray, items: IntArray) -> Pairs:
    """Make pairs sorted, without repetition."""
    order = np.lexsort((items, users))
    users, items = users[order], items[order]
    first = np.ones(len(users), dtype=bool)
    first[1:] = (users[1:] != users[:-1]) | (items[1:] != items[:-1])
    return Pairs(users[first], items[first])


def read_pairs(path: Path) -> Pairs:
    """Read a file of lines ``user item item ...``; empty lines and users without items are fine.

    Raises
    ------
    LineError
        If a line holds anything but whole numbers from 0.
    OSError
        If the file cannot be opened.
    """
    users, items = array("q"), array("q")
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            fields = line.split()
            if not fields:
                continue
            ids = _whole_numbers(fields, path, number)
            users.extend([ids[0]] * (len(ids) - 1))
            items.extend(ids[1:])
    return pairs_of(np.array(users, dtype=np.int64), np.array(items, dtype=np.int64))


def _whole_numbers(fields: Sequence[bytes], path: Path, number: int) -> list[int]:
    for field in fields:
        if not field.isdigit() or len(field) > 19 or int(field) > LARGEST_ID:
            raise LineError(path, number, f"{field[:40].decode(errors='replace')!r} is no such number")
    return [int(field) for field in fields]


@dataclass(frozen=True, slots=True)
class Axes:
    """Sorted ids of users and items; matrices are aligned to them."""

    users: IntArray
    items: IntArray

    @classmethod
    def of(cls, *many: Pairs, items: IntArray | None = None) -> Axes:
        """Gather every user and item of some pairs, and the ids of ``items``."""
        none = np.zeros(0, dtype=np.int64)
        users = np.unique(np.concatenate([none, *(pairs.users for pairs in many)]))
        more = none if items is None else items
        return cls(users, np.unique(np.concatenate([more, *(pairs.items for pairs in many)])))

    def matrix(self, pairs: Pairs) -> Csr:
        """Users by items, float32 ones. Pairs outside the axes are left out."""
        rows, on_users = _places(pairs.users, self.users)
        cols, on_items = _places(pairs.items, self.items)
        on = on_users & on_items
        ones = np.ones(int(on.sum()), dtype=np.float32)
        shape = (len(self.users), len(self.items))
        return Csr((ones, (rows[on], cols[on])), shape=shape)


def _places(ids: IntArray, axis: IntArray) -> tuple[IntArray, npt.NDArray[np.bool_]]:
    if len(axis) == 0:
        return np.zeros(len(ids), dtype=np.int64), np.zeros(len(ids), dtype=bool)
    at = np.minimum(np.searchsorted(axis, ids), len(axis) - 1)
    return at.astype(np.int64), axis[at] == ids


def split(pairs: Pairs, share: float, seed: int) -> tuple[Pairs, Pairs]:
    """Hold out a share of each user's items, seeded; a user keeps at least one.

    Returns
    -------
    kept, held
        Users with one item are only in ``kept``.
    """
    rng = np.random.default_rng(seed)
    users, start, count = np.unique(pairs.users, return_index=True, return_counts=True)
    del users
    order = np.lexsort((rng.random(len(pairs)), np.repeat(np.arange(len(count)), count)))
    place = np.arange(len(pairs)) - np.repeat(start, count)
    wanted = np.floor(count * share + rng.random(len(count))).astype(np.int64)
    held = place < np.repeat(np.minimum(wanted, count - 1), count)
    out, kept = np.sort(order[held]), np.sort(order[~held])
    return Pairs(pairs.users[kept], pairs.items[kept]), Pairs(pairs.users[out], pairs.items[out])
