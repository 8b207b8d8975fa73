"""The text model: it names, is honest about how sure it is, abstains, and is the same every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from redcloud.engine.topics import artefact
from redcloud.engine.topics.model import TopicModel
from redcloud.engine.topics.training import TooLittle, train
from tests.engine.topics.making import messages


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return train(*messages())


def test_it_names_what_a_new_message_is_about(model: TopicModel) -> None:
    found = model.answers([{"title": "公园门口的路灯晚上不亮"}, {"title": "楼下垃圾好几天没有清运了"}])
    assert [answer.code for answer in found] == ["lighting", "rubbish"]
    assert all(0.5 <= answer.sure <= 1 for answer in found)


def test_it_abstains_where_a_message_is_about_nothing_it_knows(model: TopicModel) -> None:
    (answer,) = model.answers([{"title": "zzz qqq"}])
    assert answer.code == ""
    assert answer.likeliest in model.codes


def test_it_says_nothing_about_no_words(model: TopicModel) -> None:
    (answer,) = model.answers([{"title": "  "}])
    assert answer.code == ""
    assert model.probabilities([{}])[0] == pytest.approx(model.shares)
    assert model.answers([]) == []


def test_probabilities_of_a_row_add_up_to_one(model: TopicModel) -> None:
    found = model.probabilities([{"title": "灯", "body": "学校"}, {"body": "x"}, {}])
    assert found.shape == (3, 3)
    assert found.sum(axis=1) == pytest.approx(np.ones(3))


def test_two_fields_that_agree_are_surer_than_one_and_no_more_than_twice(model: TopicModel) -> None:
    one, both = model.probabilities(
        [{"title": "路灯不亮"}, {"title": "路灯不亮", "body": "晚上没有灯光，请来修路灯"}]
    )
    assert both[model.codes.index("lighting")] >= one[model.codes.index("lighting")] - 0.2


def test_the_same_rows_give_the_same_model(model: TopicModel) -> None:
    again = train(*messages())
    rows = [{"title": "路灯和垃圾"}, {"title": "小学"}]
    assert np.array_equal(again.probabilities(rows), model.probabilities(rows))
    assert again.saw == model.saw


def test_the_order_of_fields_that_are_empty_changes_nothing(model: TopicModel) -> None:
    rows = [{"body": "", "title": "路灯不亮"}]
    assert np.array_equal(model.probabilities(rows), model.probabilities([{"title": "路灯不亮"}]))


def test_rows_that_say_the_same_are_learnt_once() -> None:
    rows, labels = messages()
    twice = [*rows, {"title": rows[0]["title"] + "！！"}]
    assert train(twice, [*labels, "rubbish"]).saw.dropped == 1


@pytest.mark.parametrize(
    ("rows", "labels", "code"),
    [
        ([{"a": "灯"}, {"a": "路"}], ["x", "x"], "one_label"),
        ([{"a": "灯"}, {"a": "灯！"}], ["x", "y"], "one_label"),
        ([{"a": "灯"}, {"a": "路"}, {"a": "树"}], ["x", "y", "y"], "few_rows"),
        ([], [], "one_label"),
    ],
)
def test_too_little_to_learn_from_is_told(rows: list[dict[str, str]], labels: list[str], code: str) -> None:
    with pytest.raises(TooLittle) as caught:
        train(rows, labels)
    assert caught.value.code == code


def test_two_labels_with_two_texts_each_are_enough_to_answer() -> None:
    rows = [{"a": "路灯不亮"}, {"a": "路灯坏了"}, {"a": "学校报名"}, {"a": "学校收费"}]
    made = train(rows, ["x", "x", "y", "y"])
    assert made.probabilities([{"a": "路灯"}])[0, 0] > 0.4


def test_a_kept_model_answers_as_before(model: TopicModel, tmp_path: Path) -> None:
    path = tmp_path / "models" / "topics.npz"
    artefact.write(path, model)
    again = artefact.read(path)
    rows = [{"title": "路灯不亮"}, {"title": "垃圾", "body": "学校"}, {}]
    assert again.probabilities(rows) == pytest.approx(model.probabilities(rows), abs=0.01)
    assert (again.codes, again.saw, again.threshold) == (model.codes, model.saw, model.threshold)
    assert again.checked == model.checked


def test_a_kept_model_holds_no_words_and_nothing_that_runs(model: TopicModel, tmp_path: Path) -> None:
    path = tmp_path / "topics.npz"
    artefact.write(path, model)
    with np.load(path, allow_pickle=False) as arrays:
        words = [str(arrays[name]) for name in arrays.files if arrays[name].dtype.kind in "US"]
    assert words
    assert not any("路灯" in text for text in words)


def test_a_model_of_another_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "topics.npz"
    np.savez(path, about=np.array('{"form": 0}'))
    with pytest.raises(artefact.OtherForm):
        artefact.read(path)


def test_a_text_with_several_codes_is_named_by_any_and_shares_its_certainty() -> None:
    rows, labels = messages()
    twice = [row for row, label in zip(rows, labels, strict=True) if label == "lighting"]
    model = train([*rows, *twice], [*labels, *["evening"] * len(twice)], several=True)
    ((first, second),) = model.likely([{"title": "公园门口的路灯晚上不亮"}])
    assert {first, second} == {"lighting", "evening"}
    assert model.likely([{"title": " "}, {}]) == [[], []]
    assert model.saw.rows == len(rows) + len(twice)
    assert model.checked["accuracy"] > 0.9  # naming either is right
