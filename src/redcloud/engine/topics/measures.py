"""Stage topics: how good an answer is. True and given answers in, figures out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redcloud.engine.topics.heads import Floats, Ints

BINS = 15


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """How one label fares; 0 where a ratio has nothing below the line."""

    precision: float
    recall: float
    f1: float
    texts: int


def label_figures(truth: Ints, given: Ints, label: int) -> LabelFigures:
    """Count hits of one label.

    Examples
    --------
    >>> label_figures(np.array([0, 0, 1]), np.array([0, 1, 1]), 0)
    LabelFigures(precision=1.0, recall=0.5, f1=0.6666666666666666, texts=2)
    """
    hits = int(((truth == label) & (given == label)).sum())
    said, there = int((given == label).sum()), int((truth == label).sum())
    return LabelFigures(
        precision=hits / said if said else 0.0,
        recall=hits / there if there else 0.0,
        f1=2 * hits / (said + there) if said + there else 0.0,
        texts=there,
    )


def macro_f1(truth: Ints, given: Ints) -> float:
    """Give the plain mean of F1 over the labels that are true or given at least once."""
    labels = np.union1d(truth, given)
    return float(np.mean([label_figures(truth, given, label).f1 for label in labels]))


def accuracy(truth: Ints, given: Ints) -> float:
    """Give the share that is right."""
    return float((truth == given).mean())


def calibration_error(truth: Ints, given: Ints, sure: Floats, bins: int = BINS) -> float:
    """Give the expected calibration error: how far certainty and the share that is right lie apart.

    ``sum over bins of (texts in bin / texts) * |share right in bin - mean certainty in bin|``, over bins of
    equal width of the certainty of the given answer (Naeini, Cooper & Hauskrecht 2015; Guo et al. 2017).

    Parameters
    ----------
    truth, given : labels; a truth that was never learnt (-1) is never right.
    sure : the probability of the given label, 0 to 1.

    Examples
    --------
    >>> round(calibration_error(np.array([1, 1, 0, 1]), np.array([1, 1, 1, 1]), np.full(4, 0.95)), 2)
    0.2
    """
    place = np.minimum((np.asarray(sure) * bins).astype(int), bins - 1)
    right = truth == given
    error = 0.0
    for there in np.unique(place):
        inside = place == there
        error += inside.mean() * abs(right[inside].mean() - sure[inside].mean())
    return float(error)


def threshold_for(right: Ints, sure: Floats, wanted: float, floor: float) -> float:
    """Find the certainty from which on answers are right often enough; infinity where there is none.

    Parameters
    ----------
    right : 1 where the answer was right.
    sure : certainty of each answer.
    wanted : share of kept answers that must be right.
    floor : no threshold below this is given.

    Examples
    --------
    >>> threshold_for(np.array([1, 1, 0]), np.array([0.9, 0.8, 0.6]), 0.95, 0.5)
    0.8
    """
    order = np.argsort(-sure, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    ties_end = np.append(sure[order][1:] != sure[order][:-1], True)
    good = np.flatnonzero((share >= wanted) & ties_end & (sure[order] >= floor))
    if not len(good):
        return float("inf")
    if not (sure[order][good[-1] + 1 :] >= floor).any():
        return floor  # nothing speaks against answers that are less sure than any seen so far
    return float(sure[order][good[-1]])
