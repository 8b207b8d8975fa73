"""Stage study: when two short answers are the same. A text in, the text as it is compared out."""

from __future__ import annotations

import unicodedata


def normalised(text: str) -> str:
    """Return a short answer as it is compared: width, case and spaces make no difference.

    Full and half width become one (NFKC), capitals small; what has no width goes. Between two letters or
    digits of an alphabet spaces become one space, elsewhere (Chinese, punctuation) they go.

    Examples
    --------
    >>> normalised(" １２０ ") == normalised("120")
    True
    >>> normalised("心 肺 复 苏") == normalised("心肺复苏")
    True
    >>> normalised("First  Aid") == normalised("first aid")
    True
    """
    before, text = "", _joined(_folded(text))
    while text != before:  # what was folded or joined may fold again
        before, text = text, _joined(_folded(text))
    return text


def _joined(text: str) -> str:
    words = text.split()
    joined = words[:1]
    for word in words[1:]:
        apart = _is_alphabetic(joined[-1][-1]) and _is_alphabetic(word[0])
        joined.append(f" {word}" if apart else word)
    return "".join(joined)


def _folded(text: str) -> str:
    kept = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    return unicodedata.normalize("NFKC", kept.casefold())


def _is_alphabetic(one: str) -> bool:
    """A letter or digit of a script that is written with spaces between its words."""
    return one.isalnum() and not _is_of_east_asia(one)


def _is_of_east_asia(one: str) -> bool:
    return unicodedata.east_asian_width(one) in ("W", "F")
