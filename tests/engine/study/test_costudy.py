"""Co-study: counts that protect, and a model chosen on held-out items that is made of them alone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcloud.engine.contracts import INTERACTIONS
from redcloud.engine.study import costudy
from redcloud.engine.study.collaborative.counted import COUNTED, CountedFilter, Counts
from redcloud.engine.study.collaborative.interactions import Csr
from redcloud.engine.study.collaborative.metrics import measure
from redcloud.engine.study.collaborative.model import Ground
from redcloud.engine.study.collaborative.registry import FAMILIES
from redcloud.engine.study.costudy import CoStudy, Model, spread
from redcloud.engine.study.interface import Training, recommendations
from redcloud.engine.study.recommenders import MixedRecommender
from tests.engine.study.collaborative.planted import tastes
from tests.suites.recommender import assert_true, history, library, request_for

KNOWN, HELD = tastes(users=400, items=30, each=6, held=3)


def training(known: Csr = KNOWN) -> Training:
    """What 400 learners of four tastes finished."""
    cells = known.tocoo()
    rows = [
        {"learner": int(row), "item": int(col + 1) * 10, "day": date(2026, 5, 4), "done": True}
        for row, col in zip(cells.row, cells.col, strict=True)
    ]
    return Training(library(), pa.Table.from_pylist(rows, schema=INTERACTIONS))


@pytest.mark.parametrize("name", COUNTED)
def test_a_counted_model_finds_planted_tastes(name: str) -> None:
    ground = Ground(KNOWN)
    popular = FAMILIES["popularity"].fit(ground, {})
    model = COUNTED[name].fit(ground, COUNTED[name].start(ground))
    got, base = (measure(lambda part, m=m: m.scores(KNOWN[part]), KNOWN, HELD, 5) for m in (model, popular))
    assert got.merit > 1.2 * base.merit


def test_the_model_is_chosen_in_training_and_the_same_twice() -> None:
    made = [CoStudy.of(training(), choosing=True) for _ in range(2)]
    assert made[0].model.family == made[1].model.family
    assert made[0].model.settings == made[1].model.settings
    assert made[0].model != Model.first()


def test_few_learners_choose_nothing() -> None:
    few = CoStudy.of(training(KNOWN[:100]), choosing=True)
    assert few.model == Model.first()


@pytest.mark.parametrize("name", COUNTED)
def test_what_is_kept_of_a_model_follows_from_protected_counts_alone(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = COUNTED[name].start(Ground(KNOWN))
    monkeypatch.setattr(costudy, "choose_model", lambda *_given: Model(name, settings))
    state = CoStudy.of(training(), choosing=True).state
    size = len(state["items"])
    cells = (state["pair_row"], state["pair_col"])
    counts = Counts(
        np.asarray(state["people"]), Csr((np.asarray(state["pair_people"]), cells), shape=(size, size))
    )
    assert all(count >= 10 for count in counts.pairs.data)
    again = COUNTED[name].of_counts(counts, settings)
    kept = CoStudy.restored(state).scorer()
    rows = KNOWN[:20]
    assert kept.scores(rows) == pytest.approx(again.scores(rows), abs=1e-5)


def test_counts_of_few_people_move_nothing() -> None:
    """Nine learners who finished two items together leave no trace in a model."""
    rows = np.zeros((9, 30), dtype=np.float32)
    rows[:, [3, 17]] = 1
    settings = CountedFilter().start(Ground(KNOWN))
    counts = Counts.of(Csr(rows), 10)
    assert counts.pairs.nnz == 0
    assert not CountedFilter().of_counts(counts, settings).scores(Csr(rows)).any()


def test_an_item_found_by_way_of_others_is_sent_for_another_true_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = CountedFilter().start(Ground(KNOWN))
    monkeypatch.setattr(costudy, "choose_model", lambda *_given: Model(CountedFilter.name, settings))
    made, given = MixedRecommender(), training()
    made.fit(given)
    request = request_for([1, 2, 3, 4], history([(n, n * 10) for n in range(1, 5)]), history([]), library())
    sent = list(recommendations(made.recommend(request)))
    assert len(sent) == 20
    for one in sent:
        assert_true(one.learner, one.item, one.reason.code, one.reason.facts, request, given)


def test_a_state_of_before_there_were_models_is_read_as_cosine() -> None:
    state = {k: v for k, v in CoStudy.of(training()).state.items() if k != "model"}
    assert CoStudy.restored(state).model == Model.first()


@given(data=st.data())
def test_scores_on_another_axis_are_the_same_however_the_axes_lie(data: st.DataObject) -> None:
    axis, to = (
        np.array(sorted(data.draw(st.sets(st.integers(0, 300), max_size=250))), dtype=np.int64) for _ in "ab"
    )
    scores = np.random.default_rng(0).random((3, len(axis)), dtype=np.float32)
    got = spread(scores, axis, to)
    for place, item in enumerate(to.tolist()):
        known = np.flatnonzero(axis == item)
        assert got[:, place].tolist() == (scores[:, known[0]].tolist() if len(known) else [0.0] * 3)
