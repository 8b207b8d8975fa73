"""``redcloud bench records``: the record store beside the reference Learning Record Store."""

from __future__ import annotations

from typing import Annotated

import typer

from redcloud.bench.records import floors
from redcloud.bench.records.making import make
from redcloud.bench.report import Figure, Report

SAMPLE = 10_000


def records(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Measure the parts of storing, each alone."""
    sample = list(make(SAMPLE))
    report = Report("records", peer="reference LRS")
    report.conditions["octets a statement"] = round(sum(map(len, sample)) / len(sample))
    for name, measure in (
        ("floor.decode", floors.decoding),
        ("floor.decode_strictly", floors.strict_decoding),
        ("floor.validate", floors.validating),
    ):
        report.add(Figure(name, measure(sample), "statements/CPU-s"))
    report.tell(as_json)
