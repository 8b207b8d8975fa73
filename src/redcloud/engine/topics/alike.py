"""Stage topics: which of some short texts may be about the same matter as one. Texts in, places out.

By shared letter pairs, those that many of the texts have counting less; no model, no numpy, fast enough for
a page. It says "maybe": a person looks, nothing is merged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

from redcloud.engine.topics.wording import same_key

FROM = 0.2
"""Cosine from which two texts are shown as perhaps the same."""
MOST_CHARACTERS = 400


def alike(text: str, others: Sequence[str], least: float = FROM) -> list[tuple[int, float]]:
    """Find the others that may be about the same matter.

    The cosine of the sets of letter pairs, a pair weighing ``ln(1 + n / df)`` where ``df`` of all ``n`` texts
    have it.

    Parameters
    ----------
    text : the text in question.
    others : the texts to compare with; a hundred of 400 characters take some milliseconds.
    least : smallest cosine that is given.

    Returns
    -------
    (place in ``others``, cosine), most alike first.

    Examples
    --------
    >>> [place for place, _ in alike("三号楼路灯不亮", ["三号楼的路灯坏了不亮", "门口有人乱停车"])]
    [0]
    """
    sets = [_pairs(each) for each in (text, *others)]
    frequency = Counter(pair for pairs in sets for pair in pairs)
    weights = {pair: log(1 + len(sets) / count) ** 2 for pair, count in frequency.items()}
    lengths = [sqrt(sum(weights[pair] for pair in pairs)) for pairs in sets]
    mine, length = sets[0], lengths[0]
    found = []
    for place, (pairs, other) in enumerate(zip(sets[1:], lengths[1:], strict=True)):
        shared = sum(weights[pair] for pair in mine & pairs)
        if shared and shared / (length * other) >= least:
            found.append((place, shared / (length * other)))
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))


def _pairs(text: str) -> set[str]:
    key = same_key(text)[:MOST_CHARACTERS]
    return {key[start : start + 2] for start in range(len(key) - 1)}
