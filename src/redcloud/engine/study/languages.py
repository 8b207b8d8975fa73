"""Stage study: in which language a text is. A text in, a code out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

Language = Literal["zh-Hans", "en"]
CHINESE: Final = "zh-Hans"
ENGLISH: Final = "en"

_NOT_WORDS: Final = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)|https?://\S+|<[^>\n]*>", re.DOTALL)
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_HAN_IN_A_WORD: Final = 1.7
"""A Chinese word has about so many characters: words are compared with words."""


def language_of(text: str) -> Language:
    """Guess whether a text is Chinese or English, by whose words there are more.

    Code, addresses and targets of links are left out. A text without words of either is Chinese, the
    language of the library.

    Examples
    --------
    >>> language_of("# 按压\\n\\n每分钟 100 到 120 次，取 AED。")
    'zh-Hans'
    >>> language_of("Press hard and fast (按压), 100 to 120 times a minute.")
    'en'
    """
    plain = _NOT_WORDS.sub(" ", text)
    chinese = len(_HAN.findall(plain)) / _HAN_IN_A_WORD
    return ENGLISH if len(_WORD.findall(plain)) > chinese else CHINESE


def language_of_all(languages: Iterable[str]) -> str:
    """The one language of several things; empty where they differ or there are none.

    Examples
    --------
    >>> language_of_all(["en", "en"]), language_of_all(["en", "zh-Hans"])
    ('en', '')
    """
    found = set(languages)
    return found.pop() if len(found) == 1 else ""
