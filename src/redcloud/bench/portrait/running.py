"""The bench of portraits. In: sizes. Out: what a rebuild, a day and a page cost, and how it grows."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from redcloud.bench.portrait.places import lake_elsewhere
from redcloud.bench.report import Figure, Report

AIM_OF_SCAN, AIM_MIB, AIM_DAY_S, AIM_PAGE_MS = 10.0, 6 * 1024, 5.0, 50.0
SMALL: Final = 20_000
"""Growth begins here."""
BESIDE: Final = 200_000
"""The peers fold this much: their way does not fit in memory at full size."""
WHOLE: Final = ("build", "aggregates", "protect")
"""A full rebuild: portraits, contributors of every branch and month, protection of small groups."""
Tell = Callable[[str], None]
Facts = dict[str, Any]


def bench_portrait(
    sizes: list[int], tell: Tell, parent: Path | None = None, lake: str | None = None
) -> Report:
    """Measure each size in a folder of its own, the largest last and told in full.

    Parameters
    ----------
    sizes
        Members, in rising order.
    tell
        Told about progress.
    parent
        Where to make the folder; the full size needs 10 GB there.
    lake
        ``s3://bucket/prefix`` to keep the lake below, in place of the folder; removed afterwards.
    """
    report = Report("portrait", peer="pandas")
    costs: dict[int, float] = {}
    for members in sizes:
        with (
            tempfile.TemporaryDirectory(prefix="redcloud-bench-", dir=parent) as place,
            lake_elsewhere(Path(place), lake),
        ):
            runner = _Runner(Path(place), members, tell)
            made, rebuilt = runner.step("make"), runner.step("rebuild")
            costs[members] = 1e6 * sum(rebuilt[part][1] for part in WHOLE) / rebuilt["rows"]
            report.add(
                Figure(f"growth.{members}", costs[members], "µs/record", note=f"CPU, {', '.join(WHOLE)}")
            )
            if members == min(BESIDE, sizes[-1]):
                _beside(report, runner, tell)
            if members == sizes[-1]:
                report.conditions |= {"members": members, "records": rebuilt["rows"]}
                _told(report, runner, made, rebuilt)
    if len(sizes) > 1:
        grown = math.log(costs[sizes[-1]] / costs[sizes[0]]) / math.log(sizes[-1] / sizes[0])
        report.add(Figure("growth.exponent", 1 + grown, "", note=f"cost ~ members^x, from {sizes[0]:,}"))
    return report


class _Runner:
    """Runs steps as processes of their own."""

    def __init__(self, folder: Path, members: int, tell: Tell) -> None:
        self._folder, self.members, self._tell = folder, members, tell

    def step(self, name: str) -> Facts:
        """Run a step and return what it measured.

        Raises
        ------
        RuntimeError
            If the step fails, with the end of what it said.
        """
        command = [sys.executable, "-m", "redcloud.bench.portrait.steps", name, str(self._folder)]
        done = subprocess.run(  # noqa: S603 - our own module
            [*command, str(self.members)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{name} ended with {done.returncode}: {done.stderr[-2000:]}")
        facts: Facts = json.loads(done.stdout.splitlines()[-1])
        clock, cpu = facts["took"]
        self._tell(f"{self.members:,} members, {name}: {clock:.1f} s, {cpu:.1f} CPU-s")
        return facts


def _told(report: Report, runner: _Runner, made: Facts, rebuilt: Facts) -> None:
    day, page = runner.step("day"), runner.step("page")
    scan = rebuilt["scan"][1]
    whole = sum(rebuilt[part][1] for part in WHOLE)
    report.add(Figure("make", made["took"][1], "CPU-s", note=f"{made['peak_mib']:,.0f} MiB at most"))
    report.add(Figure("scan", scan, "CPU-s", note="the five columns, plainly"))
    for part in WHOLE:
        report.add(Figure(f"rebuild.{part}", rebuilt[part][1], "CPU-s", floor=scan, at_most=True))
    report.add(Figure("rebuild.of_scan", whole / scan, "x", aim=AIM_OF_SCAN, at_most=True, note="all three"))
    report.add(Figure("rebuild.memory", rebuilt["peak_mib"], "MiB", aim=AIM_MIB, at_most=True))
    report.add(Figure("rebuild.rows", rebuilt["state_rows"], "rows", note="kept"))
    report.add(Figure("rebuild.kept", rebuilt["state_mib"], "MiB", note="on the disk"))
    clock, cpu = (sum(pair) for pair in zip(day["append"], day["fold"], strict=True))
    report.add(
        Figure(
            "day",
            clock,
            "s",
            aim=AIM_DAY_S,
            at_most=True,
            note=f"{day['rows']:,} records into lake and portraits",
        )
    )
    report.add(Figure("day.cpu", cpu, "CPU-s"))
    report.add(
        Figure("page", page["median_ms"], "ms", aim=AIM_PAGE_MS, at_most=True, note="read and lines, median")
    )
    report.add(Figure("page.p95", page["p95_ms"], "ms"))
    report.add(Figure("page.evidence", page["evidence_ms"], "ms", note="of one line, from the lake"))


def _beside(report: Report, runner: _Runner, tell: Tell) -> None:
    ours = runner.step("ours")
    theirs = _same_rows(ours, runner.step("pandas"))
    note = f"{runner.members:,} members, nothing written"
    report.add(
        Figure("peer.pandas", ours["fold"][1], "CPU-s", peer=theirs["fold"][1], at_most=True, note=note)
    )
    report.add(Figure("peer.pandas.memory", ours["peak_mib"], "MiB", peer=theirs["peak_mib"], at_most=True))
    if find_spec("pyspark") is None:
        tell("Spark is left out: it is not installed (requirements/spark.txt)")
        return
    spark = _same_rows(ours, runner.step("spark"))
    note = "local[2], its start included"
    report.add(Figure("peer.spark", ours["fold"][1], "CPU-s", peer=spark["fold"][1], at_most=True, note=note))


def _same_rows(ours: Facts, theirs: Facts) -> Facts:
    """A peer that folds into other rows did other work."""
    if ours["rows"] != theirs["rows"]:
        raise RuntimeError(f"not the same work: {ours['rows']} and {theirs['rows']}")
    return theirs
