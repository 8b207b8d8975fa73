"""``redcloud evaluate duplicates``: which sentence pairs ask the same, learnt from one file for another."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from redcloud.commands.evaluate.files import told_of

if TYPE_CHECKING:
    from redcloud.engine.topics.pairs.model import PairModel
    from redcloud.engine.topics.reading import Pairs


def duplicates(
    train: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Lines: a<TAB>b<TAB>label.")],
    test: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="The same; labels may be graded.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Learn which pairs ask the same; measure on a file read after that. Exit code 2: an unusable file.

    A graded label counts as the same above half of the highest. ``overlap`` has the figures of plain
    character overlap on the same test file.
    """
    known = _read(train)
    begun = perf_counter()
    model = _trained(train, known)
    fitted = perf_counter()
    figures = _measured(model, _read(test))
    figures |= {"fit_s": round(fitted - begun, 1), "score_s": round(perf_counter() - fitted, 1)}
    if as_json:
        typer.echo(json.dumps(figures))
        return
    _show(figures)


def _read(path: Path) -> Pairs:
    from redcloud.engine.topics.reading import Unreadable, read_pairs

    try:
        return read_pairs(path)
    except Unreadable as problem:
        raise told_of(path, problem) from None


def _trained(path: Path, known: Pairs) -> PairModel:
    from redcloud.engine.topics.pairs.model import FEWEST, PairModel, TooFewPairs

    model = PairModel()
    try:
        model.fit(known.left, known.right, known.labels)
    except TooFewPairs:
        typer.echo(f"{path}: at least {FEWEST} pairs are needed, with two different labels", err=True)
        raise typer.Exit(2) from None
    return model


def _measured(model: PairModel, known: Pairs) -> dict[str, Any]:
    import numpy as np

    from redcloud.engine.topics.pairs.overlaps import character_overlap
    from redcloud.engine.topics.pairs.scoring import figures_of

    labels = np.array(known.labels)
    sides = list(zip(known.left, known.right, strict=True))
    overlap = np.array([character_overlap(left, right) for left, right in sides])
    figures: dict[str, Any] = asdict(figures_of(labels, model.scores(known.left, known.right)))
    return {**figures, "overlap": asdict(figures_of(labels, overlap)), "pairs": len(labels)}


def _show(figures: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("figure", "model", "character overlap", title=f"{figures['pairs']:,} pairs")
    for name, value in figures["overlap"].items():
        cells = ("-" if cell is None else f"{cell:.3f}" for cell in (figures[name], value))
        table.add_row(name, *cells)
    Console().print(table)
