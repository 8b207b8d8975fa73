"""What nobody can leave out, each alone. In: statements. Out: statements a second of one process."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import msgspec

from redcloud.engine.records.validation import decode, statement_problems

REPEATS = 3


def decoding(statements: Sequence[bytes]) -> float:
    """Return how many statements a CPU-second decodes without any check."""
    reader = msgspec.json.Decoder()
    return _rate(lambda: [reader.decode(one) for one in statements], len(statements))


def strict_decoding(statements: Sequence[bytes]) -> float:
    """Return the same with duplicate names, depth and surrogates refused."""
    return _rate(lambda: [decode(one) for one in statements], len(statements))


def validating(statements: Sequence[bytes]) -> float:
    """Return how many decoded statements a CPU-second validates."""
    decoded = [decode(one) for one in statements]
    return _rate(lambda: [statement_problems(one, "1.0.3") for one in decoded], len(decoded))


def _rate(work: Callable[[], object], count: int) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return count / best
