"""``redcloud evaluate triage``: learns the labels of texts in one file, and measures on another."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from redcloud.commands.evaluate.files import told_of

if TYPE_CHECKING:
    from redcloud.engine.topics.model import TopicModel
    from redcloud.engine.topics.reading import Labelled
    from redcloud.engine.topics.unseen import Answers


def triage(
    train: Annotated[list[Path], typer.Option(exists=True, dir_okay=False, help="CSV; may be repeated.")],
    test: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="CSV with the same columns.")
    ] = None,
    folds: Annotated[
        int | None, typer.Option(min=2, max=20, help="Measure on the training files in turn, without --test.")
    ] = None,
    text: Annotated[str, typer.Option(help="Columns of text, with commas: title,body.")] = "title,body",
    label: Annotated[str, typer.Option(help="Column of the label.")] = "label",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Learn the labels of texts; measure on a file that is read after that. Exit code 2: an unusable file.

    A column that one training file lacks is taken as empty there. calibration_error is the expected
    calibration error over 15 bins of equal width. With --folds, texts that are the same are dropped, and
    macro_f1 is the mean over the folds; where titles and bodies stand in different files, what is asked
    about is the messages that stand in both.
    """
    fields = [name.strip() for name in text.split(",") if name.strip()]
    if not fields or label in fields:
        _refuse("--text names at least one column, and not the label's")
    if (test is None) == (folds is None):
        _refuse("name a file to measure with by --test, or a number of folds by --folds")
    known = [_read(path, fields, label) for path in train]
    figures = _by_file(known, test, fields, label) if test else _by_folds(known, folds or 0)
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False))
        return
    _show(figures)


def _by_file(known: list[Labelled], test: Path, fields: list[str], label: str) -> dict[str, Any]:
    from redcloud.engine.topics.unseen import answers_of

    begun = perf_counter()
    model = _trained(known)
    fitted = perf_counter()
    asked = _read(test, fields, label)
    figures = _figures(answers_of(model, asked.rows, asked.labels))
    return figures | {
        "threshold": model.threshold if model.threshold <= 1 else None,
        "model": "+".join(model.judges),
        "fit_s": round(fitted - begun, 1),
        "predict_s": round(perf_counter() - fitted, 1),
        "train_rows": model.saw.rows,
        "train_dropped": model.saw.dropped,
        "train_checked": model.checked,
    }


def _by_folds(known: list[Labelled], count: int) -> dict[str, Any]:
    import numpy as np

    from redcloud.engine.topics.training import TooLittle
    from redcloud.engine.topics.unseen import cross_answers, pooled

    begun = perf_counter()
    rows = [row for part in known for row in part.rows]
    labels = [code for part in known for code in part.labels]
    try:
        found = cross_answers(rows, labels, count, lambda line: typer.echo(line, err=True))
    except TooLittle as problem:
        _refuse(_LITTLE[problem.code])
    each = [_figures(answers)["macro_f1"] for answers in found]
    return _figures(pooled(found)) | {
        "macro_f1": float(np.mean(each)),
        "folds": each,
        "fit_s": round(perf_counter() - begun, 1),
    }


_LITTLE = {
    "one_label": "the training files have one label only; two are needed",
    "few_rows": "the training files have fewer than two different texts a label",
}


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def _read(path: Path, fields: list[str], label: str) -> Labelled:
    from redcloud.engine.topics.reading import Unreadable, read_labelled

    try:
        return read_labelled(path, fields, label)
    except Unreadable as problem:
        raise told_of(path, problem) from None


def _trained(parts: list[Labelled]) -> TopicModel:
    from redcloud.engine.topics.training import TooLittle, train

    rows = [row for part in parts for row in part.rows]
    labels = [code for part in parts for code in part.labels]
    try:
        return train(rows, labels)
    except TooLittle as problem:
        _refuse(_LITTLE[problem.code])


def _figures(found: Answers) -> dict[str, Any]:
    from redcloud.engine.topics.measures import accuracy, calibration_error, label_figures, macro_f1

    truth, given, kept = found.truth, found.given, found.kept
    return {
        "macro_f1": macro_f1(truth, given),
        "accuracy": accuracy(truth, given),
        "per_class": {
            name: asdict(label_figures(truth, given, place)) for place, name in enumerate(found.names)
        },
        "calibration_error": calibration_error(truth, given, found.sure),
        "answered": float(kept.mean()),
        "answered_accuracy": accuracy(truth[kept], given[kept]) if kept.any() else None,
        "rows": len(truth),
    }


def _show(figures: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("label", "precision", "recall", "F1", "texts", title=f"{figures['rows']} texts")
    for name, found in figures["per_class"].items():
        table.add_row(
            name, *(f"{found[key]:.3f}" for key in ("precision", "recall", "f1")), f"{found['texts']:,}"
        )
    console = Console()
    console.print(table)
    for key in ("macro_f1", "accuracy", "calibration_error", "answered", "answered_accuracy", "fit_s"):
        console.print(f"{key}: {figures[key]}", highlight=False)
