"""Stage records: a table of who has which account elsewhere. In: a file as it is. Out: its rows.

The columns are found by their headings, as in a roster: a member's number and name, the platform's address
and the name of the account there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from redcloud.engine.people.cells import BadCell, as_text
from redcloud.engine.people.headings import SEARCHED_ROWS, bare_word, meaning_of
from redcloud.engine.people.shapes import UnreadableRoster
from redcloud.engine.people.sheets import Cell, Sheet, open_sheets

Column = Literal["number", "name", "platform", "account"]
AccountFault = Literal["missing", "platform_unreadable", "account_too_long", "cell_error"]

MAX_PLATFORM, MAX_ACCOUNT = 500, 200
_COLUMNS: tuple[Column, ...] = ("number", "name", "platform", "account")
_SYNONYMS: dict[Column, str] = {
    "platform": "平台 平台网址 平台地址 学习平台 学习平台网址 网址 platform homepage platformaddress",
    "account": "账号 帐号 平台账号 学习账号 账号名 用户名 登录名 account accountname username login",
}
_OWN: dict[str, Column] = {word: column for column, words in _SYNONYMS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account of one member; ``line`` is where it stands in the file, from 1."""

    line: int
    number: str
    name: str
    platform: str
    account: str


@dataclass(frozen=True, slots=True)
class BadAccountRow:
    """Why a row is not taken."""

    line: int
    column: Column
    fault: AccountFault
    value: str


@dataclass(slots=True)
class AccountTable:
    """What a file says."""

    rows: list[AccountRow] = field(default_factory=list)
    refused: list[BadAccountRow] = field(default_factory=list)


def read_accounts(data: bytes) -> AccountTable:
    """Read a table of accounts.

    Parameters
    ----------
    data : CSV or a spreadsheet, see ``people.sheets.open_sheets``.

    Raises
    ------
    UnreadableRoster
        As ``open_sheets``; ``no_headings`` where no sheet has all four columns.
    """
    found, has_headings = AccountTable(), False
    for sheet in open_sheets(data, lambda cells: len(_known(cells))):
        for columns, line, cells in _below_headings(sheet):
            has_headings = True
            if cells is not None:
                _read(found, columns, line, cells)
    if not has_headings:
        raise UnreadableRoster("no_headings")
    return found


def _below_headings(sheet: Sheet) -> Iterator[tuple[dict[Column, int], int, tuple[Cell, ...] | None]]:
    """The heading row itself (without cells), and each row below it that is not empty."""
    columns: dict[Column, int] = {}
    for place, (line, cells) in enumerate(zip(sheet.lines, sheet.rows, strict=True)):
        if not columns:
            columns = _columns(cells) if place < SEARCHED_ROWS else {}
            if columns:
                yield columns, line, None
        elif any(str(cell).strip() for cell in cells):
            yield columns, line, cells


def _columns(cells: tuple[Cell, ...]) -> dict[Column, int]:
    """Where each column stands; nothing where one is missing."""
    found = _known(cells)
    return found if len(found) == len(_COLUMNS) else {}


def _known(cells: Sequence[Cell]) -> dict[Column, int]:
    found: dict[Column, int] = {}
    for at, cell in enumerate(cells):
        column = _meaning(str(cell))
        if column is not None:
            found.setdefault(column, at)
    return found


def _meaning(heading: str) -> Column | None:
    own = _OWN.get(bare_word(heading))
    if own is not None:
        return own
    known = meaning_of(heading)
    return known if known == "number" or known == "name" else None


def _read(found: AccountTable, columns: dict[Column, int], line: int, cells: tuple[Cell, ...]) -> None:
    said: dict[Column, str] = {}
    for column, at in columns.items():
        cell = cells[at] if at < len(cells) else ""
        try:
            said[column] = as_text(cell)
        except BadCell:
            found.refused.append(BadAccountRow(line, column, "cell_error", str(cell)[:60]))
            return
        fault = _fault(column, said[column])
        if fault is not None:
            found.refused.append(BadAccountRow(line, column, fault, said[column][:60]))
            return
    found.rows.append(AccountRow(line, **said))


def _fault(column: Column, text: str) -> AccountFault | None:
    if not text:
        return "missing"
    if column == "platform" and (len(text) > MAX_PLATFORM or not _is_address(text)):
        return "platform_unreadable"
    if column == "account" and len(text) > MAX_ACCOUNT:
        return "account_too_long"
    return None


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)
    except ValueError:
        return False
