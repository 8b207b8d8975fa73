"""Stage topics: what a text is about by the words that stand in it. Texts and words by code in, hints out.

The cold start: it needs nobody's click, no training and no numpy, and it names its evidence. Where a trained
model answers as well, ``hints`` joins both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from redcloud.engine.topics.wording import plain

Strength = Literal["likely", "perhaps"]
MOST_HINTS = 3
MOST_CHARACTERS = 2_000
_TITLE_COUNTS = 2.0
_LONG_WORD = 3
_LIKELY = 3.0
"""A word of three characters and one of two, or one of them in a title."""
_BESIDE = 0.6
"""Share of the heaviest code's weight from which another is named beside it."""
_SHORT_TEXT = 200
_LEAST_IN_LONG = 2.0
"""One short word in a long text is chance."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A code that a text may be about.

    Attributes
    ----------
    strength
        ``likely`` where it is usually right, ``perhaps`` where a person should look twice.
    words
        Words of the list that stand in the text; none where the trained model alone says so.
    learnt
        Whether the trained model says so.
    """

    code: str
    strength: Strength
    words: tuple[str, ...] = ()
    learnt: bool = False


def words_listed(text: str) -> dict[str, list[str]]:
    """Read lines of ``code: word word``; an indented line goes on with the code before.

    Examples
    --------
    >>> words_listed("parking: 停车 车位")
    {'parking': ['停车', '车位']}
    """
    found: dict[str, list[str]] = {}
    code = ""
    for line in text.splitlines():
        words = line.split()
        if words and not line[0].isspace():
            code = words.pop(0).removesuffix(":")
            found[code] = []
        if words:
            found[code] += words
    return found


def hints(
    title: str,
    text: str,
    words: Mapping[str, Sequence[str]],
    learnt: Sequence[str] = (),
    most: int = MOST_HINTS,
) -> list[Hint]:
    """Name what a text is about, likeliest first; nothing where neither words nor model say anything.

    Parameters
    ----------
    title, text : one of them may be empty.
    words : words by code, in any width and case. ``learnt`` codes need not be among them.
    learnt : codes of which a trained model is sure, likeliest first.
    most : length of the list.

    Examples
    --------
    >>> hints("", "小区的停车位总被外来车占用", {"parking": ["停车", "车位"], "noise": ["噪音"]})
    [Hint(code='parking', strength='perhaps', words=('停车', '车位'), learnt=False)]
    """
    spotted = spotted_words(title, text, words)
    least = _LEAST_IN_LONG if len(text) > _SHORT_TEXT else 0.0
    spotted = {code: entry for code, entry in spotted.items() if code in learnt or entry[0] >= least}
    weights = {code: weight for code, (weight, _) in spotted.items()}
    found = [
        Hint(code, "likely", spotted[code][1] if code in spotted else (), learnt=True) for code in learnt
    ]
    others = [code for code in weights if code not in learnt]
    by_weight = sorted((-weights[code], -len(spotted[code][1]), code) for code in others)
    heaviest = max(weights.values(), default=0.0)
    for negative, _, code in by_weight:
        weight = -negative
        if weight >= _BESIDE * heaviest:
            alone = weight == heaviest and not learnt and not _rivalled(weights, code)
            strength: Strength = "likely" if alone and weight >= _LIKELY else "perhaps"
            found.append(Hint(code, strength, spotted[code][1]))
    return found[:most]


def _rivalled(weights: Mapping[str, float], code: str) -> bool:
    return any(other != code and weight >= _BESIDE * weights[code] for other, weight in weights.items())


def spotted_words(
    title: str, text: str, words: Mapping[str, Sequence[str]]
) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Give for each code that has words in the text their weight and the words.

    A word of three characters or more weighs 2, a shorter one 1, and twice that in the title. A word inside
    another word of the same code (电 in 电梯) is not counted again.
    """
    head, body = plain(title), plain(text)[:MOST_CHARACTERS]
    found = {}
    for code, listed in words.items():
        there = [word for word in dict.fromkeys(plain(word).replace("-", " ") for word in listed) if word]
        there = [word for word in there if _stands_in(word, head) or _stands_in(word, body)]
        there = [word for word in there if not any(word != other and word in other for other in there)]
        if there:
            found[code] = (sum(_weight(word, head) for word in there), tuple(there))
    return found


def _stands_in(word: str, text: str) -> bool:
    """Say whether a Chinese word is in the text, or an English one as a word of its own."""
    if not word.isascii():
        return word in text
    place = text.find(word)
    while place >= 0:
        before, after = text[place - 1 : place], text[place + len(word) : place + len(word) + 1]
        if not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum()):
            return True
        place = text.find(word, place + 1)
    return False


def _weight(word: str, head: str) -> float:
    own = 2.0 if len(word) >= _LONG_WORD else 1.0
    return own * (_TITLE_COUNTS if _stands_in(word, head) else 1.0)
