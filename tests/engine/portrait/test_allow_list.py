"""The reviewed list of what a portrait is made of. Whoever adds a line kind or a column changes it here.

A line here says: this was looked at, and it neither scores, ranks, times nor judges a person.
"""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import pyarrow as pa
import pytest

from redcloud.engine.contracts import LAKE_RECORDS, RELEASED_FIGURES, LineKind, PortraitLine
from redcloud.engine.portrait.expressions import STUDY_KINDS, STUDY_VERBS
from redcloud.engine.portrait.lines import RULES, merged, portrait_lines
from redcloud.engine.portrait.shapes import REPLACED, STATE_SCHEMAS, PortraitState
from tests.engine.portrait.provinces import TODAY

LINE_KINDS = {"participation", "topic", "study_begun", "study_done", "service", "study_hours"}
LINE_FIELDS = {"kind", "key", "value", "rule", "since", "until", "detail"}
DETAILS = {
    "participation": {"month", "kind"},
    "topic": {"topic", "recency", "half_life_days", "weight"},
    "study_begun": {"activity"},
    "study_done": {"activity"},
    "service": {"year", "kind"},
    # Declared minutes of what was finished: no time that anybody measured.
    "study_hours": {"year", "items"},
}
STATE_COLUMNS = {
    "participation": {"pseudonym", "month", "kind", "records", "first_day", "last_day"},
    "topics": {"pseudonym", "month", "topic", "weight", "records", "first_day", "last_day"},
    "study": {"pseudonym", "month", "activity", "begun_day", "done_day"},
}
REPLACED_COLUMNS = {"pseudonym", "month"}
LAKE_COLUMNS = {"record_id", "pseudonym", "verb", "activity", "day"}
RELEASED_COLUMNS = {"organisation", "month", "kind", "contributors", "records", "hidden"}


def test_the_kinds_of_lines_are_the_reviewed_ones() -> None:
    assert set(get_args(LineKind)) == set(RULES) == set(DETAILS) == LINE_KINDS


def test_the_fields_of_a_line_are_the_reviewed_ones() -> None:
    assert {field.name for field in fields(PortraitLine)} == LINE_FIELDS


def test_the_kept_columns_are_the_reviewed_ones() -> None:
    assert {name: set(schema.names) for name, schema in STATE_SCHEMAS.items()} == STATE_COLUMNS
    assert set(REPLACED.names) == REPLACED_COLUMNS


def test_the_lake_and_the_releases_hold_the_reviewed_columns() -> None:
    assert set(LAKE_RECORDS.names) == LAKE_COLUMNS
    assert set(RELEASED_FIGURES.names) == RELEASED_COLUMNS


def test_only_study_begun_and_done_is_followed_by_item() -> None:
    assert (STUDY_KINDS, STUDY_VERBS) == (("study",), ("began", "completed"))


@pytest.mark.parametrize("kind", sorted(LINE_KINDS))
def test_the_details_of_a_line_are_the_reviewed_ones(kind: str) -> None:
    every = portrait_lines(merged(_one_of_each(), 1), today=TODAY, minutes={2: 45})
    lines = [line for line in every if line.kind == kind]
    assert [set(line.detail) for line in lines] == [DETAILS[kind]]


def _one_of_each() -> PortraitState:
    day = TODAY
    month = day.replace(day=1)
    seen = {"pseudonym": 1, "month": month, "records": 2, "first_day": day, "last_day": day}
    rows = {
        "participation": [seen | {"kind": "volunteering"}],
        "topics": [seen | {"topic": "fire", "weight": 5}],
        "study": [
            {"pseudonym": 1, "month": month, "activity": 1, "begun_day": day, "done_day": None},
            {"pseudonym": 1, "month": month, "activity": 2, "begun_day": None, "done_day": day},
        ],
    }
    return PortraitState(
        **{name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in STATE_SCHEMAS.items()}
    )
