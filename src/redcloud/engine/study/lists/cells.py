"""Stage study: cells of a list. A value in, what a spreadsheet may be given out, and back without a loss."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from redcloud.engine.people.formulas import guarded
from redcloud.engine.people.sheets import Cell

_ERRORS: Final = frozenset(("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"))
CELL_MAX: Final = 32_000
"""Characters of a cell; a spreadsheet holds 32,767."""


def in_cells(text: str) -> list[str]:
    """A text in as many pieces as it needs cells, each guarded; at least one."""
    pieces = [text[start : start + CELL_MAX] for start in range(0, len(text), CELL_MAX)] or [""]
    return [guarded(piece) for piece in pieces]


def as_text(cell: Cell) -> str:
    """A cell as the text that was meant: 12.0 is 12, a date is ISO."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def is_error(text: str) -> bool:
    """Whether a spreadsheet shows an error where a value was meant."""
    return text.strip() in _ERRORS
