"""What kept rows add up to is what counting by hand gives: of one person, and of everybody at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redcloud.engine.backends import Engine, open_engine
from redcloud.engine.portrait import Dimensions, Kept, PersonRows, fold, merged
from redcloud.engine.portrait.decay import DAYS_AFTER, DAYS_BEFORE, weight_of, weights_of
from redcloud.engine.portrait.expressions import gathered, kept
from redcloud.engine.portrait.packing import GATHERED, KINDS, Kinds
from redcloud.engine.portrait.shapes import KEPT
from tests.engine.portrait.by_hand import by_key, counted_by_hand
from tests.engine.portrait.provinces import (
    LANDMARK,
    activities,
    in_words,
    kept_rows,
    random_province,
    records,
    subjects,
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


@pytest.mark.parametrize("seed", [3, 4])
def test_every_portrait_is_what_counting_by_hand_gives(engine: Engine, tmp_path: Path, seed: int) -> None:
    table, known, topics = random_province(seed)
    pq.write_table(table, tmp_path / "records.parquet")
    rows = kept_rows(fold(engine, [str(tmp_path / "records.parquet")], known.subjects), known)
    expected = counted_by_hand(table.to_pylist(), known, topics, LANDMARK)
    people = known.subjects.group_by("subject").aggregate([("pseudonym", "list")]).to_pylist()
    assert sum(len(person["pseudonym_list"]) > 1 for person in people) > 30
    for person in people:
        mine = rows.filter(pc.is_in(rows["pseudonym"], pa.array(person["pseudonym_list"], pa.int64())))
        found = merged(Kept(mine, LANDMARK), person["subject"], topics)
        assert _by_keys(found) == {
            name: {key: value for key, value in values.items() if key[0] == person["subject"]}
            for name, values in expected.items()
        }


def _by_keys(found: PersonRows) -> dict[str, object]:
    return {
        "participation": by_key(found.participation, 3),
        "topics": by_key(found.topics, 2),
        "study": by_key(found.study, 2),
    }


days = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(st.lists(st.tuples(st.integers(0, 2**39 - 1), days), min_size=1, max_size=20))
@settings(max_examples=30, deadline=None)
def test_what_is_packed_is_what_is_unpacked(engine: Engine, given_: list[tuple[int, date]]) -> None:
    """Whatever the calendar knows, and activities up to 500 thousand million."""
    first = given_[0][0]
    known = Dimensions(subjects({7: 7}), activities({first: "study"}))
    lake = records([(at, 7, "completed", key, day) for at, (key, day) in enumerate(given_)])
    mine = kept(engine.table(lake), engine.table(known.subjects))
    expected = [
        {
            "pseudonym": 7,
            "day": day,
            "kind": "study" if key == first else "other",
            "activity": key,
            "progress": "completed" if key == first else None,
        }
        for key, day in given_
    ]
    found = in_words(kept_rows(engine.collect(gathered(mine), GATHERED), known))
    assert found.to_pylist() == sorted(expected, key=lambda row: (row["day"], row["kind"], row["activity"]))


def test_an_activity_that_does_not_fit_is_refused(engine: Engine) -> None:
    lake = records([(1, 7, "attended", 2**45, date(2026, 1, 1))])
    mine = kept(engine.table(lake), engine.table(subjects({7: 7})))
    with pytest.raises(Exception, match=r"(?i)overflow"):
        engine.collect(gathered(mine), GATHERED)


def test_a_kind_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="parade"):
        Kinds(activities({1: "class", 2: "parade"}))


@pytest.mark.parametrize("spread", [1, 10**9], ids=["close together", "far apart"])
def test_the_kind_of_an_activity_is_found_wherever_its_key_lies(spread: int) -> None:
    of_key = {spread * key + 5: KINDS[key % len(KINDS)] for key in range(1, 40)}
    asked = [0, 5, *of_key, spread * 40 + 5, 2**38]
    found = Kinds(activities(of_key)).of(np.array(asked))
    assert [KINDS[number] for number in found] == [of_key.get(key, "other") for key in asked]


def test_where_no_activity_is_described_all_are_of_the_kind_other() -> None:
    assert [KINDS[number] for number in Kinds(activities({})).of(np.array([0, 1, 2**38]))] == ["other"] * 3


def test_weights_of_many_days_are_the_weights_of_each() -> None:
    offsets = [-DAYS_BEFORE - 5, -DAYS_BEFORE, -91, -1, 0, 1, 90, DAYS_AFTER, DAYS_AFTER + 5]
    several = [LANDMARK + timedelta(days=offset) for offset in offsets]
    found = weights_of(pa.chunked_array([pa.array(several, pa.date32())]), LANDMARK)
    assert found.to_pylist() == [weight_of(day, LANDMARK) for day in several]


def test_nobody_has_no_rows() -> None:
    nobody = merged(Kept(KEPT.empty_table(), LANDMARK), 1, random_province(1)[2])
    assert [nobody.participation.num_rows, nobody.topics.num_rows, nobody.study.num_rows] == [0, 0, 0]
