"""``redcloud bench study``: recommendations for everybody, beside the same step of a library for it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from redcloud.bench.report import Figure, Report
from redcloud.bench.study.running import Size, run_ours, run_peer
from redcloud.commands.trouble import NOT_INSTALLED, Trouble, told_plainly

ALL_MEMBERS, AIM_S, CORES, AIM_MB = 2_000_000, 300, 2, 12_000
WRONG = 1


def study(
    members: Annotated[int, typer.Option(min=1000, help="Members to recommend to.")] = ALL_MEMBERS // 10,
    items: Annotated[int, typer.Option(min=400, help="Items in the library.")] = 10_000,
    courses: Annotated[int, typer.Option(min=0, help="Courses made of the items.")] = 0,
    full: Annotated[bool, typer.Option("--full", help="All 2 million members.")] = False,
    peer: Annotated[bool, typer.Option(help="Run the peer too.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Recommend 20 items to each member, with exclusions and reasons; 2 million within 5 minutes.

    The peer is the recommend step of `implicit`'s ALS on the same members, items and exclusions, in
    the same run. Exit code 1: an excluded item was sent. Exit code 6: the peer is not installed.
    """
    size = Size(ALL_MEMBERS if full else members, items, courses=courses)
    with told_plainly():
        if peer:
            _check_peer()
        ours = run_ours(size, _tell)
        beside = run_peer(size, _tell) if peer else None
    report = Report("study", peer="implicit ALS")
    report.conditions |= {"members": size.members, "items": size.items, "places": size.places}
    report.conditions |= {"courses": size.courses}
    aim_s = AIM_S * size.members / ALL_MEMBERS
    clock_s, cpu_s = ours.took.clock_s, ours.took.cpu_s
    peer_s, peer_cpu_s = (beside.clock_s, beside.cpu_s) if beside else (None, None)
    report.add(Figure("recommend", clock_s, "s", aim=aim_s, at_most=True, peer=peer_s))
    report.add(
        Figure(
            "recommend.cpu",
            cpu_s,
            "CPU-s",
            aim=CORES * aim_s,
            at_most=True,
            peer=peer_cpu_s,
            note="says the same on a busy machine",
        )
    )
    report.add(
        Figure(
            "members",
            size.members / clock_s,
            "members/s",
            aim=ALL_MEMBERS / AIM_S,
            peer=size.members / peer_s if peer_s else None,
            note="ours with reasons and diversity",
        )
    )
    report.add(Figure("train", ours.train_s, "s", note="settings chosen on held-out items included"))
    report.add(Figure("memory.peak", ours.peak_mb, "MB", aim=AIM_MB, at_most=True, note="before the peer"))
    report.add(Figure("memory.growth", ours.growth_mb, "MB", note="last organisation over the first"))
    report.add(Figure("sent", ours.sent, "items"))
    report.add(Figure("wrong", ours.wrong, "items", aim=0, at_most=True, note="excluded or twice"))
    report.tell(as_json)
    if ours.wrong:
        raise typer.Exit(WRONG)


def _check_peer() -> None:
    if find_spec("implicit") is None:
        raise Trouble(
            "The peer, the package `implicit`, is not installed: run `make setup`, or leave it out with "
            "--no-peer.",
            NOT_INSTALLED,
        )


def _tell(line: str) -> None:
    typer.echo(line, err=True)
