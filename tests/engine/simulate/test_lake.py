"""Lake rows straight from a plan: the allow-list's columns, whole references, about 120 a member."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.simulate import plan_province
from redcloud.engine.simulate.crowd import Crowd, by_bucket, draw_crowd, memberships, pseudonyms, subjects
from redcloud.engine.simulate.happenings import months
from redcloud.engine.simulate.lake import item_tables, record_batches

PLAN = plan_province(members=880, seed=3, today=date(2026, 3, 1), organisations=2)
ITEMS, TOPICS = 60, 20
Drawn = tuple[pa.Table, pa.Table, Crowd]


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    crowd = draw_crowd(PLAN, TOPICS)
    held = [item_tables(ITEMS, TOPICS)[0]]
    batches = list(record_batches(PLAN, by_bucket(crowd, 2), ITEMS, TOPICS, held.append))
    assert len(batches) == 2 * len(months(PLAN))
    return pa.Table.from_batches(batches), pa.concat_tables(held), crowd


def test_rows_have_the_columns_of_the_allow_list_and_unique_ids(drawn: Drawn) -> None:
    rows = drawn[0]
    assert rows.schema.equals(LAKE_RECORDS)
    assert len(pc.unique(rows["record_id"])) == rows.num_rows
    assert 105 < rows.num_rows / PLAN.members < 135


def test_every_verb_is_there_and_begun_once_a_day(drawn: Drawn) -> None:
    rows = drawn[0]
    counts = {pair["values"]: pair["counts"] for pair in rows["verb"].value_counts().to_pylist()}
    assert set(counts) == {"began", "completed", "attended", "volunteered", "commented", "helped"}
    assert 0.7 < counts["completed"] / counts["began"] < 0.9
    begun = rows.filter(pc.equal(rows["verb"], "began")).select(["pseudonym", "activity", "day"])
    assert begun.group_by(begun.column_names).aggregate([]).num_rows == begun.num_rows


def test_every_activity_has_one_kind(drawn: Drawn) -> None:
    rows, activities, _ = drawn
    assert len(pc.unique(activities["activity"])) == activities.num_rows
    assert pc.all(pc.is_in(rows["activity"], value_set=activities["activity"])).as_py()


def test_nobody_does_anything_outside_their_membership(drawn: Drawn) -> None:
    rows, _, crowd = drawn
    stays = memberships(crowd, PLAN, np.arange(len(PLAN.sizes)))
    assert len(pc.unique(stays["subject"])) == PLAN.members
    span = stays.group_by("subject").aggregate([("since", "min"), ("until", "max"), ("until", "count")])
    joined = rows.join(span, "pseudonym", "subject")
    assert pc.all(pc.greater_equal(joined["day"], joined["since_min"])).as_py()
    left = joined.filter(pc.is_valid(joined["until_max"]))
    only = left.filter(pc.equal(left["until_count"], 1))
    gone = {row["subject"] for row in stays.to_pylist() if row["until"]} - {
        row["subject"] for row in stays.to_pylist() if not row["until"]
    }
    late = [row for row in only.to_pylist() if row["pseudonym"] in gone and row["day"] >= row["until_max"]]
    assert gone
    assert late == []


def test_who_moves_has_two_stays_that_meet_on_one_day(drawn: Drawn) -> None:
    stays = memberships(drawn[2], PLAN, np.arange(len(PLAN.sizes))).to_pylist()
    of: dict[int, list[dict[str, object]]] = {}
    for stay in stays:
        of.setdefault(stay["subject"], []).append(stay)
    moved = [pair for pair in of.values() if len(pair) == 2]
    assert moved
    assert all(first["until"] == second["since"] for first, second in moved)
    assert all(first["branch"] != second["branch"] for first, second in moved)


def test_only_those_who_agreed_are_subjects(drawn: Drawn) -> None:
    crowd = drawn[2]
    agreed = set(subjects(crowd)["subject"].to_pylist())
    assert agreed < set(crowd.pseudonym.tolist())
    assert 0.88 < len(agreed) / len(crowd) < 0.97


def test_the_same_seed_gives_the_same_rows_and_another_one_others(drawn: Drawn) -> None:
    def first(seed: int) -> pa.RecordBatch:
        plan = plan_province(members=880, seed=seed, today=date(2026, 3, 1), organisations=2)
        return next(record_batches(plan, by_bucket(draw_crowd(plan, TOPICS), 2), ITEMS, TOPICS))

    assert first(3).equals(first(3))
    assert first(3).num_rows != first(4).num_rows or not first(3).equals(first(4))


def test_pseudonyms_are_positive_distinct_and_in_no_order() -> None:
    given = pseudonyms(np.arange(1, 200_001, dtype=np.int64), 3)
    assert given.min() > 0
    assert len(np.unique(given)) == len(given)
    assert 0.49 < float((np.diff(given) > 0).mean()) < 0.51
