"""Lake rows straight from a simulated block: the allow-list's columns, whole references."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow.compute as pc
import pytest

from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.simulate import blocks, plan_province, synthetic_items
from redcloud.engine.simulate.lake import (
    block_activities,
    block_memberships,
    block_subjects,
    item_activities,
    lake_rows,
    pseudonyms,
)

ITEMS = synthetic_items(20)
SEED = 3


@pytest.fixture(scope="module")
def drawn():
    plan = plan_province(members=880, seed=SEED, today=date(2026, 3, 1), organisations=2)
    return list(blocks(plan, ITEMS))


def test_rows_have_the_columns_of_the_allow_list_and_unique_ids(drawn):
    rows = [lake_rows(block, ITEMS, SEED) for block in drawn]
    assert all(table.schema.equals(LAKE_RECORDS) for table in rows)
    ids = np.concatenate([table["record_id"].to_numpy() for table in rows])
    assert len(np.unique(ids)) == len(ids) > 20_000


def test_rows_count_what_the_tables_hold(drawn):
    block = drawn[0]
    verbs = dict(
        zip(
            *(c.to_pylist() for c in lake_rows(block, ITEMS, SEED)["verb"].value_counts().flatten()),
            strict=True,
        )
    )
    tables = block.tables
    assert verbs["attended"] == pc.sum(pc.equal(tables["rolls"]["mark"], "present")).as_py()
    assert verbs["began"] == tables["study"].num_rows
    assert verbs["completed"] == tables["study"].num_rows - tables["study"]["completed_at"].null_count
    assert verbs["volunteered"] == tables["volunteering"].num_rows
    assert verbs["commented"] == tables["comments"].num_rows
    assert verbs["helped"] == tables["needs"].num_rows - tables["needs"]["helper"].null_count


def test_every_activity_has_a_kind(drawn):
    items, topics = item_activities(ITEMS)
    assert topics.num_rows == len(ITEMS)
    for block in drawn:
        known = set(block_activities(block)["activity"].to_pylist()) | set(items["activity"].to_pylist())
        assert set(lake_rows(block, ITEMS, SEED)["activity"].to_pylist()) <= known


def test_only_those_who_agreed_are_subjects_and_nobody_is_lost_from_the_branches(drawn):
    for block in drawn:
        subjects = set(block_subjects(block, SEED)["subject"].to_pylist())
        everybody = set(block_memberships(block, SEED)["subject"].to_pylist())
        assert subjects < everybody
        assert len(everybody) == block.tables["members"].num_rows


def test_pseudonyms_are_positive_distinct_and_in_no_order():
    given = pseudonyms(np.arange(1, 200_001, dtype=np.int64), SEED)
    assert given.min() > 0
    assert len(np.unique(given)) == len(given)
    assert 0.49 < float((np.diff(given) > 0).mean()) < 0.51
