"""The judges: each tells made-up texts apart, alone and after it was kept."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.svm import SVC

from redcloud.engine.topics.heads import JUDGES, Meaning, Views, views_of
from redcloud.engine.topics.meaning import spread
from tests.engine.topics.making import messages


@pytest.fixture(scope="module")
def views() -> Views:
    rows, _ = messages()
    return views_of([row["title"] for row in rows])


@pytest.fixture(scope="module")
def labels() -> np.ndarray:
    return np.unique(messages()[1], return_inverse=True)[1]


@pytest.mark.parametrize("name", JUDGES)
def test_it_tells_texts_apart_that_it_has_not_seen(name: str, views: Views, labels: np.ndarray) -> None:
    half = np.arange(len(labels)) % 2 == 0
    judge = JUDGES[name]()
    judge.fit(views.at(np.flatnonzero(half)), labels[half], 3)
    found = judge.scores(views.at(np.flatnonzero(~half))).argmax(axis=1)
    assert (found == labels[~half]).mean() > 0.9


@pytest.mark.parametrize("name", JUDGES)
def test_it_scores_the_same_after_it_was_kept(name: str, views: Views, labels: np.ndarray) -> None:
    judge, again = JUDGES[name](), JUDGES[name]()
    judge.fit(views, labels, 3)
    again.restore(judge.state())
    assert again.scores(views) == pytest.approx(judge.scores(views), abs=0.02)


@pytest.mark.parametrize("name", JUDGES)
@pytest.mark.parametrize("present", [1, 2])
def test_a_label_without_texts_is_never_the_likeliest(
    name: str, present: int, views: Views, labels: np.ndarray
) -> None:
    there = np.flatnonzero(labels < present)
    judge = JUDGES[name]()
    judge.fit(views.at(there), labels[there], 3)
    found = judge.scores(views.at(there))
    assert found.shape == (len(there), 3)
    assert set(found.argmax(axis=1)) <= set(range(present))


@pytest.mark.parametrize("count", [2, 3])
def test_the_kernel_machine_is_rebuilt_exactly_from_its_points(
    count: int, views: Views, labels: np.ndarray
) -> None:
    there = np.flatnonzero(labels < count)
    part, truth = views.at(there), labels[there]
    judge = Meaning()
    judge.fit(part, truth, count)
    points = spread(part.vectors, part.vectors.mean(axis=0))
    machine = SVC(C=judge.cost, gamma=judge.gamma).fit(points, truth)
    assert np.array_equal(judge.scores(part).argmax(axis=1), machine.predict(points))


def test_a_long_text_has_letters_and_no_costly_vector_and_the_kernel_machine_says_nothing_of_it(
    labels: np.ndarray,
) -> None:
    titles = [row["title"] for row in messages()[0]]
    long = titles[0] + "，请尽快处理" * 20
    views = views_of([*titles, long])
    assert not views.vectors[-1].any()
    assert views.counts[-1].nnz > 0
    judge = Meaning()
    judge.fit(views, np.append(labels, 0), 3)
    assert judge.scores(views.at(np.array([len(titles)]))).tolist() == [[0.0, 0.0, 0.0]]
    assert judge.scores(views)[:-1].any(axis=1).all()
