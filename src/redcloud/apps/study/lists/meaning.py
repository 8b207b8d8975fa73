"""Stage study: what a cell of a list means for an item. A cell in, a value out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from redcloud.apps.study.lists.problems import BadCell
from redcloud.apps.study.lists.words import Words
from redcloud.apps.study.models import Item
from redcloud.engine.people import cells as dates
from redcloud.engine.study.lists import Column, ListRow
from redcloud.engine.study.lists.cells import is_error

_LANGUAGES = ("zh-hans", "en")


def as_it_is(row: ListRow, column: Column, item: Item, words: Words) -> bool:
    """Whether a cell says what a list would write for the item as it is, in either language."""
    cell = row.cells[column]
    for language in _LANGUAGES:
        said = words.written(item, column, language)
        if plain_lines(cell) == plain_lines(said) if column == "text" else spaced(cell) == spaced(said):
            return True
    return False


def value_in(cell: str, column: Column, item: Item | None, words: Words) -> Any:
    """What a cell means.

    Raises
    ------
    BadCell
    """
    if is_error(cell):
        raise BadCell(_("表格软件在这一格显示错误。请改正公式或直接填写内容。"))
    if column == "text":
        return cell
    cell = spaced(cell)
    if column == "topics":
        return words.topics_in(cell)
    if column in ("owner", "used_by"):
        return words.place_in(cell)
    if column == "expires_on":
        return _day(cell)
    if column == "minutes":
        return _minutes(cell, item)
    if column in ("licence", "language", "state"):
        if cell:
            return words.choice_in(column, cell)
        if item is None and column == "language":
            return ""  # guessed from the words
        return getattr(item, column) if item else getattr(Item(), column)
    return cell


def _day(cell: str) -> date | None:
    try:
        return dates.day(cell, date.max)
    except dates.BadCell as bad:
        raise BadCell(_("看不懂这个日期，或者没有这一天。请按 2026-12-31 的样子填写。")) from bad


def _minutes(cell: str, item: Item | None) -> int:
    number = cell.removesuffix("分钟").removesuffix("minutes").removesuffix("min").strip()
    if not number:
        return item.minutes if item else 10
    if not number.isdecimal() or not 1 <= int(number[:6]) <= 240:
        raise BadCell(_("请写 1 到 240 之间的整数。"))
    return int(number)


def spaced(text: str) -> str:
    """A text of one line, whatever its spaces were."""
    return " ".join(text.split())


def plain_lines(text: str) -> str:
    """A text whatever its line ends were."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
