"""Small matrices with a structure that a model must find: tastes, and items that belong to one."""

from __future__ import annotations

import numpy as np

from redcloud.engine.study.collaborative.interactions import Csr


def tastes(
    users: int = 120, items: int = 60, groups: int = 4, each: int = 9, held: int = 3, seed: int = 0
) -> tuple[Csr, Csr]:
    """Users who take mostly items of their taste, the first of each taste most often; known and held out."""
    rng = np.random.default_rng(seed)
    known, out = np.zeros((users, items), np.float32), np.zeros((users, items), np.float32)
    appeal = 1.0 / (1 + np.arange(items) // groups)
    for user in range(users):
        own = np.arange(items) % groups == user % groups
        likes = np.where(own, appeal, appeal * 0.05)
        taken = rng.choice(items, size=each + held, replace=False, p=likes / likes.sum())
        known[user, taken[:each]] = 1
        out[user, taken[each:]] = 1
    return Csr(known), Csr(out)
