"""Stage study: what a collaborative model is. A matrix of users by items in, scores of items out."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from redcloud.engine.study.collaborative.interactions import Csr, FloatArray

Settings = Mapping[str, float]
"""Parameters of a model by name."""
Axes = Mapping[str, tuple[float, ...]]
"""Values of each parameter that are tried, ascending."""


class Fitted(Protocol):
    """A trained model. It scores rows of any user, known or not: what they took part in is enough."""

    def scores(self, rows: Csr) -> FloatArray:
        """Give rows by items, higher is better; a new array. A row of nothing may give zeros."""


@dataclass
class Ground:
    """What models are trained on, and what several trainings on it share.

    Attributes
    ----------
    known
        Users by items, ones.
    similar
        Items by items, how alike their texts are; None where there are no texts.
    shared
        Decompositions and the like, by what they were made from: other settings use them again.
    fewest_people
        Counts below this are not used by models that are made of counts.
    """

    known: Csr
    similar: Csr | None = None
    seed: int = 0
    shared: MutableMapping[Any, Any] = field(default_factory=dict)
    fewest_people: int = 10

    def __post_init__(self) -> None:
        """Count what each user and item has; none is counted as one, so that nothing divides by zero."""
        self.of_user = np.maximum(np.asarray(self.known.sum(axis=1)).ravel(), 1).astype(np.float32)
        self.of_item = np.maximum(np.asarray(self.known.sum(axis=0)).ravel(), 1).astype(np.float32)


class Family(Protocol):
    """Models of one kind: where the search begins, what it tries, how one is trained."""

    name: str

    def fits(self, ground: Ground) -> bool:
        """Whether a model of this kind can be trained on this in acceptable time and memory."""

    def start(self, ground: Ground) -> Settings:
        """Where the search begins."""

    def axes(self, ground: Ground) -> Axes:
        """What is tried, in this order."""

    def fit(self, ground: Ground, settings: Settings) -> Fitted:
        """Train one model."""


def scaled(rows: Csr, weights: FloatArray) -> Csr:
    """Multiply the columns of a sparse matrix, leaving it as it was."""
    return Csr((rows.data * weights[rows.indices], rows.indices, rows.indptr), shape=rows.shape)


def scaled_rows(rows: Csr, weights: FloatArray) -> Csr:
    """Multiply the rows of a sparse matrix, leaving it as it was."""
    each = np.repeat(weights, np.diff(rows.indptr))
    return Csr((rows.data * each, rows.indices, rows.indptr), shape=rows.shape)
