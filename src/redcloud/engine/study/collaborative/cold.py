"""Stage study: items that nobody took part in yet. Their texts in, scores for known users out.

A cold item is scored by what a collaborative model says of the warm items whose texts are nearest
to its own, or by a user's own items that are near; which, and how near, is chosen on warm items
held out the same way. How good it is stands beside popularity and chance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from redcloud.engine.study.collaborative.blend import standard
from redcloud.engine.study.collaborative.interactions import Csr, FloatArray, IntArray
from redcloud.engine.study.collaborative.metrics import Quality, measure
from redcloud.engine.study.collaborative.model import Fitted, scaled, scaled_rows
from redcloud.engine.study.collaborative.neighbours import narrowed
from redcloud.engine.study.collaborative.texts import likeness

NEAR: Final = (5, 15, 40, 80)
POWERS: Final = (1.0, 2.0, 3.0)
MIXES: Final = (0.0, 0.3, 0.7, 1.0)
MOST_USERS: Final = 1500


@dataclass(frozen=True, slots=True)
class TextSettings:
    """How near texts count: neighbours, power of the cosine, share of the user's own items."""

    near: int = 15
    power: float = 2.0
    own: float = 0.3


@dataclass(frozen=True, slots=True)
class TextRanker:
    """Scores cold items from warm ones.

    Attributes
    ----------
    alike
        Cold items by warm items: cosines of texts, the nearest of each.
    model
        Scores warm items.
    """

    alike: Csr
    model: Fitted
    settings: TextSettings

    def scores(self, rows: Csr) -> FloatArray:
        """Give users by cold items, from users by warm items."""
        near = narrowed(self.alike, self.settings.near)
        near.data = near.data ** np.float32(self.settings.power)
        found: FloatArray = np.zeros((rows.shape[0], near.shape[0]), dtype=np.float32)
        if self.settings.own:
            found += np.float32(self.settings.own) * standard(np.asarray((rows @ near.T).toarray()))
        if self.settings.own < 1:
            total = np.asarray(near.sum(axis=1)).ravel()
            # Towards the mean of nothing where little is near: a far text says little.
            even = scaled_rows(near, (1 / (total + 0.1)).astype(np.float32))
            said = np.asarray((even @ standard(self.model.scores(rows)).T).T, dtype=np.float32)
            found += np.float32(1 - self.settings.own) * standard(np.ascontiguousarray(said))
        return found


@dataclass(frozen=True, slots=True)
class ColdQuality:
    """The text ranker beside popularity and chance, over cold items alone."""

    text: Quality
    popularity: Quality
    random: Quality
    items: int
    settings: TextSettings


def held_items(counts: FloatArray, share: float, seed: int) -> IntArray:
    """Draw cold items, as column numbers, from those that somebody took part in."""
    some = np.flatnonzero(counts > 0)
    size = max(1, round(len(some) * share)) if len(some) else 0
    return np.sort(np.random.default_rng(seed).choice(some, size=size, replace=False))


def without(known: Csr, cold: IntArray) -> Csr:
    """Empty the columns of cold items."""
    warm = np.ones(known.shape[1], dtype=np.float32)
    warm[cold] = 0
    # A copy: eliminating writes into the index arrays, which `scaled` shares.
    rest = scaled(known, warm).copy()
    rest.eliminate_zeros()
    return rest


def choose_text_settings(
    known: Csr, found: Csr, train: Callable[[Csr], Fitted], k: int, share: float, seed: int
) -> TextSettings:
    """Choose on warm items held out entirely, as the cold ones are.

    Parameters
    ----------
    known
        Users by items; the truly cold columns are empty already.
    found
        Text vectors of the items.
    train
        Trains the collaborative model.
    """
    counts = np.asarray(known.sum(axis=0)).ravel()
    cold = held_items(counts, share, seed + 1)
    rest = without(known, cold)
    wanted = Csr(known[:, cold])
    model = _Remembering(train(rest))
    alike = likeness_to_warm(found, rest, cold)
    users = _sample(rest, wanted, seed)
    tried = []
    for near, power, own in product(NEAR, POWERS, MIXES):
        settings = TextSettings(near, power, own)
        tried.append((_quality(TextRanker(alike, model, settings), rest, wanted, k, users).merit, settings))
    return max(tried, key=lambda one: one[0])[1]


class _Remembering:
    """A model that is asked for the same rows again and again, and answers at once from the second time."""

    def __init__(self, model: Fitted) -> None:
        self._model = model
        self._told: dict[bytes, FloatArray] = {}

    def scores(self, rows: Csr) -> FloatArray:
        key = rows.indptr.tobytes() + rows.indices.tobytes()
        if key not in self._told:
            self._told[key] = self._model.scores(rows)
        return self._told[key].copy()


def likeness_to_warm(found: Csr, rest: Csr, cold: IntArray) -> Csr:
    """Likeness of cold items to all items, the cold ones themselves being nobody's."""
    counts = np.asarray(rest.sum(axis=0)).ravel()
    return likeness(Csr(found[cold]), scaled_rows(found, (counts > 0).astype(np.float32)), max(NEAR))


def _sample(rest: Csr, wanted: Csr, seed: int) -> IntArray:
    some = np.flatnonzero((np.diff(wanted.indptr) > 0) & (np.diff(rest.indptr) > 0))
    return np.sort(np.random.default_rng(seed).permutation(some)[:MOST_USERS])


def _quality(ranker: TextRanker, rest: Csr, wanted: Csr, k: int, users: IntArray | None = None) -> Quality:
    nothing = Csr(wanted.shape, dtype=np.float32)
    return measure(lambda part: ranker.scores(rest[part]), nothing, wanted, k, users)


def measure_cold(
    ranker: TextRanker, rest: Csr, wanted: Csr, popular: FloatArray, k: int, seed: int
) -> ColdQuality:
    """Compare over users who have something warm.

    Parameters
    ----------
    rest
        Users by items, without the cold ones.
    wanted
        Users by cold items: what they chose.
    popular
        How many took part in each cold item before it was held out: more than a new item could tell.
    """
    users = np.flatnonzero(np.diff(rest.indptr) > 0)
    nothing = Csr(wanted.shape, dtype=np.float32)
    chance = np.random.default_rng(seed)

    def by_chance(part: IntArray) -> FloatArray:
        return chance.random((len(part), wanted.shape[1]), dtype=np.float32)

    def by_popularity(part: IntArray) -> FloatArray:
        return np.tile(popular.astype(np.float32), (len(part), 1))

    return ColdQuality(
        text=_quality(ranker, rest, wanted, k, users),
        popularity=measure(by_popularity, nothing, wanted, k, users),
        random=measure(by_chance, nothing, wanted, k, users),
        items=wanted.shape[1],
        settings=ranker.settings,
    )
