"""Stage study: several models as one. Scores of each in, weights chosen on held-out items out.

Scores are brought to one scale a row (mean 0, deviation 1) and added with weights. Weights are found
greedily over the strongest candidates of every model, on each half of the users; what the other
half says of them is the figure that decides whether the blend is better than one model alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from redcloud.engine.study.collaborative.interactions import Csr, FloatArray, IntArray
from redcloud.engine.study.collaborative.metrics import best, chunks, mask
from redcloud.engine.study.collaborative.model import Fitted
from redcloud.engine.study.collaborative.search import Judge

CANDIDATES = 120
"""Of each model for each user: what no model has among these is not looked at while weights are chosen."""
STEPS = (-0.5, -0.25, -0.1, -0.05, 0.05, 0.1, 0.25, 0.5)
WORTH = 0.0015
"""By this share a step must be better, so that weights do not follow noise."""
PASSES = 8


def standard(scores: FloatArray) -> FloatArray:
    """Bring each row to mean 0 and deviation 1, in place; a row of one value becomes zeros."""
    scores -= scores.mean(axis=1, keepdims=True)
    deviation = scores.std(axis=1, keepdims=True)
    scores /= np.where(deviation > 1e-12, deviation, 1.0)
    return scores


@dataclass(frozen=True, slots=True)
class Blend:
    """Fitted models and their weights. Rows of nothing are scored by ``everybody``."""

    models: tuple[tuple[float, Fitted], ...]
    everybody: Fitted

    def scores(self, rows: Csr) -> FloatArray:
        """Add up what the models say."""
        found: FloatArray = np.zeros(rows.shape, dtype=np.float32)
        for weight, model in self.models:
            part = model.scores(rows)
            if len(self.models) > 1:
                standard(part)
                part *= np.float32(weight)
            found += part
        nothing = np.flatnonzero(np.diff(rows.indptr) == 0)
        if len(nothing):
            found[nothing] = self.everybody.scores(rows[nothing])
        return found


@dataclass(frozen=True, slots=True)
class Candidates:
    """For each user of a judge: items, how each model scores them, which were held out."""

    scores: FloatArray
    held: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
    wanted: IntArray
    k: int

    def quality(self, weights: FloatArray, users: IntArray) -> float:
        """Recall and NDCG (their mean) of a blend over some users."""
        mixed = np.tensordot(weights.astype(np.float32), self.scores[:, users], axes=1)
        top = best(mixed, self.k)
        hits = np.take_along_axis(self.held[users], top, axis=1)
        wanted = self.wanted[users]
        discount = 1.0 / np.log2(np.arange(self.k) + 2.0)
        ideal = np.cumsum(discount)[np.minimum(wanted, self.k) - 1]
        gains = (hits * discount[: hits.shape[1]]).sum(axis=1) / ideal
        return float((hits.sum(axis=1) / wanted + gains).mean() / 2)


def candidates(models: Sequence[Fitted], judge: Judge) -> Candidates:
    """Gather the strongest items of every model for the users of a judge."""
    items = judge.known.shape[1]
    width = min(CANDIDATES, items) * len(models)
    scores = np.full((len(models), len(judge.users), width), -np.inf, dtype=np.float32)
    held = np.zeros((len(judge.users), width), dtype=bool)
    at = 0
    for part in chunks(judge.users, items * max(len(models), 1)):
        known, wanted = judge.known[part], judge.held[part]
        given = [standard(model.scores(known)) for model in models]
        for one in given:
            mask(one, known)
        tops = np.sort(np.concatenate([best(one, CANDIDATES) for one in given], axis=1), axis=1)
        again = np.zeros(tops.shape, dtype=bool)
        again[:, 1:] = tops[:, 1:] == tops[:, :-1]
        rows = np.arange(len(part))[:, None]
        here = slice(at, at + len(part))
        for index, one in enumerate(given):
            scores[index, here] = np.where(again, -1e9, np.maximum(one[rows, tops], -1e9))
        really = np.repeat(np.arange(len(part)), np.diff(wanted.indptr)) * items + wanted.indices
        held[here] = np.isin(rows * items + tops, really) & ~again
        at += len(part)
    return Candidates(scores, held, np.diff(judge.held.indptr)[judge.users].astype(np.int64), judge.k)


def weigh(found: Candidates, first: int, users: IntArray) -> FloatArray:
    """Climb from the model ``first`` alone, one weight at a time."""
    weights = np.zeros(len(found.scores), dtype=np.float32)
    weights[first] = 1.0
    reached = found.quality(weights, users)
    for _ in range(PASSES):
        before = reached
        for index in range(len(weights)):
            options = [step for step in STEPS if weights[index] + step >= -1e-6]
            tried = []
            for step in options:
                other = weights.copy()
                other[index] = max(0.0, other[index] + step)
                if other.sum() > 0:
                    tried.append((found.quality(other, users), -abs(step), other))
            merit, _size, other = max(tried, key=lambda one: (one[0], one[1]))
            if merit > reached * (1 + WORTH):
                reached, weights = merit, other
        if reached <= before:
            break
    return np.asarray(weights / weights.sum(), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Weights of a blend, and its merit beside the best single model's, each told by users not asked."""

    weights: FloatArray
    merit: float
    alone: float


def choose_weights(found: Candidates, first: int, seed: int) -> Weighed:
    """Choose weights on each half of the users, judge them on the other, and take their average."""
    order = np.random.default_rng(seed).permutation(found.scores.shape[1])
    halves = (np.sort(order[: len(order) // 2]), np.sort(order[len(order) // 2 :]))
    alone = np.zeros(len(found.scores), dtype=np.float32)
    alone[first] = 1.0
    given = [weigh(found, first, half) for half in halves]
    told = [
        found.quality(weights, other) * len(other) / len(order)
        for weights, other in zip(given, reversed(halves), strict=True)
    ]
    mean = np.mean(given, axis=0).astype(np.float32)
    return Weighed(mean, float(sum(told)), found.quality(alone, np.arange(len(order))))
