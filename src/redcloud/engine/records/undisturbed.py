"""Stage records: long work without Python's search for circles. In: nothing. Out: the same work, sooner.

The search goes over everything that is alive again and again while a chunk of statements comes into being,
and of these nothing is ever in a circle: it is half the price of taking a chunk over. What is alive at the
start is set aside for good; what comes later is searched once in many chunks, so that memory stays flat.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from typing import TypeVar

EVERY = 20
"""Pieces of work between two searches."""

_Piece = TypeVar("_Piece")


def undisturbed(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Yield ``pieces`` while nothing is searched but now and then, between two of them."""
    was_on = gc.isenabled()
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        for number, piece in enumerate(pieces, 1):
            yield piece
            if number % EVERY == 0:
                gc.collect()
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()
