"""Recall and NDCG against cases worked by hand and against a slow reading of the definitions."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redcloud.engine.study.collaborative.interactions import Csr, FloatArray
from redcloud.engine.study.collaborative.metrics import DEEPEST, best, measure, per_user


def test_two_hits_of_three_by_hand() -> None:
    wanted = Csr(np.array([[0, 1, 0, 1, 0, 0, 1]], dtype=np.float32))
    recall, ndcg = per_user(np.array([[1, 2, 3]]), wanted, 3)
    assert recall.tolist() == pytest.approx([2 / 3])
    assert ndcg.tolist() == pytest.approx([(1 + 1 / log2(4)) / (1 + 1 / log2(3) + 1 / log2(4))])


def test_the_ideal_ends_with_the_items_there_are() -> None:
    wanted = Csr(np.array([[0, 0, 1]], dtype=np.float32))
    recall, ndcg = per_user(np.array([[0, 2, 1]]), wanted, 3)
    assert recall.tolist() == [1]
    assert ndcg.tolist() == pytest.approx([1 / log2(3)])


def test_known_items_are_masked_and_users_without_test_items_do_not_count() -> None:
    scores = np.array([[3, 2, 1], [1, 2, 3], [9, 9, 9]], dtype=np.float32)
    known = Csr(np.array([[1, 0, 0], [0, 0, 0], [0, 0, 0]], dtype=np.float32))
    wanted = Csr(np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=np.float32))
    got = measure(lambda part: scores[part].copy(), known, wanted, 1)
    assert (got.recall, got.ndcg, got.users) == (0.5, 0.5, 2)
    assert got.coverage == pytest.approx(2 / 3)


def test_nobody_with_test_items_gives_zeros() -> None:
    nothing = Csr((2, 3), dtype=np.float32)
    assert measure(lambda part: np.zeros((len(part), 3), np.float32), nothing, nothing, 2).users == 0


def by_definition(scores: FloatArray, known: FloatArray, wanted: FloatArray, k: int) -> tuple[float, float]:
    """Sort every row by Python, as the evaluation is defined."""
    recalls, ndcgs = [], []
    for row, seen, truth in zip(scores.tolist(), known.tolist(), wanted.tolist(), strict=True):
        test = {item for item, one in enumerate(truth) if one}
        if not test:
            continue
        values = [-np.inf if seen[item] else row[item] for item in range(len(row))]
        ranked = sorted(range(len(row)), key=lambda item: (-values[item], item))[:k]
        recalls.append(len(test & set(ranked)) / len(test))
        gained = sum(1 / log2(place + 2) for place, item in enumerate(ranked) if item in test)
        ndcgs.append(gained / sum(1 / log2(place + 2) for place in range(min(k, len(test)))))
    return float(np.mean(recalls)), float(np.mean(ndcgs))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 25), st.integers(1, 8), st.integers(2, 40))
def test_it_agrees_with_the_definition(seed: int, k: int, users: int, items: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 6, (users, items)).astype(np.float32)  # many equal scores
    known = (rng.random((users, items)) < 0.2).astype(np.float32)
    wanted = ((rng.random((users, items)) < 0.3) & (known == 0)).astype(np.float32)
    wanted[0, 0], known[0, 0] = 1, 0
    got = measure(lambda part: scores[part].copy(), Csr(known), Csr(wanted), k)
    assert (got.recall, got.ndcg) == pytest.approx(by_definition(scores, known, wanted, k), rel=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 7), st.integers(1, 30 * DEEPEST + 5))
def test_the_best_are_those_of_a_full_sort(seed: int, k: int, items: int) -> None:
    scores = np.random.default_rng(seed).integers(0, 50, (3, items)).astype(np.float32)
    scores[0, : items // 2] = -np.inf
    scores[1] = 7
    expected = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    assert best(scores, k).tolist() == expected.tolist()
