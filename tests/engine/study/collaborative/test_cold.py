"""Items that nobody took part in: ranked by texts in Chinese and English, far above chance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from redcloud.engine.study.collaborative import cold
from redcloud.engine.study.collaborative.blend import Blend
from redcloud.engine.study.collaborative.interactions import Csr
from redcloud.engine.study.collaborative.model import Ground
from redcloud.engine.study.collaborative.registry import FAMILIES
from redcloud.engine.study.collaborative.texts import ItemsError, on_axis, pieces, read_items, vectors
from tests.engine.study.collaborative.planted import tastes

SUBJECTS = ("急救与心肺复苏", "village farming and crops", "民法典与合同", "household water saving")


def test_words_and_characters_of_both_languages() -> None:
    assert list(pieces("ＡＩ课程 Intro-2")) == ["ai", "课", "程", "课程", "intro", "2"]


def test_alike_texts_are_near_and_texts_without_words_are_near_nothing() -> None:
    found = vectors(["急救常识", "急救培训", "crops", ""])
    near = (found @ found.T).toarray()
    assert near[0, 1] > near[0, 2] == 0
    assert near[3].tolist() == [0, 0, 0, 0]
    assert near[0, 0] == pytest.approx(1, abs=1e-5)


def test_cold_items_are_found_by_their_texts() -> None:
    known, held = tastes(users=160, items=80, each=10, held=4)
    found = vectors([f"{SUBJECTS[item % 4]} {item}" for item in range(80)])
    everything = Csr(known + held)
    columns = cold.held_items(np.asarray(everything.sum(axis=0)).ravel(), 0.2, seed=1)
    rest, wanted = cold.without(everything, columns), Csr(everything[:, columns])

    def train(matrix: Csr) -> Blend:
        ground = Ground(matrix)
        ease = FAMILIES["ease"]
        return Blend(((1.0, ease.fit(ground, ease.start(ground))),), FAMILIES["popularity"].fit(ground, {}))

    settings = cold.choose_text_settings(rest, found, train, 5, 0.2, seed=1)
    ranker = cold.TextRanker(cold.likeness_to_warm(found, rest, columns), train(rest), settings)
    popular = np.asarray(everything.sum(axis=0)).ravel()[columns]
    got = cold.measure_cold(ranker, rest, wanted, popular, 5, seed=1)
    assert got.items == 16
    assert got.text.merit > 1.3 * max(got.popularity.merit, got.random.merit)


def test_holding_items_out_leaves_the_matrix_it_came_from_alone() -> None:
    known, _ = tastes()
    before = known.toarray()
    rest = cold.without(known, np.array([0, 5]))
    assert rest[:, [0, 5]].nnz == 0
    assert np.array_equal(known.toarray(), before)


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "items.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_items_are_read_whatever_their_order(tmp_path: Path) -> None:
    texts = read_items(written(tmp_path, '\ufeffitem,title,text\n9,"课,程",正文\n2,Aid,\n'))
    assert texts.items.tolist() == [2, 9]
    assert on_axis(texts, np.array([2, 5, 9])) == ["Aid\nAid\n", "", "课,程\n课,程\n正文"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,title\n1,a\n", "no column item"),
        ("item,title\nx,a\n", "line 2"),
        ("item,title\n1,a\n1,b\n", "named twice"),
        ("", "no column"),
    ],
)
def test_a_file_of_items_that_is_none_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ItemsError, match=said):
        read_items(written(tmp_path, text))


def test_items_in_another_encoding_are_said(tmp_path: Path) -> None:
    with pytest.raises(ItemsError, match="UTF-8"):
        read_items(written(tmp_path, "item,title\n1,课程\n", encoding="gb18030"))
