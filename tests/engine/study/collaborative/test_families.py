"""What holds for every family of collaborative models, and what the algebra of some promises."""

from __future__ import annotations

import numpy as np
import pytest

from redcloud.engine.study.collaborative import spectral
from redcloud.engine.study.collaborative.blend import Blend
from redcloud.engine.study.collaborative.factors import solve
from redcloud.engine.study.collaborative.interactions import Csr
from redcloud.engine.study.collaborative.metrics import Quality, measure
from redcloud.engine.study.collaborative.model import Ground
from redcloud.engine.study.collaborative.neighbours import narrowed, nearest, strongest, strongest_stored
from redcloud.engine.study.collaborative.registry import FAMILIES
from redcloud.engine.study.collaborative.texts import similar_items, vectors
from tests.engine.study.collaborative.planted import tastes

KNOWN, HELD = tastes()
ALIKE = similar_items(vectors([f"题目{'甲乙丙丁'[item % 4] * 2} course {item % 4}" for item in range(60)]))


def quality_of(name: str, known: Csr = KNOWN) -> Quality:
    ground = Ground(known, ALIKE)
    model = FAMILIES[name].fit(ground, FAMILIES[name].start(ground))
    return measure(lambda part: model.scores(known[part]), known, HELD, 10)


@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "popularity"])
def test_each_finds_planted_tastes_that_popularity_does_not(name: str) -> None:
    assert quality_of(name).merit > 1.2 * quality_of("popularity").merit


@pytest.mark.parametrize("name", FAMILIES)
def test_each_is_the_same_twice_and_scores_every_item_of_a_row_not_seen(name: str) -> None:
    rows = Csr(np.eye(60, dtype=np.float32)[:5] + np.eye(60, k=4, dtype=np.float32)[:5])
    made = []
    for _ in range(2):
        ground = Ground(KNOWN, ALIKE)
        made.append(FAMILIES[name].fit(ground, FAMILIES[name].start(ground)).scores(rows))
    assert made[0].shape == (5, 60)
    assert np.isfinite(made[0]).all()
    assert np.array_equal(*made)


@pytest.mark.parametrize("name", FAMILIES)
def test_each_bears_users_and_items_without_anything(name: str) -> None:
    holes = KNOWN.toarray()
    holes[3], holes[:, 7] = 0, 0
    ground = Ground(Csr(holes), ALIKE)
    model = FAMILIES[name].fit(ground, FAMILIES[name].start(ground))
    assert np.isfinite(model.scores(Csr(holes))).all()


def test_ease_is_what_its_paper_solves() -> None:
    ground = Ground(KNOWN)
    settings = dict(FAMILIES["ease"].start(ground))
    dense = KNOWN.toarray().astype(np.float64)
    pull = settings["l"] * np.linalg.eigvalsh(dense.T @ dense)[-1]
    precision = np.linalg.inv(dense.T @ dense + pull * np.eye(60))
    weights = -precision / np.diag(precision)
    np.fill_diagonal(weights, 0)
    got = FAMILIES["ease"].fit(ground, settings).scores(KNOWN)
    unknown = dense == 0
    assert got[unknown] == pytest.approx((dense @ weights)[unknown], abs=1e-3)


def test_the_leading_part_is_that_of_the_whole_spectrum(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = spectral.decompose(KNOWN, 8, seed=0)
    monkeypatch.setattr(spectral, "FULL_SIDE", 10)
    part = spectral.decompose(KNOWN, 8, seed=0)
    assert (whole.whole, part.whole) == (True, False)
    assert part.values == pytest.approx(whole.values[:8], rel=1e-3)
    cosines = np.abs((part.vectors[:, :4] * whole.vectors[:, :4]).sum(axis=0))
    assert cosines == pytest.approx(np.ones(4), abs=1e-2)


def test_the_linear_part_is_the_same_whole_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"a": 0.25, "b": 0.25, "d": 0.0, "e": 0.0, "l": 0.3, "q": 6.0, "c": 1.0}
    whole = FAMILIES["spectral"].fit(Ground(KNOWN), settings).scores(KNOWN)
    monkeypatch.setattr(spectral, "FULL_SIDE", 10)
    part = FAMILIES["spectral"].fit(Ground(KNOWN), settings).scores(KNOWN)
    assert part == pytest.approx(whole, abs=5e-3)


def test_least_squares_by_conjugate_gradients_are_those_of_a_direct_solution() -> None:
    rng = np.random.default_rng(0)
    other = rng.standard_normal((60, 6)).astype(np.float32)
    pull = np.full(KNOWN.shape[0], 0.5, dtype=np.float32)
    got = solve(KNOWN, other, np.zeros((KNOWN.shape[0], 6), np.float32), 0.1, pull, 20)
    for row in range(4):
        mine = other[KNOWN[[row]].indices]
        left = mine.T @ mine + 0.1 * other.T @ other + 0.5 * np.eye(6)
        assert got[row] == pytest.approx(np.linalg.solve(left, mine.sum(axis=0)), abs=1e-3)


def test_whoever_has_nothing_is_served_what_most_have() -> None:
    ground = Ground(KNOWN)
    popular = FAMILIES["popularity"].fit(ground, {})
    model = FAMILIES["ease"].fit(ground, FAMILIES["ease"].start(ground))
    rows = Csr(np.vstack([np.zeros(60), KNOWN.toarray()[0]]).astype(np.float32))
    got = Blend(((1.0, model),), popular).scores(rows)
    assert got[0].tolist() == popular.scores(rows)[0].tolist()
    assert got[1].tolist() == model.scores(rows)[1].tolist()


@pytest.mark.parametrize("most", [1, 4, 30])
def test_the_strongest_are_the_same_from_dense_rows_and_from_sparse_ones(most: int) -> None:
    rng = np.random.default_rng(0)
    dense = rng.permutation(600).reshape(20, 30).astype(np.float32) * (rng.random((20, 30)) < 0.4)
    dense[7] = 0
    expected = strongest(dense, most).toarray()
    assert strongest_stored(Csr(dense), most).toarray().tolist() == expected.tolist()
    assert narrowed(Csr(dense), most).toarray().tolist() == expected.tolist()


def test_an_item_is_not_its_own_neighbour() -> None:
    near = nearest(KNOWN, 200).toarray()
    together = (KNOWN.T @ KNOWN).toarray()
    np.fill_diagonal(together, 0)
    assert near.tolist() == together.tolist()
