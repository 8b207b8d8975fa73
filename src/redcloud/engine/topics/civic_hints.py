"""Stage topics: which civic subject a text is likeliest about. Words in, one hint or none out.

By the words of the release and, where one is given, by what a trained model is sure of. The text is not kept.
"""

from __future__ import annotations

from collections.abc import Collection

from redcloud.engine.topics.civic import CIVIC_CODES, CIVIC_SUBJECTS
from redcloud.engine.topics.civic_words import CIVIC_WORDS
from redcloud.engine.topics.words import Hint, hints

_WORDS = {
    subject.code: [subject.name_zh, subject.name_en, *CIVIC_WORDS.get(subject.code, ())]
    for subject in CIVIC_SUBJECTS
}


def civic_hint(text: str, learnt: str = "", codes: Collection[str] = CIVIC_CODES) -> Hint | None:
    """Name the likeliest subject; None where nothing speaks for one, or two speak equally.

    Parameters
    ----------
    learnt : the code of which a trained text model is sure, if any: it stands before the words.
    codes : the subjects that may be named.

    Examples
    --------
    >>> civic_hint("路灯坏了半个月了").code
    'roads-and-transport'
    >>> civic_hint("我同意大家的意见") is None
    True
    """
    words = {code: listed for code, listed in _WORDS.items() if code in codes}
    found = hints("", text, words, [learnt] if learnt in words else [], most=2)
    return found[0] if found and not (len(found) > 1 and _even(found)) else None


def _even(found: list[Hint]) -> bool:
    return not found[0].learnt and len(found[0].words) == len(found[1].words)
