"""The suite that every recommender passes. Inherit, name the recommender, add what is its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redcloud.engine.contracts import INTERACTIONS, STUDY_ITEMS
from redcloud.engine.study import artefact
from redcloud.engine.study.interface import (
    ASKED,
    FEWEST_PEOPLE,
    HISTORY,
    INTERESTS,
    MOST_AT_ONCE,
    NEEDS,
    Recommender,
    Request,
    Training,
    recommendations,
)
from redcloud.engine.study.registry import recommender
from redcloud.engine.study.seasons import topics_in_season
from tests.suites.courses import CoursesHold

TODAY = date(2026, 7, 6)
TOPICS = ("first-aid", "everyday-law", "farming", "water-saving", "household-debt", "reading-data")
SENSITIVE = frozenset({"household-debt"})
_NEED = {"unit": 101, "topic": "water-saving", "needs": 12, "place": 9}


def library(size: int = 30, seed: int = 1) -> pa.Table:
    """Items of known topics; every fifth is new, every seventh sensitive."""
    rng = np.random.default_rng(seed)
    rows = []
    for item in range(1, size + 1):
        topics = [TOPICS[4]] if item % 7 == 0 else sorted({TOPICS[item % 4], TOPICS[5 - item % 2 * 4]})
        age = int(rng.integers(0, 50)) if item % 5 == 0 else int(rng.integers(90, 700))
        rows.append(
            {
                "item": item * 10,
                "activity": item,
                "title": f"item {item}",
                "text": "",
                "minutes": 5 + item % 11,
                "topics": topics,
                "published": TODAY - timedelta(days=age),
            }
        )
    return pa.Table.from_pylist(rows, schema=STUDY_ITEMS)


def finished(items: pa.Table, learners: int = 150, seed: int = 2) -> pa.Table:
    """Who finished what: two tastes, so that items of a taste are finished together."""
    rng = np.random.default_rng(seed)
    ids = items.column("item").to_pylist()
    rows = []
    for learner in range(1, learners + 1):
        taste = [item for item in ids[: len(ids) * 2 // 3] if item // 10 % 2 == learner % 2]
        for item in rng.choice(taste, size=min(4, len(taste)), replace=False):
            day = TODAY - timedelta(days=int(rng.integers(1, 400)))
            rows.append({"learner": learner, "item": int(item), "day": day, "done": True})
    return pa.Table.from_pylist(rows, schema=INTERACTIONS)


def history(pairs: list[tuple[int, int]]) -> pa.Table:
    """HISTORY of (learner, item)."""
    return pa.Table.from_pylist([{"learner": a, "item": b} for a, b in pairs], schema=HISTORY)


def interests_of(done: pa.Table, items: pa.Table) -> pa.Table:
    """Topic interests that follow from what was finished, one record each."""
    topics = dict(zip(items.column("item").to_pylist(), items.column("topics").to_pylist(), strict=True))
    counted: dict[tuple[int, str], int] = {}
    for row in done.to_pylist():
        for topic in topics.get(row["item"], ()):
            counted[row["learner"], topic] = counted.get((row["learner"], topic), 0) + 1
    rows = [
        {"learner": a, "topic": t, "weight": 1_000_000 * n, "records": n, "last_day": TODAY}
        for (a, t), n in counted.items()
    ]
    return pa.Table.from_pylist(rows, schema=INTERESTS)


def request_for(
    learners: list[int], done: pa.Table, exclude: pa.Table, items: pa.Table, places: int = MOST_AT_ONCE
) -> Request:
    """A request with every kind of ground in it."""
    return Request(
        learners=np.array(learners, dtype=np.int64),
        units=np.array([100 + learner % 3 for learner in learners], dtype=np.int64),
        places=np.full(len(learners), places, dtype=np.int64),
        items=items,
        today=TODAY,
        done=done,
        exclude=exclude,
        interests=interests_of(done, items),
        needs=pa.Table.from_pylist(
            [{"unit": 101, "topic": "water-saving", "needs": 12, "place": 9}], schema=NEEDS
        ),
        asked=pa.Table.from_pylist([{"unit": 102, "item": 80, "plan": 7}], schema=ASKED),
        sensitive=SENSITIVE,
    )


class RecommenderSuite(CoursesHold):
    """What holds for every recommender whatever it learnt from."""

    name: ClassVar[str]

    @pytest.fixture
    def items(self) -> pa.Table:
        return library()

    @pytest.fixture
    def training(self, items: pa.Table) -> Training:
        return Training(items, finished(items), SENSITIVE)

    @pytest.fixture
    def trained(self, training: Training) -> Recommender:
        made = recommender(self.name)
        made.fit(training)
        return made

    def everyone(self, training: Training) -> Request:
        done = training.interactions.select(["learner", "item"])
        refused = history([(learner, 50) for learner in range(1, 151, 2)])
        return request_for(list(range(1, 151)), done, refused, training.items)

    def test_nothing_finished_refused_or_sent_before_comes_again(
        self, trained: Recommender, training: Training
    ) -> None:
        request = self.everyone(training)
        got = trained.recommend(request)
        sent = set(zip(got.column("learner").to_pylist(), got.column("item").to_pylist(), strict=True))
        for gone in (request.done, request.exclude):
            assert not sent & set(
                zip(*(gone.column(n).to_pylist() for n in ("learner", "item")), strict=True)
            )

    def test_no_item_twice_and_at_most_the_places_in_order(
        self, trained: Recommender, training: Training
    ) -> None:
        got = trained.recommend(self.everyone(training)).to_pylist()
        by_learner: dict[int, list[dict[str, object]]] = {}
        for row in got:
            by_learner.setdefault(row["learner"], []).append(row)
        assert set(by_learner) == set(range(1, 151))
        for rows in by_learner.values():
            assert len({row["item"] for row in rows}) == len(rows) == MOST_AT_ONCE
            assert [row["place"] for row in rows] == list(range(1, MOST_AT_ONCE + 1))

    def test_a_learner_with_fewer_places_gets_fewer(self, trained: Recommender, training: Training) -> None:
        request = self.everyone(training)
        places = np.arange(150, dtype=np.int64) % 4
        got = trained.recommend(replace(request, places=places)).column("learner").to_pylist()
        assert [got.count(learner) for learner in range(1, 151)] == places.tolist()

    def test_the_same_request_gives_the_same_answer(self, training: Training) -> None:
        answers = []
        for _ in range(2):
            made = recommender(self.name)
            made.fit(training)
            answers.append(made.recommend(self.everyone(training)))
        assert answers[0].equals(answers[1])

    def test_the_order_of_learners_does_not_matter(self, trained: Recommender, training: Training) -> None:
        request = self.everyone(training)
        mixed = np.random.default_rng(0).permutation(150)
        shuffled = replace(
            request,
            learners=request.learners[mixed],
            units=request.units[mixed],
            places=request.places[mixed],
        )
        assert trained.recommend(request).equals(trained.recommend(shuffled))

    def test_a_learner_of_whom_nothing_is_known_is_served(
        self, trained: Recommender, items: pa.Table
    ) -> None:
        got = trained.recommend(request_for([9_000], history([]), history([]), items))
        assert got.num_rows == MOST_AT_ONCE

    def test_untrained_it_still_serves_and_claims_nothing_about_people(self, items: pa.Table) -> None:
        got = recommender(self.name).recommend(request_for([1], history([]), history([]), items))
        assert got.num_rows == MOST_AT_ONCE
        assert not {"next_to_done", "widely_used"} & set(got.column("code").to_pylist())

    def test_an_item_that_left_the_library_is_not_sent(self, trained: Recommender, items: pa.Table) -> None:
        some = items.slice(0, 6)
        got = trained.recommend(request_for([1, 2], history([(1, 290)]), history([]), some))
        assert set(got.column("item").to_pylist()) <= set(some.column("item").to_pylist())

    def test_it_is_the_same_after_being_kept_in_a_file(
        self, trained: Recommender, training: Training, tmp_path
    ) -> None:
        artefact.write(tmp_path / "model.npz", trained.state())
        again = recommender(self.name)
        again.restore(artefact.read(tmp_path / "model.npz"))
        request = self.everyone(training)
        assert again.recommend(request).equals(trained.recommend(request))

    def test_what_it_keeps_names_no_learner_and_no_small_group(self, trained: Recommender) -> None:
        for name, array in trained.state().items():
            if name in ("people", "pair_people"):
                assert all(count == 0 or count >= FEWEST_PEOPLE for count in np.asarray(array).tolist())
            elif name not in ("items", "pair_row", "pair_col"):
                # Chosen settings, and matrices: test_costudy makes them again from the counts alone.
                assert name in ("model", "inside", "vectors", "passes", "out"), f"{name} is not reviewed"

    def test_every_reason_is_true_when_counted_again(self, trained: Recommender, training: Training) -> None:
        request = self.everyone(training)
        codes = set()
        for sent in recommendations(trained.recommend(request)):
            codes.add(sent.reason.code)
            assert_true(sent.learner, sent.item, sent.reason.code, sent.reason.facts, request, training)
        assert len(codes) >= 3, "the test data must exercise several grounds"

    # Inherited on purpose: each recommender draws its own examples.
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    @given(data=st.data())
    def test_any_history_is_respected(self, data: st.DataObject) -> None:
        items = library(size=data.draw(st.integers(1, 14)))
        ids = st.sampled_from(items.column("item").to_pylist())
        pairs = st.lists(st.tuples(st.integers(1, 6), ids), max_size=40)
        done, exclude = data.draw(pairs), data.draw(pairs)
        made = recommender(self.name)
        made.fit(Training(items, finished(items, learners=40), SENSITIVE))
        got = made.recommend(request_for([1, 2, 3, 4, 5, 6], history(done), history(exclude), items))
        sent = list(zip(got.column("learner").to_pylist(), got.column("item").to_pylist(), strict=True))
        assert len(sent) == len(set(sent))
        assert not set(sent) & (set(done) | set(exclude))
        for learner in range(1, 7):
            left = items.num_rows - len({i for a, i in [*done, *exclude] if a == learner})
            assert sum(a == learner for a, _ in sent) == min(MOST_AT_ONCE, left)


def assert_true(
    learner: int, item: int, code: str, facts: dict[str, object], request: Request, training: Training
) -> None:
    """Count the facts of a reason again from the raw tables, by other means than the engine's."""
    rows = {row["item"]: row for row in request.items.to_pylist()}
    own = {row["item"] for row in request.done.to_pylist() if row["learner"] == learner}
    people: dict[int, set[int]] = {}
    for row in training.interactions.to_pylist():
        people.setdefault(row["item"], set()).add(row["learner"])
    topics = set(rows[item]["topics"])
    unit = request.units[request.learners.tolist().index(learner)]
    match code:
        case "topic_of_yours":
            mine = [i for i in own if facts["topic"] in rows[i]["topics"]]
            assert facts["topic"] in topics - SENSITIVE
            assert facts["records"] == len(mine) > 0
        case "next_to_done":
            together = people[facts["item"]] & people[item]
            assert facts["item"] in own
            assert FEWEST_PEOPLE <= facts["people"] <= len(together)
            assert not (topics | set(rows[facts["item"]]["topics"])) & SENSITIVE
        case "widely_used":
            assert FEWEST_PEOPLE <= facts["people"] <= len(people[item])
            assert not topics & SENSITIVE
        case "new_in_library":
            assert facts["published"] == rows[item]["published"].isoformat()
            assert (TODAY - rows[item]["published"]).days < 60
        case "in_season":
            assert facts["topic"] in topics & topics_in_season(TODAY.month)
            assert facts["month"] == TODAY.month
        case "need_nearby":
            wanted = {"unit": unit} | facts
            assert facts["topic"] in topics
            assert wanted in request.needs.to_pylist()
        case "asked_by_branch":
            assert {"unit": unit, "item": item, "plan": facts["plan"]} in request.asked.to_pylist()
        case "explore_topic":
            assert facts["topic"] in topics
        case _:
            raise AssertionError(f"{code} has no recomputation")
