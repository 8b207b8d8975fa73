"""Stage study: the columns of a list of items. In: a heading as people write it. Out: what it means.

A text longer than a spreadsheet's cell goes on in further columns of the same name with a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal, get_args

from redcloud.engine.people.headings import SEARCHED_ROWS, bare_word

Column = Literal[
    "number",
    "title",
    "title_en",
    "text",
    "topics",
    "minutes",
    "link",
    "licence",
    "language",
    "expires_on",
    "owner",
    "used_by",
    "state",
]
COLUMNS: Final[tuple[Column, ...]] = get_args(Column)
"""In the order in which they are written."""

HEADINGS: Final[dict[Column, tuple[str, str]]] = {
    "number": ("编号", "Number"),
    "title": ("标题", "Title"),
    "title_en": ("英文标题", "English title"),
    "text": ("正文", "Text"),
    "topics": ("主题", "Topics"),
    "minutes": ("分钟", "Minutes"),
    "link": ("链接", "Link"),
    "licence": ("授权", "Licence"),
    "language": ("正文语言", "Language"),
    "expires_on": ("到期日", "Expires"),
    "owner": ("负责的组织", "Owner"),
    "used_by": ("谁可以用", "For whom"),
    "state": ("状态", "State"),
}
MORE: Final[dict[Column, str]] = {
    "number": "内容编号 id uid itemid itemnumber",
    "title": "题目 名称 标题名 中文标题 name titlezh",
    "title_en": "titleen englishname",
    "text": "内容 正文markdown markdown body content textmarkdown",
    "topics": "话题 分类 标签 topic tags tag category",
    "minutes": "时长 时长分钟 用时 分钟数 读完大约几分钟 阅读分钟 minute min duration",
    "link": "网址 地址 url href address",
    "licence": "许可 版权 授权方式 license",
    "language": "语言 语种 lang contentlanguage",
    "expires_on": "到期 有效期 有效期至 截止日期 失效日期 expireson expiry expirydate until validuntil",
    "owner": "所属组织 负责组织 主办 主办单位 归属 owner organisation ownerorganisation ownerorganization",
    "used_by": "使用范围 适用范围 适用组织 usedby audience whomayuseit mayuse",
    "state": "发布状态 status",
}
_CONTINUED: Final = re.compile(r"(.*?)(\d{1,3})")
_MEANING: Final[dict[str, Column]] = {
    bare_word(word): column for column in COLUMNS for word in (*HEADINGS[column], *MORE[column].split())
}


def heading_of(column: Column, language: str, part: int = 1) -> str:
    """The heading that is written for a column; ``part`` counts the columns of a long text from one."""
    said = HEADINGS[column][1 if language.startswith("en") else 0]
    return said if part == 1 else f"{said} {part}"


def meaning_of(heading: str) -> tuple[Column, int] | None:
    """What a heading means, and which part of it for a text in several columns; None for what is not known.

    Examples
    --------
    >>> meaning_of("Text (Markdown)")
    ('text', 1)
    >>> meaning_of("正文 2")
    ('text', 2)
    >>> meaning_of("点击量") is None
    True
    """
    word = bare_word(heading)
    if word in _MEANING:
        return _MEANING[word], 1
    further = _CONTINUED.fullmatch(word)
    if further and _MEANING.get(further[1]) == "text" and int(further[2]) > 1:
        return "text", int(further[2])
    return None


def map_headings(cells: Sequence[str]) -> dict[int, tuple[Column, int]]:
    """Give each column of a table its meaning; of two that mean the same the left one counts."""
    found: dict[int, tuple[Column, int]] = {}
    for index, cell in enumerate(cells):
        meaning = meaning_of(cell)
        if meaning is not None and meaning not in found.values():
            found[index] = meaning
    return found


def find_headings(rows: Sequence[Sequence[str]]) -> int | None:
    """Index of the row of headings: the one with most known ones that has a title or a number."""
    best, most = None, 1
    for index, cells in enumerate(rows[:SEARCHED_ROWS]):
        meanings = [column for column, _part in map_headings(cells).values()]
        if len(meanings) > most and {"title", "number"} & set(meanings):
            best, most = index, len(meanings)
    return best
