"""``redcloud evaluate outlook``: forecasts of a quarter and offers of help, where the truth is known."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer


def outlook(
    seed: Annotated[int, typer.Option(min=0, help="Of the synthetic province and what is planted.")] = 1,
    branches: Annotated[int, typer.Option(min=10, max=2000, help="Branches of the province.")] = 200,
    today: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day of the province.")
    ] = datetime(2026, 11, 23),  # noqa: DTZ001 - a day, read only
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Forecast past quarters of every branch; count offers where nothing helps and where something does."""
    from redcloud.engine.simulate.trying import coverage, offered, province

    tables = province(seed, branches, today.date())
    covered, help_offered = coverage(tables), offered(tables, seed, today.date())
    if as_json:
        figures = {
            "quarter": [{key: _short(value) for key, value in asdict(one).items()} for one in covered],
            "offers": [asdict(one) for one in help_offered],
        }
        typer.echo(json.dumps(figures))
        return
    for one in covered:
        typer.echo(
            f"{one.kind} {one.size}: {one.forecasts} forecasts, {100 * one.within:.1f}% within "
            f"(said {100 * one.said:.1f}%), "
            f"off {one.off:.2f} (base rate {one.off_base:.2f}), width {one.width:.1f}"
        )
    for each in help_offered:
        typer.echo(
            f"gain {each.gain}: of {each.branches} branches weekday {each.weekday} (another day "
            f"{each.other_weekday}), shorter {each.shorter}, joint {each.joint}"
        )


def _short(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value
