"""Folds: what belongs together is never on both sides."""

from __future__ import annotations

import numpy as np

from redcloud.engine.topics.folds import folds_of, kin


def test_texts_of_one_row_are_kin() -> None:
    groups = kin(["路灯", "晚上很黑", "垃圾"], [0, 0, 1])
    assert groups[0] == groups[1] != groups[2]


def test_texts_that_differ_in_punctuation_are_kin() -> None:
    groups = kin(["路灯坏了！", "垃圾", "路灯 坏了"], [0, 1, 2])
    assert groups[0] == groups[2] != groups[1]


def test_a_title_and_the_message_that_repeats_it_are_kin() -> None:
    title = "幸福里小区三号楼电梯停运"
    groups = kin([title, f"您好，{title}已经两周，老人上不了楼。", "别处的电梯"], [0, 1, 2])
    assert groups[0] == groups[1] != groups[2]


def test_long_texts_of_strangers_are_not_kin_by_chance() -> None:
    letters = np.random.default_rng(1).integers(0x4E00, 0x4E00 + 2_000, (400, 1_000))
    texts = ["".join(map(chr, row)) for row in letters]
    assert len(set(kin(texts, range(len(texts))))) == 400


def test_one_phrase_in_two_long_letters_makes_no_kin() -> None:
    letters = np.random.default_rng(2).integers(0x4E00, 0x4E00 + 2_000, (2, 400))
    first, second = ("".join(map(chr, row)) for row in letters)
    phrase = "盼有关部门早日给个答复"
    assert len(set(kin([first + phrase, phrase + second], range(2)))) == 2
    assert len(set(kin([first + phrase, phrase + first[:300]], range(2)))) == 1


def test_texts_too_short_to_share_anything_are_strangers() -> None:
    assert len(set(kin(["", "路灯", ""], [0, 1, 2]))) == 3


def test_groups_stay_whole_and_each_label_is_dealt_out_evenly() -> None:
    groups = np.repeat(np.arange(40), 2)
    labels = np.repeat(np.arange(40) % 4, 2)
    folds = folds_of(groups, labels, 4)
    assert all(len(set(folds[groups == group])) == 1 for group in range(40))
    for label in range(4):
        counts = np.bincount(folds[labels == label], minlength=4)
        assert counts.max() - counts.min() <= 2
    assert np.array_equal(folds, folds_of(groups, labels, 4))
