"""Simulate: the study items that simulated people meet; a library in, tastes for it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from redcloud.engine.simulate.arrays import Floats, stream

TASTES: Final = 8
"""Latent tastes behind co-study; a person follows one or two of them."""
LOVED_TOPICS: Final = 3


@dataclass(frozen=True, slots=True)
class LibraryItem:
    """An item of a library, named by a key that the caller knows it by."""

    key: str
    topics: tuple[str, ...]


def synthetic_items(count: int, topics: int = 20) -> tuple[LibraryItem, ...]:
    """Make a library of plainly numbered items, for a province without a real one.

    Examples
    --------
    >>> synthetic_items(2, topics=2)[1]
    LibraryItem(key='item-00002', topics=('topic-02',))
    """
    return tuple(
        LibraryItem(f"item-{number + 1:05d}", (f"topic-{number % topics + 1:02d}",))
        for number in range(count)
    )


def appeal(items: Sequence[LibraryItem], seed: int) -> Floats:
    """Draw how well each item meets each taste.

    Returns
    -------
    Floats
        ``(TASTES, items)``, logarithms of positive weights: topic first, then plain popularity.
    """
    rng = stream(seed, 2)
    names = sorted({topic for item in items for topic in item.topics})
    column = {name: index for index, name in enumerate(names)}
    liking = np.full((TASTES, max(1, len(names))), 0.06)
    # Every topic is loved by somebody before one is loved by two: popularity tells little by itself.
    deck = rng.permutation(liking.shape[1])
    loved = max(LOVED_TOPICS, -(-len(deck) // TASTES))
    for taste in range(TASTES):
        own = deck[(taste * loved + np.arange(loved)) % len(deck)]
        liking[taste, own] = rng.uniform(0.6, 1.0, loved)
    popularity = rng.normal(0.0, 0.35, len(items))
    weights = np.empty((TASTES, len(items)))
    for index, item in enumerate(items):
        of_item = [column[topic] for topic in item.topics]
        weights[:, index] = liking[:, of_item].mean(axis=1) if of_item else liking.mean(axis=1)
    return np.log(weights) + popularity
