"""Folds that a model is measured on: whole messages are asked about, and nothing kin to them was learnt."""

from __future__ import annotations

import numpy as np
import pytest

from redcloud.engine.topics import meaning
from redcloud.engine.topics.training import TooLittle
from redcloud.engine.topics.unseen import Answers, cross_answers, dealt, pooled
from tests.engine.topics.making import messages


def _apart() -> tuple[list[dict[str, str]], list[str]]:
    """Titles in the first half of the rows, bodies that repeat them in the second."""
    titles, labels = messages()
    titles = [{"title": f"关于{at:03}号{row['title']}的来信", "body": ""} for at, row in enumerate(titles)]
    bodies = [{"title": "", "body": f"您好！{row['title']}，请回复。"} for row in titles]
    return [*titles, *bodies], [*labels, *labels]


def test_title_and_body_of_two_files_are_asked_about_as_one_message() -> None:
    rows, labels = _apart()
    folded = dealt(rows, labels, 3)
    assert sorted(folded.parts) == [(at, at + 72) for at in range(72)]
    asked, truth = folded.asked(0)
    assert all(fields["title"] in fields["body"] for fields in asked)
    assert len(asked) == len(truth)


def test_both_parts_of_a_message_are_in_one_fold_and_every_message_in_one() -> None:
    folded = dealt(*_apart(), 3)
    assert np.array_equal(folded.folds[:72], folded.folds[72:])
    assert sum(len(folded.asked(fold)[1]) for fold in range(3)) == 72


def test_parts_with_different_labels_are_not_asked_about() -> None:
    rows, labels = _apart()
    labels[72] = "rubbish" if labels[72] != "rubbish" else "lighting"
    assert len(dealt(rows, labels, 3).parts) == 71


def test_one_file_is_asked_about_row_by_row_and_what_repeats_another_is_not() -> None:
    rows, labels = messages()
    folded = dealt([*rows, {"title": rows[0]["title"] + "！"}], [*labels, labels[0]], 4)
    assert folded.parts == [(row,) for row in range(72)]


def test_more_folds_than_rows_are_refused() -> None:
    with pytest.raises(TooLittle):
        dealt([{"title": "路灯"}, {"title": "垃圾"}], ["a", "b"], 3)


def test_no_model_has_learnt_from_what_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    from redcloud.engine.topics import unseen

    learnt: list[set[str]] = []
    train = unseen.train

    def watched(rows: list[dict[str, str]], labels: list[str]) -> object:
        learnt.append({text for fields in rows for text in fields.values() if text})
        return train(rows, labels)

    monkeypatch.setattr(unseen, "train", watched)
    rows, labels = _apart()
    found = cross_answers(rows, labels, 2)
    folded = dealt(rows, labels, 2)
    for fold, texts in enumerate(learnt):
        asked = {text for fields in folded.asked(fold)[0] for text in fields.values()}
        assert asked
        assert not asked & texts
    assert (pooled(found).truth == pooled(found).given).mean() > 0.9


def test_answers_are_pooled_by_the_names_of_their_codes() -> None:
    one, many = np.array([0.9]), np.array([True])
    found = pooled(
        [
            Answers(["b", "c"], np.array([0]), np.array([1]), one, many),
            Answers(["a", "b"], np.array([1]), np.array([0]), one, many),
        ]
    )
    assert [found.names[code] for code in found.truth] == ["b", "b"]
    assert [found.names[code] for code in found.given] == ["c", "a"]


def test_a_text_is_worked_out_once_while_it_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def embedded(texts: list[str]) -> np.ndarray:
        asked.extend(texts)
        return np.full((len(texts), meaning.SIZE), len(asked), dtype=np.float32)

    monkeypatch.setattr(meaning, "_embedded", embedded)
    with meaning.remembered():
        first = meaning.vectors(["灯", "路", "灯"])
        again = meaning.vectors(["路", "桥"])
    assert sorted(asked) == sorted(["灯", "路", "桥"])
    assert np.array_equal(first[1], again[0])
    meaning.vectors(["灯"])
    assert asked.count("灯") == 2
