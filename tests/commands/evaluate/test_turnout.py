"""``redcloud evaluate turnout``: the keys it prints, and what it says of files it cannot use."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from typer.testing import CliRunner

from redcloud.commands.evaluate import app
from tests.engine.outlook.turnout.making import meetings_of

KEYS = {"mae", "mae_mean10", "mae_last", "coverage", "mean_width", "pinball"}


def file_of_meetings(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("date", "unit", "kind", "due", "present"))
        writer.writerows(
            (one.day, one.unit, one.kind, one.due, one.present) for one in meetings_of([20, 8, 40], 30)
        )
    return path


def test_it_prints_one_object_with_the_promised_keys(tmp_path: Path) -> None:
    path = file_of_meetings(tmp_path / "meetings.csv")
    result = CliRunner().invoke(
        app, ["turnout", "--history", str(path), "--test-from", "2024-09-01", "--json"]
    )
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    assert printed.keys() >= KEYS
    assert printed["meetings"] == sum(row.startswith("2024-09") or row >= "2024-09" for row in _days(path))


def _days(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [row["date"] for row in csv.DictReader(file)]


def test_it_prints_a_table_without_json(tmp_path: Path) -> None:
    path = file_of_meetings(tmp_path / "meetings.csv")
    result = CliRunner().invoke(app, ["turnout", "--history", str(path), "--test-from", "2024-09-01"])
    assert result.exit_code == 0
    assert "mae_mean10" in result.stdout


def test_a_day_after_the_last_meeting_is_said_plainly(tmp_path: Path) -> None:
    path = file_of_meetings(tmp_path / "meetings.csv")
    result = CliRunner().invoke(app, ["turnout", "--history", str(path), "--test-from", "2034-01-01"])
    assert result.exit_code == 2
    assert "no meeting" in result.stderr


def test_a_broken_row_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "meetings.csv"
    path.write_text("date,unit,kind,due,present\n2024-01-01,a,k,5,x\n")
    result = CliRunner().invoke(app, ["turnout", "--history", str(path), "--test-from", "2024-01-01"])
    assert result.exit_code == 2
    assert "line 2" in result.stderr
