"""Figures of the text model against cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from redcloud.engine.topics.measures import (
    accuracy,
    calibration_error,
    label_figures,
    macro_f1,
    threshold_for,
)

TRUTH = np.array([0, 0, 0, 1, 1, 2])
GIVEN = np.array([0, 0, 1, 1, 2, 2])


def test_the_figures_of_a_label_are_as_counted_by_hand() -> None:
    middle = label_figures(TRUTH, GIVEN, 1)
    assert (middle.precision, middle.recall, middle.f1, middle.texts) == (0.5, 0.5, 0.5, 2)


def test_macro_f1_is_the_plain_mean_over_labels() -> None:
    # F1: 2*2/(2+3) = .8, 2*1/(2+2) = .5, 2*1/(2+1) = 2/3
    assert macro_f1(TRUTH, GIVEN) == pytest.approx((0.8 + 0.5 + 2 / 3) / 3)
    assert accuracy(TRUTH, GIVEN) == pytest.approx(4 / 6)


def test_a_label_that_was_never_given_counts_as_zero() -> None:
    assert macro_f1(np.array([0, 1]), np.array([0, 0])) == pytest.approx((2 / 3 + 0) / 2)


def test_calibration_error_weighs_each_bins_gap_by_its_texts() -> None:
    sure = np.array([0.9, 0.9, 0.9, 0.9, 0.5, 0.5])
    truth, given = np.array([1, 1, 1, 0, 1, 0]), np.ones(6, dtype=int)
    # .9: 3 of 4 right, gap .15, four of six texts; .5: 1 of 2 right, gap 0.
    assert calibration_error(truth, given, sure) == pytest.approx(0.15 * 4 / 6)


def test_certainty_of_one_belongs_to_the_last_bin() -> None:
    assert calibration_error(np.array([1]), np.array([1]), np.array([1.0])) == 0


def test_the_threshold_keeps_answers_that_are_right_often_enough() -> None:
    right, sure = np.array([1, 1, 0, 1, 0]), np.array([0.95, 0.9, 0.8, 0.7, 0.6])
    assert threshold_for(right, sure, wanted=0.75, floor=0.5) == 0.7
    assert threshold_for(right, sure, wanted=0.9, floor=0.5) == 0.9
    assert threshold_for(right, sure, wanted=0.75, floor=0.65) == 0.65


def test_the_threshold_is_the_floor_where_every_answer_above_it_is_good_enough() -> None:
    assert threshold_for(np.array([1, 1, 0]), np.array([0.99, 0.98, 0.4]), wanted=0.9, floor=0.5) == 0.5


def test_equal_certainties_stand_and_fall_together() -> None:
    assert threshold_for(np.array([1, 0]), np.array([0.8, 0.8]), wanted=0.9, floor=0.5) == float("inf")
