"""``redcloud evaluate recommend``: the study stage's models on files of your own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from redcloud.engine.study.collaborative.evaluation import Fit, Question, Report
    from redcloud.engine.study.collaborative.metrics import Quality

WRONG_FILE = 2
_READABLE = {"exists": True, "dir_okay": False, "readable": True}


def recommend(
    train: Annotated[Path, typer.Option(**_READABLE, help="Lines `user item item ...` to learn from.")],
    test: Annotated[Path, typer.Option(help="Lines to measure with; opened when fitting is finished.")],
    valid: Annotated[
        Path | None,
        typer.Option(**_READABLE, help="Lines to choose by; split off the train file when left out."),
    ] = None,
    items: Annotated[
        Path | None, typer.Option(**_READABLE, help="CSV `item,title,text`, in Chinese or English.")
    ] = None,
    k: Annotated[int, typer.Option(min=1, help="Length of the lists that are measured.")] = 20,
    train_only: Annotated[
        bool, typer.Option("--train-only", help="Do not train on the valid file once it has chosen.")
    ] = False,
    cold_items: Annotated[
        float, typer.Option(min=0, max=0.9, help="Share of items to hold out and rank by text alone.")
    ] = 0.0,
    budget_s: Annotated[
        float, typer.Option(min=1, help="Seconds in which the search ends itself on a slow machine.")
    ] = 600.0,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same choice.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Choose the best model on held-out items, train it, and measure it on the test file.

    Every family of models is searched on the valid file (or on items held out of the train file)
    and the best are blended. All items are ranked, known ones masked. Exit code 2: a file is not
    as it should be.
    """
    if cold_items and items is None:
        _refuse("--cold-items ranks items by their texts: give them with --items FILE.csv")
    from redcloud.engine.study.collaborative.evaluation import Question

    question = Question(
        train=train,
        test=test,
        valid=valid,
        items=items,
        k=k,
        train_only=train_only,
        cold_share=cold_items,
        budget_s=budget_s,
        seed=seed,
    )
    report = _run(question)
    typer.echo(json.dumps(as_dict(report), ensure_ascii=False, indent=2)) if as_json else _show(report)


def _run(question: Question) -> Report:
    from redcloud.engine.study.collaborative import evaluation

    try:
        known = evaluation.read_known(question)
        done = evaluation.fit(question, known, lambda line: typer.echo(line, err=True))
        return evaluation.test(done)
    except OSError as problem:
        _refuse(f"{problem.filename}: {problem.strerror}")
    except ValueError as problem:
        _refuse(str(problem))


def _refuse(sentence: str) -> NoReturn:
    typer.secho(sentence, err=True, fg="red")
    raise typer.Exit(WRONG_FILE)


def as_dict(report: Report) -> dict[str, Any]:
    """Name the figures as DESIGN gives them, with what they rest on."""
    done, k = report.fit, report.fit.question.k
    told: dict[str, Any] = {
        **_figures(report.quality, k),
        "coverage": round(report.quality.coverage, 4),
        "model": done.choice.name,
        "fit_s": round(done.fit_s, 2),
        "recommend_s": round(report.recommend_s, 2),
        "peak_rss_mb": report.peak_rss_mb,
        "choose_s": round(done.choose_s, 2),
        "users": report.quality.users,
        "trained_on": "train" if done.question.train_only or done.known.valid is None else "train+valid",
        "masked": "train" if done.known.valid is None else "train+valid",
        "parts": [
            {"family": part.family, "weight": part.weight, **part.settings} for part in done.choice.parts
        ],
        "validation": {"chosen": _figures(done.choice.quality, k)}
        | {trial.family: _figures(trial.quality, k) for trial in done.choice.trials},
        "settings_tried": done.choice.tried,
        "left_out": dict(done.choice.left_out),
    }
    if report.strict is not None:
        told["train_masked"] = _figures(report.strict, k)
    if report.cold is not None:
        told["cold"] = {
            **_figures(report.cold.text, k),
            "popularity": _figures(report.cold.popularity, k),
            "random": _figures(report.cold.random, k),
            "items": report.cold.items,
            "users": report.cold.text.users,
        }
    return told


def _figures(quality: Quality, k: int) -> dict[str, float]:
    return {f"recall@{k}": round(quality.recall, 5), f"ndcg@{k}": round(quality.ndcg, 5)}


def _show(report: Report) -> None:
    from rich.console import Console

    console = Console()
    console.print(_compared(report.fit))
    console.print(_measured(report))
    console.print(
        f"model [bold]{report.fit.choice.name}[/bold]  coverage {report.quality.coverage:.3f}  "
        f"choose_s {report.fit.choose_s:.1f}  fit_s {report.fit.fit_s:.1f}  "
        f"recommend_s {report.recommend_s:.1f}  peak_rss_mb {report.peak_rss_mb}"
    )
    for part in report.fit.choice.parts:
        settings = "  ".join(f"{name} {value:g}" for name, value in part.settings.items())
        console.print(f"  {part.weight:.2f} {part.family}: {settings}")


_WHY = {
    "too_large": "too large, or nothing to learn from",
    "no_time": "no time left",
    "ended_early": "search ended by the clock",
}


def _compared(done: Fit) -> Table:
    from rich.table import Table

    k = done.question.k
    table = Table(
        "model", f"recall@{k}", f"ndcg@{k}", "coverage", "", title="On held-out items, to choose by"
    )
    rows = [(trial.family, trial.quality) for trial in done.choice.trials]
    if len(done.choice.parts) > 1:
        rows.insert(0, ("blend", done.choice.quality))
    for name, quality in rows:
        figures = (f"{quality.recall:.4f}", f"{quality.ndcg:.4f}", f"{quality.coverage:.3f}")
        table.add_row(name, *figures, _WHY.get(done.choice.left_out.get(name, ""), ""))
    for name, why in done.choice.left_out.items():
        if why != "ended_early":
            table.add_row(name, "", "", "", _WHY[why])
    return table


def _measured(report: Report) -> Table:
    from rich.table import Table

    k = report.fit.question.k
    table = Table("on the test file", f"recall@{k}", f"ndcg@{k}", "users", title="Chosen model")
    rows: list[tuple[str, Quality]] = [("known items masked", report.quality)]
    if report.strict is not None:
        rows.append(("train items alone masked", report.strict))
    if report.cold is not None:
        rows += [
            (f"{report.cold.items} cold items, by text alone", report.cold.text),
            ("the same by popularity before held out", report.cold.popularity),
            ("the same at random", report.cold.random),
        ]
    for name, quality in rows:
        table.add_row(name, f"{quality.recall:.4f}", f"{quality.ndcg:.4f}", f"{quality.users:,}")
    return table
