"""Stage study, search: text into the tokens that both databases index. Text in, tokens with places out.

Chinese has no spaces, so that every two neighbouring characters are a token: no dictionary that is out
of date, and a text and a query are always cut alike. Words of other scripts are lower-cased, lose their
accents and are stemmed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

LONGEST = 40
"""Characters of a token that count; longer ones are not words."""
MOST_TERMS = 24
"""Terms of a query that count."""

_CHINESE = (
    "\u2e80-\u2fdf\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_PIECES = re.compile(f"([{_CHINESE}]+)|((?:(?![{_CHINESE}])[^\\W_])+)")
# A question is asked with words that every text has: they count only where nothing else was asked.
_PARTICLES = frozenset("的么吗呢吧怎哪啊")
_COMMON = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how", "i", "in",
    "is", "it", "my", "of", "on", "or", "our", "the", "to", "we", "what", "when", "where", "which", "who",
    "why", "with", "you", "your",
})  # fmt: skip
_STEMMER = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Place:
    """A token, and where in the text it stands."""

    token: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A token that is looked for; ``begins`` also finds the tokens that begin with it."""

    token: str
    begins: bool = False

    def fits(self, token: str) -> bool:
        """Whether a token of a text is what is looked for."""
        return token.startswith(self.token) if self.begins else token == self.token


def places(text: str) -> Iterator[Place]:
    """Every token of a text, in order.

    Examples
    --------
    >>> [place.token for place in places("缴党费 Volunteers")]
    ['缴党', '党费', '费', 'volunt']
    """
    for piece in _PIECES.finditer(text):
        if piece[1] is None:
            yield Place(_stem(piece[2]), piece.start(), piece.end())
            continue
        signs = [unicodedata.normalize("NFKC", sign) for sign in piece[1]]
        for at, sign in enumerate(signs):
            # The last one stands alone as well: whoever looks for one character finds it anywhere.
            start = piece.start() + at
            yield Place(sign + "".join(signs[at + 1 : at + 2]), start, min(start + 2, piece.end()))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))[:LONGEST]
    return str(_STEMMER.stemWord(plain))


def terms(words: str) -> tuple[Term, ...]:
    """What a reader's words look for, without particles where something else remains."""
    found: dict[Term, bool] = {}
    for piece in _PIECES.finditer(words):
        for term, is_common in _terms_of(piece):
            found[term] = found.get(term, True) and is_common
    telling = [term for term, is_common in found.items() if not is_common]
    return tuple((telling or list(found))[:MOST_TERMS])


def _terms_of(piece: re.Match[str]) -> Iterator[tuple[Term, bool]]:
    if piece[1] is None:
        yield Term(_stem(piece[2])), piece[2].casefold() in _COMMON
    elif len(piece[1]) == 1:
        sign = unicodedata.normalize("NFKC", piece[1])
        yield Term(sign, begins=True), sign in _PARTICLES
    else:
        for place in list(places(piece[1]))[:-1]:
            yield Term(place.token), not _PARTICLES.isdisjoint(place.token)
