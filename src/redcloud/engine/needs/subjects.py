"""Stage needs: which civic subject a request seems to be about. Words in, one hint or none out."""

from __future__ import annotations

from redcloud.engine.needs.categories import NEED_CATEGORY_CODES
from redcloud.engine.topics.civic_hints import civic_hint
from redcloud.engine.topics.words import Hint


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
    return civic_hint(words, learnt, NEED_CATEGORY_CODES)
