"""Stage topics: the form in which texts are compared. Text as written in, plain or short text out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_SPACE = re.compile(r"\s+")
_NOT_A_WORD = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")


def plain(text: str) -> str:
    """Give the text in one width, lower case and single spaces.

    Examples
    --------
    >>> plain("  ＡＢ  座\\n漏水 ")
    'ab 座 漏水'
    """
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip().lower()


def same_key(text: str) -> str:
    """Give what two texts share when they differ in punctuation, width, case and spaces only.

    Examples
    --------
    >>> same_key("路灯坏了！") == same_key("路灯 坏了")
    True
    """
    return _NOT_A_WORD.sub("", plain(text))


def opening(text: str, most: int = 40) -> str:
    """Give the first sentence with at least four characters, as short as a title.

    Examples
    --------
    >>> opening("您好！楼道的灯坏了。请来看看。")
    '楼道的灯坏了'
    """
    for sentence in _SENTENCE_END.split(text):
        if len(sentence.strip()) >= 4:
            return sentence.strip()[:most]
    return text.strip()[:most]


def distinct(keys: Sequence[str]) -> list[int]:
    """Give the places of the first of each key, in order; an empty key counts as any other."""
    first: dict[str, int] = {}
    for place, key in enumerate(keys):
        first.setdefault(key, place)
    return list(first.values())
