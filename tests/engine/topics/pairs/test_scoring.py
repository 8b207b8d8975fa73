"""Figures of pairs against cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from redcloud.engine.topics.pairs.scoring import figures_of


def test_the_figures_are_as_worked_by_hand() -> None:
    found = figures_of(np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.9, 0.8, 0.7, 0.1]))
    assert found.accuracy == 0.75
    assert found.average_precision == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert found.roc_auc == 0.75
    assert found.spearman == pytest.approx(0.4472136)


def test_graded_labels_are_ranked_and_halved() -> None:
    found = figures_of(np.array([0.0, 1.0, 3.0, 5.0]), np.array([0.1, 0.2, 0.6, 0.9]))
    assert found.spearman == pytest.approx(1.0)
    assert found.accuracy == 1.0
    assert found.roc_auc == 1.0


def test_what_labels_of_one_kind_cannot_tell_is_not_said() -> None:
    found = figures_of(np.array([1.0, 1.0]), np.array([0.9, 0.2]))
    assert (found.accuracy, found.average_precision, found.roc_auc, found.spearman) == (0.5, None, None, None)
