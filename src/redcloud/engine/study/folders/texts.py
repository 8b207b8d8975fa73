"""Stage study: an item as a Markdown file: a head of ``key: value`` lines between two ``---``, then the text.

No YAML: a value is what stands after the colon, and one that could be misread is a JSON string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import unquote

from redcloud.engine.study.lists.columns import COLUMNS, Column, meaning_of

KEYS: Final[Mapping[Column, str]] = {
    column: {"expires_on": "expires", "used_by": "for"}.get(column, column)
    for column in COLUMNS
    if column != "text"
}
_COLUMN_OF: Final[dict[str, Column]] = {key: column for column, key in KEYS.items()}
_PLAIN: Final = re.compile(r'[^\s"][^\n]*(?<!\s)|')
_LINK: Final = re.compile(r"(?P<open>\]\(\s*<)(?P<angled>[^<>\n]*)>|(?P<bare>\]\(\s*)(?P<target>[^\s()<>]+)")
_REFERENCE: Final = re.compile(r"^(?P<open> {0,3}\[[^\]\n]+\]:\s*)(?P<target>[^\s<>]+)", re.MULTILINE)
_ELSEWHERE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/#?]")


class NoHead(ValueError):  # noqa: N818 - it is an answer about a file
    """A file without a head."""


def written(row: Mapping[Column, str]) -> str:
    """The Markdown file of an item; what is empty is left out.

    Parameters
    ----------
    row
        A text for each column, as a list has them.
    """
    lines = [f"{key}: {one_line(row[column])}" for column, key in KEYS.items() if row[column]]
    return "\n".join(["---", *lines, "---", "", row["text"]])


def one_line(text: str) -> str:
    """A value as a head has it: a JSON string where it could be misread."""
    plain = _PLAIN.fullmatch(text) and text.isprintable()
    return text if plain else json.dumps(text, ensure_ascii=False)


def split(content: str) -> tuple[dict[Column, str], list[str]]:
    """The cells of a Markdown file, its text among them, and keys that mean nothing here.

    Raises
    ------
    NoHead
        If the file does not begin with a head.
    """
    content = content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    lines = content.split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if len(ends) < 2 or ends[0] != 0:
        raise NoHead
    cells: dict[Column, str] = {}
    unread = []
    for line in lines[1 : ends[1]]:
        key, colon, value = line.partition(":")
        if not colon or not key.strip():
            continue
        column = _meaning(key.strip())
        if column is None:
            unread.append(key.strip())
        else:
            cells[column] = read_line(value.strip())
    cells["text"] = "\n".join(lines[ends[1] + 1 :])
    return cells, unread


def _meaning(key: str) -> Column | None:
    known = _COLUMN_OF.get(key)
    if known is not None:
        return known
    meant = meaning_of(key)
    return meant[0] if meant and meant[0] != "text" else None


def read_line(value: str) -> str:
    """The value that ``one_line`` was given, or what somebody wrote by hand."""
    if value.startswith('"'):
        try:
            said = json.loads(value)
        except json.JSONDecodeError:
            return value
        return said if isinstance(said, str) else value
    return value


def with_links(text: str, renamed: Callable[[str], str | None]) -> str:
    """A text whose relative links are renamed.

    Parameters
    ----------
    renamed
        For the path of a link as it is meant (unquoted): its new name; None leaves it as it is.
    """

    def change(found: re.Match[str]) -> str:
        parts = found.groupdict()
        target = parts.get("target") or parts.get("angled") or ""
        if not target or _ELSEWHERE.match(target):
            return found[0]
        path, mark, place = target.partition("#")
        new = renamed(unquote(path))
        if new is None or new == unquote(path):
            return found[0]
        opening = parts.get("open") or parts.get("bare") or ""
        angled = parts.get("angled") is not None
        return f"{opening}{new if angled else quoted(new)}{mark}{place}{'>' if angled else ''}"

    return _REFERENCE.sub(change, _LINK.sub(change, text))


def quoted(name: str) -> str:
    """A name as a link's target in Markdown.

    Examples
    --------
    >>> quoted("图 (1).png")
    '图%20%281%29.png'
    """
    return "".join(f"%{ord(sign):02X}" if sign in " ()<>%\\\"'#?" else sign for sign in name)
