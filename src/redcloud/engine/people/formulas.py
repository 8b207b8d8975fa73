"""Stage people: texts that a spreadsheet would take for a formula. A text in, a harmless one out, and back.

A spreadsheet takes a text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, whoever wrote it.
Such a text is written with an apostrophe before it, and one that already looks so gets one more: taking one
away is then exact. Every file that is written goes through ``guarded``, every file that is read through
``unguarded`` (``sheets``).
"""

from __future__ import annotations

import re
from typing import Final

# Full-width signs too: some spreadsheets take them for the plain ones.
_GUARDED: Final = re.compile(r"'*[=+\-@＝＋－＠\t\r]")


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
