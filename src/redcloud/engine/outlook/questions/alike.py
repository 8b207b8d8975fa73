"""Stage outlook. Texts that are nearly equal: texts in, pairs and the share they have in common out.

MinHash (Broder, "On the resemblance and containment of documents", 1997) over runs of five characters finds
the candidates in bands; each one's share is then counted exactly, so no pair is named by an estimate.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations

import numpy as np

RUN = 5
BANDS, ROWS = 32, 4
"""A pair that shares 0.8 meets in a band with a chance of 1 - (1 - 0.8**4)**32, which is all but certain."""
_PRIME = (1 << 31) - 1
_RNG = np.random.default_rng(20_231_218)
_FACTORS = _RNG.integers(1, _PRIME, BANDS * ROWS, dtype=np.uint64)
_SHIFTS = _RNG.integers(0, _PRIME, BANDS * ROWS, dtype=np.uint64)


def runs_of(text: str, run: int = RUN) -> frozenset[str]:
    """The runs of ``run`` characters of a text; spaces, signs and numbers do not tell two texts apart."""
    bare = re.sub(r"[\W\d_一二两三四五六七八九十百]+", "", text.casefold())
    return frozenset(bare[at : at + run] for at in range(len(bare) - run + 1))


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard share of two sets, 0 where both are empty."""
    return len(one & other) / len(one | other) if one or other else 0.0


def nearly_equal(texts: Mapping[str, str], least: float, fewest_runs: int) -> list[tuple[str, str, float]]:
    """Pairs of keys whose texts share at least ``least`` of their runs.

    Parameters
    ----------
    texts
        By key, in the order in which they were written.
    least
        Share in 0..1; the bands are made for 0.7 and above.
    fewest_runs
        Shorter texts are left out: two short ones are easily alike.

    Returns
    -------
    list of tuple
        Earlier key, later key, exact share.
    """
    runs = {key: found for key, text in texts.items() if len(found := runs_of(text)) >= fewest_runs}
    place = {key: at for at, key in enumerate(texts)}
    buckets: dict[tuple[int, bytes], list[str]] = defaultdict(list)
    for key, found in runs.items():
        signature = _signature(found)
        for band in range(BANDS):
            buckets[band, signature[band * ROWS : (band + 1) * ROWS].tobytes()].append(key)
    candidates = {pair for keys in buckets.values() for pair in combinations(sorted(keys, key=place.get), 2)}  # type: ignore[arg-type]  # all of them have a place
    pairs = [(one, other, shared(runs[one], runs[other])) for one, other in candidates]
    alike = [pair for pair in pairs if pair[2] >= least]
    return sorted(alike, key=lambda pair: (place[pair[1]], place[pair[0]]))


def _signature(runs: frozenset[str]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    hashed = [int.from_bytes(hashlib.blake2b(run.encode(), digest_size=4).digest(), "big") for run in runs]
    values = np.array(hashed, dtype=np.uint64) % np.uint64(_PRIME)
    mixed = (values[:, None] * _FACTORS + _SHIFTS) % np.uint64(_PRIME)
    return np.asarray(mixed.min(axis=0), dtype=np.uint64)
