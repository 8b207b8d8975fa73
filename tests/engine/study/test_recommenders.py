"""The recommenders that ship pass the suite, and keep what is particular to each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from redcloud.engine.study.collaborative.counted import protect
from redcloud.engine.study.costudy import CoStudy
from redcloud.engine.study.interface import Request, Training
from redcloud.engine.study.recommenders import Mix, MixedRecommender, PublicRecommender
from redcloud.engine.study.registry import NON_PERSONAL, PERSONAL, RECOMMENDERS, recommender
from tests.suites.courses import COURSE, begun, with_courses
from tests.suites.recommender import (
    SENSITIVE,
    RecommenderSuite,
    finished,
    history,
    interests_of,
    library,
    request_for,
)


class TestMixed(RecommenderSuite):
    name = MixedRecommender.name

    def test_topics_of_a_learner_change_what_is_sent(
        self, trained: MixedRecommender, items: pa.Table
    ) -> None:
        law = [row["item"] for row in items.to_pylist() if "farming" in row["topics"]][:3]
        cold = request_for([2], history([]), history([(2, item) for item in law]), items)
        warm = request_for([2], history([(2, item) for item in law]), history([]), items)
        assert not trained.recommend(cold).equals(trained.recommend(warm))
        assert "topic_of_yours" in trained.recommend(warm).column("code").to_pylist()

    def test_a_sensitive_topic_never_steers(self, trained: MixedRecommender, items: pa.Table) -> None:
        debt = [row["item"] for row in items.to_pylist() if set(row["topics"]) & SENSITIVE][:2]
        done = history([(1, item) for item in debt])
        without = replace(
            request_for([1], done, history([]), items), interests=interests_of(history([]), items)
        )
        assert trained.recommend(request_for([1], done, history([]), items)).equals(
            trained.recommend(without)
        )

    def test_the_first_items_are_of_more_than_one_topic(self, trained: MixedRecommender, items) -> None:
        one_taste = history([(1, item) for item in (10, 50, 90)])
        got = set(
            trained.recommend(request_for([1], one_taste, history([]), items)).column("item").to_pylist()
        )
        topics = {t for row in items.to_pylist() if row["item"] in got for t in row["topics"]}
        assert len(topics) >= 3

    def test_a_learner_alone_in_a_chunk_gets_the_same(
        self, trained: MixedRecommender, training: Training, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole = trained.recommend(self.everyone(training))
        monkeypatch.setattr("redcloud.engine.study.recommenders._CELLS_AT_ONCE", 1)
        assert trained.recommend(self.everyone(training)).equals(whole)

    def test_a_begun_course_comes_first_and_says_how_far(
        self, trained: MixedRecommender, items: pa.Table
    ) -> None:
        own = history([(1, 10), (1, 20), (2, 10)])
        request = request_for([1, 2], own, history([]), items)
        request = with_courses(request, {COURSE: [10, 20, 30], COURSE + 1: [10, 40]}, new=False)
        request = replace(request, begun=begun([(1, COURSE, 2)]), standing=history([(1, 30)]))
        got = trained.recommend(request).to_pylist()
        first = next(row for row in got if row["learner"] == 1)
        assert (first["item"], first["code"], first["count"]) == (COURSE, "course_begun", 2)
        assert "course_begun" not in [row["code"] for row in got if row["learner"] == 2]


class TestPublic(RecommenderSuite):
    name = PublicRecommender.name

    def test_what_the_learner_began_steers_nothing(self, trained: PublicRecommender, items: pa.Table) -> None:
        request = with_courses(
            request_for([1], history([]), history([]), items), {COURSE: [10, 20]}, new=False
        )
        got = trained.recommend(replace(request, begun=begun([(1, COURSE, 1)])))
        assert got.equals(trained.recommend(request))
        assert "course_begun" not in got.column("code").to_pylist()

    def test_nothing_about_the_learner_steers_it(self, trained: PublicRecommender, items: pa.Table) -> None:
        known = request_for([3, 6], history([(3, 10), (3, 20)]), history([(6, 10), (6, 20)]), items)
        got = trained.recommend(known).to_pylist()
        sent = [[row["item"] for row in got if row["learner"] == learner] for learner in (3, 6)]
        assert sent[0] == sent[1]

    def test_no_reason_speaks_of_the_learner(self, trained: PublicRecommender, training: Training) -> None:
        codes = set(trained.recommend(self.everyone(training)).column("code").to_pylist())
        assert not codes & {"topic_of_yours", "next_to_done"}


def test_every_registered_recommender_is_held_by_the_suite() -> None:
    covered = {suite.name for suite in RecommenderSuite.__subclasses__()}
    assert covered == set(RECOMMENDERS)


def test_the_feed_without_personalisation_comes_from_one_that_is_not_personal() -> None:
    assert not recommender(NON_PERSONAL).personal
    assert recommender(PERSONAL).personal


def test_pairs_of_fewer_than_ten_people_are_not_kept() -> None:
    items = library(4)
    nine = pa.Table.from_pylist(
        [row | {"learner": n, "item": i} for n in range(9) for i in (10, 20) for row in _one_row()],
        schema=finished(items).schema,
    )
    ten = pa.concat_tables([nine, nine.slice(0, 2).set_column(0, nine.schema[0], pa.array([9, 9]))])
    assert CoStudy.of(Training(items, nine)).pairs.nnz == 0
    learnt = CoStudy.of(Training(items, ten))
    assert learnt.pairs.toarray()[0].tolist() == [0, 10, 0, 0]
    assert learnt.people.tolist() == [10, 10, 0, 0]


def test_finishing_an_item_twice_counts_one_person() -> None:
    items = library(2)
    once = finished(items, learners=40)
    twice = pa.concat_tables([once, once])
    assert np.array_equal(CoStudy.of(Training(items, once)).people, CoStudy.of(Training(items, twice)).people)


def test_counts_are_rounded_down_so_that_one_person_more_is_rarely_seen() -> None:
    assert protect(np.arange(8, 18), 10).tolist() == [0, 0, 10, 10, 10, 10, 10, 15, 15, 15]


def test_sensitive_items_are_counted_nowhere() -> None:
    items = library(14)
    done = pa.Table.from_pylist(
        [row | {"learner": n, "item": i} for n in range(30) for i in (70, 10) for row in _one_row()],
        schema=finished(items).schema,
    )
    learnt = CoStudy.of(Training(items, done, SENSITIVE))
    assert 70 not in learnt.items.tolist()
    assert learnt.pairs.nnz == 0


def test_the_seed_decides_between_items_of_equal_merit() -> None:
    items = library(40)
    request = replace(request_for([1], history([]), history([]), items), places=np.array([5]))
    first = {
        MixedRecommender(Mix(seed=s)).recommend(request).column("item").to_pylist()[-1] for s in range(8)
    }
    assert len(first) > 1


def test_a_request_that_names_a_learner_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        request_for([1, 1], history([]), history([]), library(3))


def test_a_request_of_unequal_lengths_is_refused() -> None:
    with pytest.raises(ValueError, match="same length"):
        Request(
            np.array([1]), np.array([1, 2]), np.array([1]), library(3), library(1)["published"][0].as_py()
        )


def _one_row() -> list[dict[str, object]]:
    return [finished(library(4), learners=1).to_pylist()[0]]
