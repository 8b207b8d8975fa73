"""The model of pairs: it tells same from different, symmetrically, smoothly and the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from redcloud.engine.topics.pairs.model import PairModel, TooFewPairs
from tests.engine.topics.pairs.making import pairs


@pytest.fixture(scope="module")
def model() -> PairModel:
    made = PairModel()
    made.fit(*pairs())
    return made


def test_the_same_question_in_other_words_scores_above_another_question(model: PairModel) -> None:
    same, other = model.scores(["驾驶证怎么办理", "驾驶证怎么办理"], ["如何办驾驶证", "如何办健康证"])
    assert 0 <= other < same <= 1


def test_the_order_of_the_sentences_changes_nothing(model: PairModel) -> None:
    left, right, _ = pairs()
    assert model.scores(left, right) == pytest.approx(model.scores(right, left))


def test_the_same_pairs_give_the_same_scores(model: PairModel) -> None:
    again = PairModel()
    again.fit(*pairs())
    left, right, _ = pairs()
    assert np.array_equal(again.scores(left, right), model.scores(left, right))
    assert model.scores([], []).shape == (0,)


def test_trees_have_their_share_where_there_are_pairs_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redcloud.engine.topics.pairs.model.FEWEST_FOR_TREES", 20)
    left, right, labels = pairs()
    made = PairModel()
    made.fit(left, right, labels)
    found = made.scores(left, right)
    assert ((found > 0.5) == np.array(labels)).mean() > 0.9
    assert made.scores(left, right) == pytest.approx(made.scores(right, left))


def test_it_learns_from_grades() -> None:
    left, right, labels = pairs()
    made = PairModel()
    made.fit(left, right, [5 * label if place % 3 else 2.5 for place, label in enumerate(labels)])
    found = made.scores(left, right)
    assert found[np.array(labels) == 1].mean() > found[np.array(labels) == 0].mean()


def test_too_few_pairs_or_one_label_are_told() -> None:
    left, right, labels = pairs()
    with pytest.raises(TooFewPairs):
        PairModel().fit(left[:10], right[:10], labels[:10])
    with pytest.raises(TooFewPairs):
        PairModel().fit(left, right, [1.0] * len(left))
    with pytest.raises(TooFewPairs):
        PairModel().fit(left, right, [1.0] + [0.0] * (len(left) - 1))
