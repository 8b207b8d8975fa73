"""Stage study: cells of a list. A value in, what a spreadsheet may be given out, and back without a loss.

A spreadsheet takes a text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula. Such a text is written
with an apostrophe before it, and one that already looks so gets one more: then taking one away is exact.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

from redcloud.engine.people.sheets import Cell

# Full-width signs too: some spreadsheets take them for the plain ones.
_GUARDED: Final = re.compile(r"'*[=+\-@＝＋－＠\t\r]")
_ERRORS: Final = frozenset(("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"))
CELL_MAX: Final = 32_000
"""Characters of a cell; a spreadsheet holds 32,767."""


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> guarded("=1+1"), guarded("'=1+1"), guarded("不变")
    ("'=1+1", "''=1+1", '不变')
    """
    return f"'{text}" if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("'tis"), unguarded("=1+1")
    ('=1+1', "'tis", '=1+1')
    """
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def in_cells(text: str) -> list[str]:
    """A text in as many pieces as it needs cells, each guarded; at least one."""
    pieces = [text[start : start + CELL_MAX] for start in range(0, len(text), CELL_MAX)] or [""]
    return [guarded(piece) for piece in pieces]


def as_text(cell: Cell) -> str:
    """A cell as the text that was meant: 12.0 is 12, a date is ISO, an apostrophe that guards is gone."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return unguarded(str(cell))


def is_error(text: str) -> bool:
    """Whether a spreadsheet shows an error where a value was meant."""
    return text.strip() in _ERRORS
