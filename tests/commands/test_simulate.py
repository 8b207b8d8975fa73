"""``redcloud simulate`` for real: files that can be read, one JSON object, the same by seed."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
from typer.testing import CliRunner

from redcloud.cli import _assemble, app
from redcloud.engine.contracts import LAKE_RECORDS, MEMBERSHIPS, ORGANISATIONS, SUBJECTS
from redcloud.engine.records.lake import Lake

BASE = ["simulate", "--members", "220", "--seed", "5", "--today", "2026-03-01", "--json"]


def _run(out: Path, *more: str) -> dict:
    _assemble()
    result = CliRunner().invoke(app, [*BASE, "--out", str(out), *more])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_it_writes_every_table_and_says_how_many_rows(tmp_path):
    told = _run(tmp_path / "one")
    again = _run(tmp_path / "two")
    assert told["members"] == 220
    assert told["rows"] == again["rows"]
    for name, rows in told["rows"].items():
        first = pq.read_table(tmp_path / "one" / f"{name}.parquet")
        assert first.num_rows == rows
        assert first.equals(pq.read_table(tmp_path / "two" / f"{name}.parquet"))


def test_it_writes_a_lake_with_the_dimensions_of_the_fold(tmp_path):
    told = _run(tmp_path, "--lake")
    rows = Lake(tmp_path / "lake").read()
    assert rows.schema.equals(LAKE_RECORDS)
    assert rows.num_rows == told["rows"]["lake"] > 100 * told["members"]
    subjects = pq.read_table(tmp_path / "subjects.parquet")
    assert subjects.schema.equals(SUBJECTS)
    assert pq.read_table(tmp_path / "memberships.parquet").schema.equals(MEMBERSHIPS)
    organisations = pq.read_table(tmp_path / "organisations.parquet", columns=ORGANISATIONS.names)
    assert organisations.schema.equals(ORGANISATIONS)
    agreed = set(subjects["pseudonym"].to_pylist())
    assert len(agreed & set(rows["pseudonym"].to_pylist())) > 0.9 * len(agreed)


def test_a_lake_is_filled_once(tmp_path):
    _run(tmp_path, "--lake")
    again = CliRunner().invoke(app, [*BASE, "--out", str(tmp_path), "--lake"])
    assert again.exit_code == 2
    assert "--out" in again.stderr


def test_a_province_that_cannot_be_is_refused(tmp_path):
    _assemble()
    result = CliRunner().invoke(app, ["simulate", "--members", "4", "--out", str(tmp_path)])
    assert result.exit_code == 2
