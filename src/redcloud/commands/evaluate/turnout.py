"""``redcloud evaluate turnout``: forecast meetings of a file, each from earlier days only."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer


def turnout(
    history: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="CSV: date,unit,kind,due,present.")
    ],
    test_from: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="Meetings from this day on are scored.")
    ],
    interval: Annotated[float, typer.Option(min=0.01, max=0.99, help="Probability of the interval.")] = 0.9,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Forecast each meeting from DATE on, using only earlier days. Exit code 2: the file is unusable."""
    from redcloud.engine.outlook.turnout.forecasting import forecast
    from redcloud.engine.outlook.turnout.history import HistoryError, history_of, read_meetings
    from redcloud.engine.outlook.turnout.scoring import score

    try:
        meetings = history_of(read_meetings(history))
        scores = score(meetings, forecast(meetings, interval), test_from.date(), interval)
    except (HistoryError, ValueError) as error:
        typer.echo(f"{history}: {error}", err=True)
        raise typer.Exit(2) from None
    more = int((meetings.present > meetings.due).sum())
    if more:
        typer.echo(f"{more} meetings have more present than due; learnt from as everybody present", err=True)
    if as_json:
        typer.echo(json.dumps({"interval": interval, **asdict(scores)}))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("figure", "value", title=f"{scores.meetings} meetings from {test_from.date()}")
    for name, value in asdict(scores).items():
        table.add_row(name, f"{value:.3f}" if isinstance(value, float) else f"{value:,}")
    Console().print(table)
