"""What ``redcloud evaluate`` says of a file of texts that it cannot use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from redcloud.engine.topics.reading import Unreadable

_SAYS = {
    "too_large": "the file is larger than {detail} MB",
    "binary": "this is not a text file; save it as CSV or text with UTF-8",
    "encoding": "neither UTF-8 nor GB18030; save the file with UTF-8",
    "malformed": "the quoting is broken ({detail}); a quote inside a cell is written twice",
    "empty": "there is no row in it",
    "no_column": "there is no column {detail}; name it with --text or --label",
    "no_text": "the row has no text",
    "no_label": "the row has no label",
    "columns": "the number of cells is not right: {detail}",
    "label": "the label is not a number: {detail}",
}


def told_of(path: Path, problem: Unreadable) -> typer.Exit:
    """Say what is wrong with which line, and give the exit to raise (code 2)."""
    where = f"{path}, line {problem.line}" if problem.line else str(path)
    typer.echo(f"{where}: {_SAYS[problem.code].format(detail=problem.detail)}", err=True)
    return typer.Exit(2)
