"""``redcloud bench outlook``: the next meetings of every branch, beside a library for forecasts."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from redcloud.bench.outlook.running import BRANCHES, Forecasted, run_ours, run_peer
from redcloud.bench.report import Figure, Report
from redcloud.commands.trouble import NOT_INSTALLED, Trouble, told_plainly

AIM_S, AIM_MB = 300, 8_000
PEER_SHARE = 30


def outlook(
    branches: Annotated[int, typer.Option(min=30, help="Branches to forecast for.")] = BRANCHES // 15,
    full: Annotated[bool, typer.Option("--full", help="All 92,000 branches of 2 million members.")] = False,
    peer: Annotated[bool, typer.Option(help="Run the peer too, on one organisation of the thirty.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Forecast the next meeting of each kind in each branch from two years; all of them within 5 minutes.

    Each branch has a study day every month and a members' meeting every quarter. The peer is
    `statsforecast`'s AutoETS on the same series in the same run; its seconds are those for as many series.
    Exit code 6: the peer is not installed.
    """
    size = BRANCHES if full else branches
    with told_plainly():
        if peer and find_spec("statsforecast") is None:
            raise Trouble(
                "The peer, the package `statsforecast`, is not installed: "
                "`.venv/bin/uv pip install -r requirements/peers.txt`, or leave it out with --no-peer.",
                NOT_INSTALLED,
            )
        ours = run_ours(size, _tell)
        beside = run_peer(min(size, BRANCHES // PEER_SHARE), _tell) if peer else None
    _report(size, ours, beside).tell(as_json)


def _report(size: int, ours: Forecasted, beside: Forecasted | None) -> Report:
    report = Report("outlook", peer="statsforecast AutoETS")
    report.conditions |= {"branches": size, "series": ours.series, "meetings": ours.meetings}
    share = size / BRANCHES
    scale = ours.series / beside.series if beside else 0.0
    clock_s = beside.clock_s * scale if beside else None
    cpu_s = beside.cpu_s * scale if beside else None
    note = f"peer measured on {beside.series:,} series, scaled" if beside and scale != 1 else ""
    report.add(Figure("forecast", ours.clock_s, "s", AIM_S * share, at_most=True, peer=clock_s, note=note))
    report.add(
        Figure("forecast.cpu", ours.cpu_s, "CPU-s", peer=cpu_s, note="says the same on a busy machine")
    )
    report.add(Figure("meetings", ours.meetings / ours.clock_s, "meetings/s"))
    report.add(Figure("memory.peak", ours.peak_mb, "MB", AIM_MB, at_most=True, note="all processes together"))
    error = beside.missed.error / beside.missed.meetings if beside else None
    report.add(
        Figure(
            "error", ours.missed.error / ours.missed.meetings, "people", at_most=True, peer=error, note="mean"
        )
    )
    held = 100 * beside.missed.held / beside.missed.meetings if beside else None
    report.add(
        Figure("held", 100 * ours.missed.held / ours.missed.meetings, "%", peer=held, note="of 90% intervals")
    )
    return report


def _tell(line: str) -> None:
    typer.echo(line, err=True)
