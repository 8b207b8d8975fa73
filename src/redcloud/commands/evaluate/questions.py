"""``redcloud evaluate questions``: how often questions to branches hit what was planted, and nothing else."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer


def questions(
    seed: Annotated[int, typer.Option(min=0, help="Of the synthetic province and what is planted.")] = 1,
    branches: Annotated[int, typer.Option(min=2, max=2000, help="Branches of the province.")] = 200,
    today: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The year before this day is looked at.")
    ] = datetime(2026, 11, 23),  # noqa: DTZ001 - a day, read only
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Plant one case of each kind in every second branch of the demo province, and count what is asked."""
    from redcloud.engine.simulate.planting import measure

    found = measure(seed, branches, today.date())
    if as_json:
        figures = {
            code: {
                "asked": one.asked,
                "right": one.right,
                "planted": one.planted,
                "precision": round(one.precision, 3),
                "recall": round(one.recall, 3),
            }
            for code, one in found.items()
        }
        typer.echo(json.dumps(figures))
        return
    for code, one in found.items():
        typer.echo(
            f"{code}: precision {one.precision:.3f}, recall {one.recall:.3f} "
            f"(asked {one.asked}, planted {one.planted})"
        )
