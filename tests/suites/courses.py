"""What holds of courses for every recommender: one thing on a list, never beside its own parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redcloud.engine.contracts import STUDY_ITEMS
from redcloud.engine.study.interface import (
    BEGUN,
    MOST_AT_ONCE,
    MOST_COURSES,
    PARTS,
    PROPOSED,
    READING,
    Recommender,
    Request,
)

COURSE = 1 << 40


def course_row(key: int, topics: list[str], published: date, minutes: int = 40) -> dict[str, object]:
    """A course as a recommender sees it."""
    return {
        "item": key,
        "activity": 0,
        "title": f"course {key}",
        "text": "",
        "minutes": minutes,
        "topics": topics,
        "published": published,
    }


def with_courses(
    request: Request, parts: dict[int, list[int]], *, new: bool = True, topics: Iterable[str] = ("farming",)
) -> Request:
    """A request whose library has courses besides its items."""
    day = request.today - timedelta(days=1 if new else 300)
    rows = [course_row(key, list(topics), day) for key in parts]
    table = pa.Table.from_pylist(rows, schema=STUDY_ITEMS)
    pairs = [{"course": key, "item": item} for key, items in parts.items() for item in items]
    return replace(
        request,
        items=pa.concat_tables([request.items, table]),
        parts=pa.Table.from_pylist(pairs, schema=PARTS),
    )


def begun(rows: list[tuple[int, int, int]]) -> pa.Table:
    """BEGUN of (learner, course, parts done)."""
    return pa.Table.from_pylist([{"learner": a, "course": b, "done": c} for a, b, c in rows], schema=BEGUN)


def lists_of(got: pa.Table) -> dict[int, list[int]]:
    """What each learner was sent, in order."""
    found: dict[int, list[int]] = {}
    for row in got.to_pylist():
        found.setdefault(row["learner"], []).append(row["item"])
    return found


class CoursesHold:
    """Inherited by the suite of recommenders."""

    def some(self, learners: list[int], items: pa.Table, **about: pa.Table) -> Request:
        from tests.suites.recommender import history, request_for

        request = request_for(learners, history([]), history([]), items)
        return replace(request, **about)

    def test_a_new_course_is_sent_as_one_thing(self, trained: Recommender, items: pa.Table) -> None:
        got = lists_of(trained.recommend(with_courses(self.some([1], items), {COURSE: [30, 70]})))
        assert COURSE in got[1]
        assert not {30, 70} & set(got[1])
        assert len(got[1]) == MOST_AT_ONCE

    def test_a_course_longer_than_the_pool_leaves_no_list_short(
        self, trained: Recommender, items: pa.Table
    ) -> None:
        every = items.column("item").to_pylist()
        request = with_courses(self.some([1], items), {COURSE: every[:-6]})
        begins = replace(request, begun=begun([(1, COURSE, 1)]))
        for one in (request, begins):
            assert len(lists_of(trained.recommend(one))[1]) == MOST_AT_ONCE

    def test_a_list_has_at_most_two_courses_with_those_that_stand(
        self, trained: Recommender, items: pa.Table
    ) -> None:
        from tests.suites.recommender import history

        parts = {COURSE + n: [10 * n + 10] for n in range(6)}
        request = with_courses(self.some([1, 2], items), parts, topics=())
        request = replace(request, standing=history([(2, COURSE), (2, COURSE + 1)]))
        got = lists_of(trained.recommend(request))
        assert sum(item >= COURSE for item in got[1]) == MOST_COURSES
        assert not any(item >= COURSE for item in got[2])

    def test_what_stands_keeps_its_course_away_and_a_course_its_parts(
        self, trained: Recommender, items: pa.Table
    ) -> None:
        from tests.suites.recommender import history

        request = with_courses(self.some([1, 2], items), {COURSE: [20, 30]})
        request = replace(request, standing=history([(1, 20), (2, COURSE)]))
        got = lists_of(trained.recommend(request))
        assert COURSE not in got[1]
        assert not {20, 30} & set(got[2])

    def test_a_refused_course_never_comes_and_its_parts_may(
        self, trained: Recommender, items: pa.Table
    ) -> None:
        from tests.suites.recommender import history

        request = with_courses(self.some([1], items), {COURSE: [10, 20]})
        got = lists_of(trained.recommend(replace(request, exclude=history([(1, COURSE)]))))
        assert COURSE not in got[1]

    def test_what_is_proposed_from_above_says_by_whom_until_which_day(
        self, trained: Recommender, items: pa.Table
    ) -> None:
        request = with_courses(self.some([2, 3], items), {COURSE: [30, 70]}, new=False, topics=())
        by = request.today + timedelta(days=30)
        rows = [
            {"unit": 102, "item": COURSE, "place": 9, "by": by},
            {"unit": 102, "item": COURSE, "place": 8, "by": by - timedelta(days=2)},
        ]
        request = replace(request, proposed=pa.Table.from_pylist(rows, schema=PROPOSED))
        got = [row for row in trained.recommend(request).to_pylist() if row["code"] == "asked_from_above"]
        assert [(row["learner"], row["source"], row["day"]) for row in got] == [
            (2, 8, by - timedelta(days=2))
        ]
        late = replace(request, today=by + timedelta(days=1))
        assert "asked_from_above" not in trained.recommend(late).column("code").to_pylist()

    def test_a_language_is_preferred_and_keeps_nothing_away(
        self, trained: Recommender, items: pa.Table
    ) -> None:
        ids = items.column("item").to_pylist()
        written = [{"key": item, "language": "en" if item % 20 else "zh-Hans"} for item in ids]
        reads = [{"key": learner, "language": "en"} for learner in (3, 6)]
        plain = self.some([3, 6, 9], items)
        spoken = replace(
            plain,
            written=pa.Table.from_pylist(written, schema=READING),
            reads=pa.Table.from_pylist(reads, schema=READING),
        )
        english = {
            name: sum(item % 20 > 0 for item in lists_of(trained.recommend(request))[3])
            for name, request in (("plain", plain), ("spoken", spoken))
        }
        assert english["spoken"] >= english["plain"]
        got, before = lists_of(trained.recommend(spoken)), lists_of(trained.recommend(plain))
        assert got[9] == before[9], "somebody who chose no language sees what everybody sees"
        only_chinese = pa.Table.from_pylist(
            [{"key": item, "language": "zh-Hans"} for item in ids[:-1]]
            + [{"key": ids[-1], "language": "en"}],
            schema=READING,
        )
        assert len(lists_of(trained.recommend(replace(spoken, written=only_chinese)))[3]) == MOST_AT_ONCE

    # Inherited on purpose: each recommender draws its own examples.
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    @given(data=st.data())
    def test_any_courses_stand_apart_from_their_parts(self, data: st.DataObject) -> None:
        from redcloud.engine.study.interface import Training
        from redcloud.engine.study.registry import recommender
        from tests.suites.recommender import SENSITIVE, finished, history, library

        items = library(size=data.draw(st.integers(2, 14)))
        ids = st.sampled_from(items.column("item").to_pylist())
        parts = {
            COURSE + n: some
            for n, some in enumerate(data.draw(st.lists(st.lists(ids, min_size=1, unique=True), max_size=4)))
        }
        both = st.sampled_from([*items.column("item").to_pylist(), *parts])
        pairs = st.lists(st.tuples(st.integers(1, 4), both), max_size=12)
        standing, exclude = data.draw(pairs), data.draw(pairs)
        begins = []
        if parts:
            drawn = data.draw(
                st.lists(st.tuples(st.integers(1, 4), st.sampled_from([*parts])), unique=True, max_size=4)
            )
            begins = [(a, b, 1) for a, b in drawn]
        made = recommender(self.name)  # type: ignore[attr-defined]
        made.fit(Training(items, finished(items, learners=40), SENSITIVE))
        request = replace(
            with_courses(self.some([1, 2, 3, 4], items), parts),
            standing=history(standing),
            exclude=history([*exclude, *standing]),
            begun=begun(begins),
        )
        for learner, sent in lists_of(made.recommend(request)).items():
            own = [*sent, *(i for a, i in standing if a == learner)]
            assert len(sent) == len(set(sent))
            assert not set(sent) & {i for a, i in [*exclude, *standing] if a == learner}
            for course in set(sent) & parts.keys():
                beside = set(own if (learner, course, 1) not in begins else sent)
                assert not beside & set(parts[course])
            held = [course for course in own if course in parts and course not in sent]
            assert not any(set(sent) & set(parts[course]) for course in held)
            assert sum(course in parts for course in sent) <= MOST_COURSES
            assert np.isfinite(sent).all()
