"""Stage study: figures about people, by branch. Who did something by branch in, protected counts out.

Each figure speaks of a branch with enough people of its own, or of all other branches together; the groups
do not overlap, and what is left when the branches are taken off the whole is never one to nine people.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from redcloud.engine.study.collaborative.counted import protect

REST = 0
"""Stands for all branches without a figure of their own."""


def protected_by_branch(people: Mapping[int, int], fewest: int) -> dict[int, int]:
    """Counts of people that may be published, rounded down.

    Parameters
    ----------
    people
        By branch; every person once.
    fewest
        Fewer people than this are never spoken of.

    Returns
    -------
    dict
        By branch, and under ``REST`` for all others together.

    Examples
    --------
    >>> protected_by_branch({7: 14, 8: 4, 9: 8}, 10)
    {7: 10, 0: 10}
    >>> protected_by_branch({7: 14, 8: 4}, 10)
    {0: 15}
    """
    own = {branch: count for branch, count in people.items() if count >= fewest}
    rest = sum(people.values()) - sum(own.values())
    # What is left over must be nobody or enough: the smallest branches join it until it is.
    for branch in sorted(own, key=lambda one: (own[one], one)):
        if rest == 0 or rest >= fewest:
            break
        rest += own.pop(branch)
    shown = {**dict(sorted(own.items())), REST: rest}
    counts = protect(np.array(list(shown.values())), fewest)
    return {branch: int(count) for branch, count in zip(shown, counts, strict=True) if count}
