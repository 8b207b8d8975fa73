"""The reviewed list of what a portrait is made of. Whoever adds a line kind or a column changes it here.

A line here says: this was looked at, and it neither scores, ranks, times nor judges a person.
"""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import pyarrow as pa
import pytest

from redcloud.engine.contracts import LAKE_RECORDS, RELEASED_FIGURES, LineKind, PortraitLine
from redcloud.engine.portrait import Kept, merged, portrait_lines
from redcloud.engine.portrait.lines import RULES
from redcloud.engine.portrait.packing import STUDY_KINDS
from redcloud.engine.portrait.shapes import KEPT, PROGRESS, REPLACED
from tests.engine.portrait.provinces import TODAY, topics

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
KEPT_COLUMNS = {"pseudonym", "day", "kind", "activity", "progress"}
REPLACED_COLUMNS = {"pseudonym", "month"}
LAKE_COLUMNS = {"record_id", "pseudonym", "verb", "activity", "day"}
RELEASED_COLUMNS = {"organisation", "month", "kind", "contributors", "records", "hidden"}


def test_the_kinds_of_lines_are_the_reviewed_ones() -> None:
    assert set(get_args(LineKind)) == set(RULES) == set(DETAILS) == LINE_KINDS


def test_the_fields_of_a_line_are_the_reviewed_ones() -> None:
    assert {field.name for field in fields(PortraitLine)} == LINE_FIELDS


def test_the_kept_columns_are_the_reviewed_ones() -> None:
    assert set(KEPT.names) == KEPT_COLUMNS
    assert set(REPLACED.names) == REPLACED_COLUMNS


def test_the_lake_and_the_releases_hold_the_reviewed_columns() -> None:
    assert set(LAKE_RECORDS.names) == LAKE_COLUMNS
    assert set(RELEASED_FIGURES.names) == RELEASED_COLUMNS


def test_only_study_begun_and_done_is_followed_by_item() -> None:
    assert (STUDY_KINDS, PROGRESS) == (("study",), ("began", "completed"))


@pytest.mark.parametrize("kind", sorted(LINE_KINDS))
def test_the_details_of_a_line_are_the_reviewed_ones(kind: str) -> None:
    every = portrait_lines(merged(_one_of_each(), 1, topics([(2, "fire")])), today=TODAY, minutes={2: 45})
    lines = [line for line in every if line.kind == kind]
    assert lines
    assert all(set(line.detail) == DETAILS[kind] for line in lines)


def _one_of_each() -> Kept:
    rows = [
        {"kind": "volunteering", "activity": 3, "progress": None},
        {"kind": "study", "activity": 1, "progress": "began"},
        {"kind": "study", "activity": 2, "progress": "completed"},
    ]
    columns = {
        "pseudonym": pa.array([1, 1, 1]),
        "day": pa.array([TODAY] * 3, pa.date32()),
        "kind": pa.array([row["kind"] for row in rows]).dictionary_encode(),
        "activity": pa.array([row["activity"] for row in rows]),
        "progress": pa.array([row["progress"] for row in rows]).dictionary_encode(),
    }
    return Kept(pa.table(columns, schema=KEPT), TODAY)
