"""Stage topics: how well scores of pairs agree with labels. Labels and scores in, figures out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr
from sklearn.metrics import average_precision_score, roc_auc_score


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Agreement of scores with labels; None where the labels do not tell.

    Attributes
    ----------
    accuracy : share of pairs on the right side of 0.5.
    average_precision : precision averaged over the recalls, by falling score.
    roc_auc : probability that a pair that asks the same has the higher score.
    spearman : rank correlation of scores and labels, equal ones sharing their rank.
    """

    accuracy: float | None
    average_precision: float | None
    roc_auc: float | None
    spearman: float | None


def same_by(labels: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Say which pairs count as the same: those above the middle of 0 and the highest label.

    Examples
    --------
    >>> same_by(np.array([0.0, 1.0])).tolist(), same_by(np.array([0.0, 2.0, 3.0, 5.0])).tolist()
    ([False, True], [False, False, True, True])
    """
    return labels > max(float(labels.max()), 1.0) / 2


def figures_of(labels: npt.NDArray[np.float64], scores: npt.NDArray[np.float64]) -> PairFigures:
    """Compare scores with labels, which are 0 and 1 or graded from 0 up."""
    same = same_by(labels)
    both = bool(same.any() and not same.all())
    varied = len(np.unique(labels)) > 1 and len(np.unique(scores)) > 1
    return PairFigures(
        accuracy=float(((scores >= 0.5) == same).mean()),
        average_precision=float(average_precision_score(same, scores)) if both else None,
        roc_auc=float(roc_auc_score(same, scores)) if both else None,
        spearman=float(spearmanr(labels, scores).statistic) if varied else None,
    )
