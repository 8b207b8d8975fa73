"""Stage study: linear autoencoders by their spectrum. A matrix of users by items in, item scores out.

One family holds many published models. With X of users by items, degrees Du and Di, let
R = Du^-a X Di^-b = U S V'. A row x is scored ``x Di^-b V h(S^2) V' Di^(b+d) diag(1 - g)^-e`` where
g is the diagonal of V h V'. The filter is h(w) = w^q / (w^q + l^q) + c w.

- a = b = d = 0, q = 1, e = 1 is EASE (Steck, WWW 2019): with P = (X'X + l I)^-1, the off-diagonal
  of I - P diag(P)^-1 is V h V' diag(1 - g)^-1; what stands on the diagonal only moves masked items.
- e = 0 is the ridge autoencoder, b > 0 its normalised forms (Park et al., SIGIR 2025).
- q large is the ideal low pass; with c > 0 that is GF-CF (Shen et al., CIKM 2021); d < 0 prefers
  what few have, d > 0 what many have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redcloud.engine.lazily import lazily
from redcloud.engine.study.collaborative.interactions import Csr, FloatArray
from redcloud.engine.study.collaborative.model import Axes, Ground, Settings, scaled, scaled_rows

if TYPE_CHECKING:
    from scipy import linalg
else:
    linalg = lazily("scipy.linalg")

FULL_SIDE = 2600
"""Up to so many users or items the whole spectrum is taken; above, the leading part."""
OVERSAMPLING, POWER_STEPS = 32, 5


@dataclass(frozen=True, slots=True)
class Spectrum:
    """R = U S V'. ``values`` is S^2 descending, ``vectors`` V, items by rank."""

    values: FloatArray
    vectors: FloatArray
    whole: bool


def decompose(matrix: Csr, rank: int, seed: int) -> Spectrum:
    """Find the leading singular values and right vectors of a sparse matrix.

    Exact by the Gram matrix of the smaller side up to `FULL_SIDE`; else by block power iteration
    from a seeded start (Halko, Martinsson and Tropp, SIAM Review 2011).
    """
    users, items = matrix.shape
    if min(users, items) <= FULL_SIDE:
        return _exact(matrix)
    block = _leading(lambda block: matrix.T @ (matrix @ block), items, rank, seed)
    image = np.asarray(matrix @ block)
    values, turn = linalg.eigh((image.T @ image).astype(np.float64), driver="evd")
    lead = slice(None, -(rank + 1), -1)
    vectors = block @ turn[:, lead].astype(np.float32)
    return Spectrum(np.maximum(values[lead], 0).astype(np.float32), vectors, whole=False)


def decompose_gram(gram: Csr, rank: int, seed: int) -> Spectrum:
    """Find the leading eigenvalues and vectors of a symmetric sparse matrix of items by items.

    Counts with small ones left out may have negative eigenvalues; those carry nothing and are dropped.
    """
    items = gram.shape[0]
    if items <= FULL_SIDE:
        values, vectors = linalg.eigh(gram.toarray().astype(np.float64), driver="evd", overwrite_a=True)
        whole = True
    else:
        block = _leading(lambda block: gram @ block, items, rank, seed)
        small = (block.T @ np.asarray(gram @ block)).astype(np.float64)
        values, turn = linalg.eigh((small + small.T) / 2, driver="evd")
        vectors, whole = block @ turn.astype(np.float32), False
    real = values > max(float(values[-1]) if len(values) else 0.0, 1e-30) * 1e-7
    values, vectors = values[real][::-1], vectors[:, real][:, ::-1]
    return Spectrum(
        values[:rank].astype(np.float32) if not whole else values.astype(np.float32),
        np.ascontiguousarray(vectors if whole else vectors[:, :rank], dtype=np.float32),
        whole,
    )


def _leading(apply: Callable[[FloatArray], FloatArray], items: int, rank: int, seed: int) -> FloatArray:
    rng = np.random.default_rng(seed)
    width = min(rank + OVERSAMPLING, items)
    block: FloatArray = rng.standard_normal((items, width), dtype=np.float32)
    for _ in range(POWER_STEPS):
        block = _orthonormal(apply(block))
    return block


def _orthonormal(block: FloatArray) -> FloatArray:
    """An orthonormal basis of the columns; by QR, a block is tall and thin."""
    basis = linalg.qr(block, mode="economic", overwrite_a=True, check_finite=False)[0]
    return np.asarray(basis, dtype=np.float32)


def _exact(matrix: Csr) -> Spectrum:
    users, items = matrix.shape
    by_users = users < items
    gram = (matrix @ matrix.T if by_users else matrix.T @ matrix).toarray().astype(np.float64)
    values, vectors = linalg.eigh(gram, driver="evd", overwrite_a=True, check_finite=False)
    # Below this a direction is rounding alone.
    real = values > max(float(values[-1]) if len(values) else 0.0, 1e-30) * 1e-7
    values, vectors = values[real][::-1], vectors[:, real][:, ::-1]
    if by_users:
        vectors = np.asarray(matrix.T @ vectors) / np.sqrt(values)
    return Spectrum(values.astype(np.float32), np.ascontiguousarray(vectors, dtype=np.float32), whole=True)


def response(values: FloatArray, settings: Settings) -> npt.NDArray[np.float64]:
    """The filter h on squared singular values; ``l`` is a share of the largest."""
    if len(values) == 0:
        return np.zeros(0)
    share = np.maximum(values.astype(np.float64) / max(float(values[0]), 1e-30), 1e-12)
    exponent = np.clip(settings["q"] * np.log(settings["l"] / share), -60, 60)
    return np.asarray(1.0 / (1.0 + np.exp(exponent)))


class SpectralModel:
    """A fitted filter: two thin matrices, and the linear part where the spectrum is not whole."""

    def __init__(self, ground: Ground, settings: Settings, spectrum: Spectrum, normal: Csr) -> None:
        passes = response(spectrum.values, settings)
        slope = settings["c"] / max(float(spectrum.values[0]) if len(spectrum.values) else 1.0, 1e-30)
        linear = slope * spectrum.values.astype(np.float64) if spectrum.whole else np.zeros_like(passes)
        kept = passes + linear > 1e-4
        self._vectors = spectrum.vectors[:, kept]
        self._passes = (passes + linear)[kept].astype(np.float32)
        self._in = ground.of_item ** np.float32(-settings["b"])
        self._out = ground.of_item ** np.float32(settings["b"] + settings["d"])
        if settings["e"]:
            own = (spectrum.vectors.astype(np.float32) ** 2) @ passes.astype(np.float32)
            self._out = self._out * np.maximum(1 - own, 0.02) ** np.float32(-settings["e"])
        each = np.full(normal.shape[0], np.sqrt(slope), dtype=np.float32)
        self._linear = None if spectrum.whole or not slope else scaled_rows(normal, each)

    def scores(self, rows: Csr) -> FloatArray:
        """Filter some rows."""
        weighted = scaled(rows, self._in)
        inside = np.asarray(weighted @ self._vectors) * self._passes
        found = np.asarray(inside @ self._vectors.T, dtype=np.float32)
        if self._linear is not None:
            found += ((weighted @ self._linear.T) @ self._linear).toarray()
        found *= self._out
        return found


class Spectral:
    """The family. Decompositions are shared between settings with the same ``a``, ``b`` and rank."""

    name = "spectral"

    def fits(self, ground: Ground) -> bool:
        """Always: the rank is made to fit."""
        return bool(ground.known.nnz > 0)

    def start(self, ground: Ground) -> Settings:
        """A normalised ridge."""
        return {"a": 0.0, "b": 0.25, "d": 0.0, "e": 0.0, "l": 0.1, "q": 1.0, "c": 0.0}

    def axes(self, ground: Ground) -> Axes:
        """First the filter, then what the decomposition is made of."""
        return {
            "l": (0.001, 0.003, 0.006, 0.01, 0.02, 0.03, 0.06, 0.1, 0.2, 0.3, 0.6, 1.0),
            "d": (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4),
            "b": (0.0, 0.15, 0.25, 0.35, 0.5),
            "a": (0.0, 0.15, 0.25, 0.35, 0.5),
            "e": (0.0, 0.5, 1.0),
            "q": (0.7, 1.0, 1.5, 2.5, 6.0),
            "c": (0.0, 0.1, 0.3, 1.0),
        }

    def fit(self, ground: Ground, settings: Settings) -> SpectralModel:
        """Decompose, where that is not done yet, and filter."""
        key = ("spectrum", settings["a"], settings["b"])
        if key not in ground.shared:
            normal = scaled(
                scaled_rows(ground.known, ground.of_user ** np.float32(-settings["a"])),
                ground.of_item ** np.float32(-settings["b"]),
            )
            ground.shared[key] = (decompose(normal, rank_for(ground.known), ground.seed), normal)
        spectrum, normal = ground.shared[key]
        return SpectralModel(ground, settings, spectrum, normal)


def rank_for(known: Csr) -> int:
    """How much of the spectrum is taken where not all of it is: less of what is large."""
    cells = 16_000_000 // max(known.shape)
    return int(np.clip(cells, 256, 768))


class Ease(Spectral):
    """EASE itself, as the yardstick of linear models: only its regularisation is searched.

    Where the spectrum is not whole (see `decompose`), it is EASE of the leading part.
    """

    name = "ease"

    def start(self, ground: Ground) -> Settings:
        """Neither normalised nor damped."""
        return {"a": 0.0, "b": 0.0, "d": 0.0, "e": 1.0, "l": 0.03, "q": 1.0, "c": 0.0}

    def axes(self, ground: Ground) -> Axes:
        """Regularisation alone."""
        return {"l": super().axes(ground)["l"]}
