"""Stage needs: which civic subject a request seems to be about. Words in, one hint or none out."""

from __future__ import annotations

from redcloud.engine.needs.categories import NEED_CATEGORIES, OTHER
from redcloud.engine.topics.civic_words import CIVIC_WORDS
from redcloud.engine.topics.words import Hint, hints

_WORDS = {
    subject.code: [subject.name_zh, subject.name_en, *CIVIC_WORDS.get(subject.code, ())]
    for subject in NEED_CATEGORIES
    if subject.code != OTHER
}


def subject_hint(words: str, learnt: str = "") -> Hint | None:
    """Name the likeliest subject; None where nothing speaks for one, or two speak equally.

    Parameters
    ----------
    words : as the resident wrote them.
    learnt : the code of which a trained text model is sure, if any: it stands before the words.

    Examples
    --------
    >>> subject_hint("楼下的充电桩总被占着，没地方停车").code
    'parking'
    >>> subject_hint("请问你们几点上班") is None
    True
    """
    found = hints("", words, _WORDS, [learnt] if learnt in _WORDS else [], most=2)
    return found[0] if found and not (len(found) > 1 and _even(found)) else None


def _even(found: list[Hint]) -> bool:
    return not found[0].learnt and len(found[0].words) == len(found[1].words)
