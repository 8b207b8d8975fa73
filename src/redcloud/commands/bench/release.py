"""``redcloud bench release``: the month's outlook of one organisation, for all its branches."""

from __future__ import annotations

import json
import math
from typing import Annotated, Any

import typer

from redcloud.bench.outlook.running import ORGANISATION
from redcloud.bench.place import place
from redcloud.bench.report import Figure, Report
from redcloud.commands.trouble import told_plainly

AIM_MS, AIM_MB = 30, 4_000
"""A branch's share of a release, so that 92,000 branches are done in a night; and memory in all."""
SMALLER = 5


def release(
    branches: Annotated[int, typer.Option(min=20, help="Branches of the organisation.")] = ORGANISATION // 5,
    full: Annotated[bool, typer.Option("--full", help="3,067, as many as one of thirty has.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Load an organisation and publish the outlook of its last month: due, questions, forecasts, protection.

    What is due, the questions to each branch, forecasts of meetings and needs, and their protection; on
    SQLite. Loading is not counted. A fifth of the branches is measured too, to see how it grows.
    """
    size = ORGANISATION if full else branches
    with told_plainly():
        small, whole = _run(max(4, size // SMALLER)), _run(size)
    report = Report("release", peer="")
    report.conditions |= {"branches": size, "meetings": whole["meetings"]}
    report.add(Figure("release", whole["clock_s"], "s", note="all branches of one organisation"))
    report.add(Figure("release.cpu", whole["cpu_s"], "CPU-s"))
    share_ms = 1_000 * whole["cpu_s"] / size
    report.add(Figure("branch", share_ms, "CPU-ms", AIM_MS, at_most=True, note="a branch's share"))
    report.add(Figure("queries", whole["queries"] / size, "queries", note="a branch's share"))
    report.add(Figure("memory.peak", whole["peak_mb"], "MB", AIM_MB, at_most=True, note="loading included"))
    times = size / max(4, size // SMALLER)
    grown = math.log(whole["cpu_s"] / small["cpu_s"]) / math.log(times)
    report.add(Figure("growth.exponent", grown, "", note=f"cost ~ branches^x, from {size / times:,.0f}"))
    report.tell(as_json)


def _run(branches: int) -> dict[str, Any]:
    typer.echo(f"{branches} branches: loading and releasing ...", err=True)
    with place("sqlite") as here:
        said = here.python("-m", "redcloud.bench.release.steps", str(branches)).said
    facts: dict[str, Any] = json.loads(said.splitlines()[-1])
    typer.echo(f"{branches} branches: {facts['clock_s']:.1f} s, loaded in {facts['load_s']:.0f} s", err=True)
    return facts
