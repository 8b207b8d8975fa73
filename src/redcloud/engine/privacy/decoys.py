"""Stage portrait: which figures are hidden without need. Names and a key in, a choice out.

One figure in sixteen, chosen by a keyed hash. The choice is the same in every release: a coin tossed anew
each week would show the figure the week after. Who does not have the key does not know it. What they are
for is said in ``suppression``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import blake2b
from typing import Any, Final

import numpy as np

DECOY_BYTES: Final = 16
"""Of 256 values of a byte, those that make a decoy: one in sixteen."""
YEARS: Final = 5
"""The months of so many years share one hash of 64 bytes, a byte each: a hash for every figure would take
longer than all the rest of a release."""


def is_decoy(secret: bytes, organisation: int, figure: str) -> bool:
    """Whether the figure of that name is hidden without need for an organisation."""
    return _bytes(secret, organisation, figure)[0] < DECOY_BYTES


def decoys_of_months(
    secret: bytes, organisations: Sequence[int], figures: Sequence[tuple[date, str]]
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """(organisations, figures): what is hidden without need. A figure is a month and a kind."""
    chosen = np.zeros((len(organisations), len(figures)), dtype=np.bool_)
    spans = {(month.year // YEARS, kind) for month, kind in figures}
    for span, kind in spans:
        drawn = b"".join(_bytes(secret, one, f"{span * YEARS}|{kind}") for one in organisations)
        table = np.frombuffer(drawn, dtype=np.uint8).reshape(len(organisations), -1)
        for column, (month, of_kind) in enumerate(figures):
            if (month.year // YEARS, of_kind) == (span, kind):
                place = month.year % YEARS * 12 + month.month - 1
                chosen[:, column] = table[:, place] < DECOY_BYTES
    return chosen


def _bytes(secret: bytes, organisation: int, name: str) -> bytes:
    return blake2b(f"{organisation}|{name}".encode(), key=secret[:64]).digest()
