"""Stage topics: one calibrated answer from several judges. Scores in, probabilities out.

The probabilities are a softmax of ``sum(weight_k * scores_k) + offset_label``, weights and offsets fitted
to scores of texts that the judges had not seen: stacking (Wolpert 1992), and with it temperature
scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, minimize_scalar

from redcloud.engine.topics.heads import Floats, Ints

_PULL = 1.0
"""Strength of the pull of weights and offsets to 0, in texts: without it, a few texts that are told apart
without a fault would make the blend sure of anything."""


@dataclass(frozen=True, slots=True)
class Blend:
    """A weight a judge (>= 0) and an offset a label."""

    weights: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.float64]

    def logits(self, scores: Floats) -> Floats:
        """Blend scores of shape (judges, texts, labels) into (texts, labels)."""
        blended: Floats = np.tensordot(self.weights, scores, axes=1) + self.offsets
        return blended


def softmax(logits: Floats) -> Floats:
    """Give probabilities a row."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def log_loss(logits: Floats, labels: Ints) -> float:
    """Give the mean of ``-ln p(label)``."""
    top = logits.max(axis=1)
    total = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    return float((total - logits[np.arange(len(labels)), labels]).mean())


def fit_blend(scores: Floats, labels: Ints) -> Blend:
    """Fit weights and offsets by least log loss.

    Parameters
    ----------
    scores : shape (judges, texts, labels), of texts that the judges had not seen.
    labels : shape (texts,).
    """
    judges, texts, count = scores.shape
    wanted = np.zeros((texts, count))
    wanted[np.arange(texts), labels] = 1

    def loss(values: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weights, offsets = values[:judges], values[judges:]
        logits = np.tensordot(weights, scores, axes=1) + offsets
        surplus = (softmax(logits) - wanted) / texts
        pull = _PULL / texts
        slope = np.concatenate([np.tensordot(scores, surplus, axes=2), surplus.sum(axis=0)]) + pull * values
        return log_loss(logits, labels) + pull / 2 * float(values @ values), slope

    start = np.concatenate([np.full(judges, 2.0 / judges), np.zeros(count)])
    bounds = [(0.0, 50.0)] * judges + [(-10.0, 10.0)] * count
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    return Blend(found.x[:judges], found.x[judges:])


def fit_temper(logits: Floats, labels: Ints) -> float:
    """Find the factor between 0.2 and 1.5 that makes joined logits honest: 1 where fields err apart."""
    found = minimize_scalar(
        lambda factor: log_loss(factor * logits, labels), bounds=(0.2, 1.5), method="bounded"
    )
    return float(found.x)
