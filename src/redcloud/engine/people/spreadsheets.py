"""Stage people: opens a spreadsheet in a process of its own. In: bytes. Out: cells by sheet, or a code.

The reader makes a table of everything between the first and the last cell. One stray cell far away, in a
file of 5 KB, is then more memory than any machine has, and the process that asked for it is ended. So is
what a packed file of some megabytes may unfold to. The server must not be that process.
"""

from __future__ import annotations

import io
import pickle
import resource
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from typing import Final

from redcloud.engine.people.shapes import FileCode, UnreadableRoster

MOST_MEMORY: Final = 2 * 1024**3
MOST_SECONDS: Final = 120

Table = tuple[str, tuple[tuple[str | float | date, ...], ...]]
"""The sheet's name and its rows, from the first line of the sheet on; empty cells are the empty string."""


def read(data: bytes, most_rows: int, most_columns: int) -> list[Table]:
    """Read every sheet; merged cells hold their value in every row they span.

    Parameters
    ----------
    most_columns : cells further to the right are left out.

    Raises
    ------
    UnreadableRoster
        With code ``unreadable``, ``encrypted``, ``too_many_rows`` or ``too_wide``.
    """
    command = [sys.executable, "-P", "-m", __name__, str(most_rows), str(most_columns)]
    try:
        # The interpreter that runs this, this module and two numbers.
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise UnreadableRoster("too_wide") from late
    if done.returncode != 0:
        raise UnreadableRoster("too_wide")
    found: list[Table] | tuple[FileCode, str] = pickle.loads(done.stdout)  # noqa: S301 - its own words
    if isinstance(found, tuple):
        raise UnreadableRoster(*found)
    return found


def _tables(data: bytes, most_rows: int, most_columns: int) -> list[Table] | tuple[FileCode, str]:
    # Here alone: whoever reads no spreadsheet has no need of it, and it has to be loaded below the limit.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    tables: list[Table] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > most_rows:
                return "too_many_rows", str(most_rows)
            rows = [
                [_plain(cell) for cell in cells[:most_columns]]
                for cells in sheet.to_python(skip_empty_area=False)
            ]
            _fill_merged(rows, sheet.merged_cell_ranges or [])
            tables.append((name, tuple(map(tuple, rows))))
    except PasswordError:
        return "encrypted", ""
    except CalamineError as error:
        return "unreadable", str(error)
    return tables


def _fill_merged(
    rows: list[list[str | float | date]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    # Only down a column: a title merged across the table must not become every column's value.
    for (top, left), (bottom, right) in ranges:
        if left == right and top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]


def _plain(cell: int | float | str | bool | time | date | datetime | timedelta) -> str | float | date:
    if isinstance(cell, bool | time | timedelta):
        return str(cell)
    return cell


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    found = _tables(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
    pickle.dump(found, sys.stdout.buffer)


if __name__ == "__main__":
    _main()
