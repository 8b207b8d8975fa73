"""``redcloud bench pages``: how long pages take on a province, each kind as the person who sees it."""

from __future__ import annotations

import json
from statistics import median
from typing import Annotated

import typer

from redcloud.bench.pages.visiting import PEOPLE, Visitor
from redcloud.bench.place import place
from redcloud.bench.report import Figure, Report
from redcloud.commands.trouble import told_plainly

AIM_MS = 100
FLOOR = "/healthz"


def pages(
    members: Annotated[int, typer.Option(min=20, help="People in the province.")] = 4400,
    branches: Annotated[int, typer.Option(min=1, help="Branches in it.")] = 200,
    repeats: Annotated[int, typer.Option(min=5, help="Calls of each page.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make a province of its own, serve it, follow every link as six people, and time each kind of page.

    A page is to take 100 ms at most in 19 of 20 calls. The floor is the server's answer that it is alive,
    over the same connection. Pages are called one after the other by one person at a time.
    """
    report = Report("pages", peer="")
    report.conditions |= {"members": members, "branches": branches, "repeats": repeats}
    with told_plainly(), place("sqlite") as here:
        here.run("demo", "--no-serve", "--members", str(members), "--branches", str(branches))
        password = json.loads((here.folder / "demo.json").read_text())["password"]
        with here.server():
            for person in PEOPLE:
                _time(report, Visitor(here.url, person, password), repeats)
    slow = sum(one.reached is False for one in report.figures)
    report.add(Figure("pages", len(report.figures), "kinds"))
    report.add(Figure("slower", slow, "kinds", aim=0, at_most=True, note="than the aim"))
    report.tell(as_json)


def _time(report: Report, visitor: Visitor, repeats: int) -> None:
    found = list(visitor.pages())
    floor = median(visitor.times_ms(FLOOR, repeats))
    for page in found:
        took = sorted(visitor.times_ms(page.path, repeats))
        p95 = took[max(0, round(0.95 * len(took)) - 1)]
        name = f"{page.person}:{page.name}"
        note = f"median {median(took):.0f} ms"
        report.add(Figure(name, p95, "ms", AIM_MS, at_most=True, floor=floor, note=note))
        typer.echo(f"{name}: {p95:.0f} ms", err=True)
