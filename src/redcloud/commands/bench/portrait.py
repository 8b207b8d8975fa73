"""``redcloud bench portrait``: what a rebuild, a day's records and a page cost, beside a scan and a peer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from redcloud.bench.portrait.running import SMALL, bench_portrait

MEMBERS = 200_000
FULL = (SMALL, MEMBERS, 1_000_000, 2_000_000)


def portrait(
    members: Annotated[int, typer.Option(min=1000, help="Members of the largest province.")] = MEMBERS,
    full: Annotated[
        bool, typer.Option("--full", help="Up to 2 million members; needs 10 GB of disk.")
    ] = False,
    folder: Annotated[
        Path | None, typer.Option(help="Where to make and remove the data.", exists=True, file_okay=False)
    ] = None,
    lake: Annotated[
        str | None,
        typer.Option(help="s3://bucket/prefix: keep the lake there (REDCLOUD_S3_...), removed afterwards."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Fill a lake, fold it, fold a day into it, read pages; 2 million members within 10 times a scan."""
    sizes = list(FULL) if full else sorted({min(SMALL, members), members})
    bench_portrait(sizes, lambda line: typer.echo(line, err=True), folder, lake).tell(as_json)
