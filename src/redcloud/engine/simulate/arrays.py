"""Simulate: the array types of this package and the keys that name simulated things.

Numbers in, keys out. A key holds what a thing is, the block that drew it and its place there, so
that blocks give unique keys without asking each other.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

Thing = Literal["meeting", "volunteering", "need", "comment", "item"]
THINGS: Final[dict[Thing, int]] = {
    "item": 1,
    "meeting": 2,
    "volunteering": 3,
    "need": 4,
    "comment": 5,
}
SEQUENCE_BITS: Final = 28
BLOCK_BITS: Final = 24


def keys(thing: Thing, block: int, count: int) -> Ints:
    """Give ``count`` keys for things of one kind drawn by one block.

    Raises
    ------
    ValueError
        If the block or the count does not fit in its bits.

    Examples
    --------
    >>> int(keys("item", 0, 2)[1]) - int(keys("item", 0, 2)[0])
    1
    """
    if not 0 <= block < 1 << BLOCK_BITS or count > 1 << SEQUENCE_BITS:
        raise ValueError(f"block {block} with {count} things does not fit in a key")
    head = THINGS[thing] << (SEQUENCE_BITS + BLOCK_BITS) | block << SEQUENCE_BITS
    return head + np.arange(count, dtype=np.int64)


def stream(seed: int, purpose: int, block: int = 0) -> np.random.Generator:
    """Open the random stream of one purpose in one block; streams never overlap."""
    return np.random.default_rng(np.random.SeedSequence([seed, purpose, block]))


def pick(rng: np.random.Generator, choices: tuple[str, ...], count: int) -> list[str]:
    """Draw ``count`` of ``choices`` with repetition."""
    return [choices[index] for index in rng.integers(0, len(choices), count)]


def with_gaps(rng: np.random.Generator, values: list[str], share: float) -> list[str | None]:
    """Lose about ``share`` of the values, as real registers do."""
    lost = rng.random(len(values)) < share
    return [None if gone else value for value, gone in zip(values, lost, strict=True)]
