"""Letter sequences: which are read, and what they weigh."""

from __future__ import annotations

import numpy as np

from redcloud.engine.topics.letters import counts, rarity, telling

LABELS = np.arange(80) % 2
"""Of 80 texts: light, water, light, water."""


def _texts() -> list[str]:
    """Say 灯 in half of the texts of light, and 急 in every fourth text, whatever it is about."""
    return [
        f"{'灯' if place % 4 == 0 else ''}{'急' if place % 8 in (0, 1) else ''}报修"
        for place in range(len(LABELS))
    ]


def _weight(weights: np.ndarray, letter: str) -> float:
    return float(weights[counts([letter]).indices[0]])


def test_of_two_letters_as_rare_the_one_that_tells_labels_apart_weighs_more() -> None:
    found = counts(_texts())
    assert _weight(rarity(found), "灯") == _weight(rarity(found), "急")
    weights = telling(found, LABELS, 2)
    assert _weight(weights, "灯") > 2 * _weight(weights, "急") > 0


def test_a_letter_of_one_text_only_proves_nothing_however_it_is_labelled() -> None:
    found = counts([*_texts(), "奇"])
    assert _weight(telling(found, np.append(LABELS, 1), 2), "奇") == 0


def test_a_label_without_texts_changes_no_weight() -> None:
    found = counts(_texts())
    assert np.array_equal(telling(found, LABELS, 2), telling(found, 2 * LABELS, 4))


def test_where_all_texts_have_one_label_only_rarity_counts() -> None:
    found = counts(_texts())
    weights = telling(found, np.zeros(len(LABELS), dtype=np.int64), 3)
    assert np.array_equal(weights > 0, rarity(found) > 0)
    assert _weight(weights, "灯") == _weight(weights, "急")


def test_what_a_long_letter_says_at_its_end_is_read() -> None:
    long = "尊敬的领导：" + "情况说明" * 400 + "路灯坏了"
    assert counts([long]).toarray()[0, counts(["路灯"]).indices].all()
