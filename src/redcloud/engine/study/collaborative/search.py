"""Stage study: the best settings of one family. A judge over held-out items in, trials out.

Hill climbing along ordered values, one parameter at a time, until a whole round changes nothing.
Only held-out items judge; the order of trials depends on the data and the seed alone, and a clock
can only end it early.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from redcloud.engine.study.collaborative.interactions import Csr, IntArray
from redcloud.engine.study.collaborative.metrics import Quality, measure
from redcloud.engine.study.collaborative.model import Family, Fitted, Ground, Settings

ROUNDS = 3
CLEARLY_WORSE = 0.985
"""Below this share of the best on a third of the users, the others are not asked."""
MOST_CELLS, FEWEST_USERS, MOST_USERS = 60_000_000, 1000, 4000


@dataclass(frozen=True, slots=True)
class Trial:
    """One setting of one family and what held-out items said of it."""

    family: str
    settings: Settings
    quality: Quality
    fit_s: float = 0.0


@dataclass
class Clock:
    """Seconds since ``began`` against a budget."""

    budget_s: float
    now: Callable[[], float] = time.monotonic
    began: float = field(init=False)

    def __post_init__(self) -> None:
        """Start."""
        self.began = self.now()

    @property
    def left_s(self) -> float:
        """What is left; not below zero."""
        return max(0.0, self.budget_s - (self.now() - self.began))


class Judge:
    """Held-out items of a seeded sample of users. The same users for every trial.

    Parameters
    ----------
    known, held
        Users by items: what models are trained on, and what was kept from them.
    """

    def __init__(self, known: Csr, held: Csr, k: int, seed: int) -> None:
        some = np.flatnonzero((np.diff(held.indptr) > 0) & (np.diff(known.indptr) > 0))
        room = int(np.clip(MOST_CELLS // max(known.shape[1], 1), FEWEST_USERS, MOST_USERS))
        order = np.random.default_rng(seed).permutation(some)[:room]
        self.users: IntArray = np.sort(order)
        self.known, self.held, self.k = known, held, k
        self._third: IntArray = np.sort(order[: -(-len(order) // 3)])

    def quality(self, model: Fitted) -> Quality:
        """Measure on all users of the sample."""
        return self._on(model, self.users)

    def promising(self, model: Fitted, best: float) -> tuple[bool, float]:
        """Whether a third of the users say that it may be among the best; and what they say."""
        merit = self._on(model, self._third).merit
        return merit >= best * CLEARLY_WORSE, merit

    def _on(self, model: Fitted, users: IntArray) -> Quality:
        return measure(lambda part: model.scores(self.known[part]), self.known, self.held, self.k, users)


class Climb:
    """The search of one family."""

    def __init__(self, family: Family, ground: Ground, judge: Judge, stop: Callable[[], bool]) -> None:
        self.family, self.ground, self.judge, self.stop = family, ground, judge, stop
        self.tried: dict[tuple[tuple[str, float], ...], float] = {}
        self.ended_early = False
        self._third_of_best = 0.0

    def run(self) -> Trial:
        """Climb from the family's start; the best trial."""
        best = self._begin(dict(self.family.start(self.ground)))
        axes = self.family.axes(self.ground)
        for _ in range(ROUNDS):
            before = best
            for name, values in axes.items():
                best = self._along(best, name, values)
            if best is before or self.ended_early:
                break
        return best

    def _begin(self, settings: Settings) -> Trial:
        began = time.monotonic()
        model = self.family.fit(self.ground, settings)
        fit_s = time.monotonic() - began
        self._third_of_best = self.judge.promising(model, 0.0)[1]
        quality = self.judge.quality(model)
        self.tried[_key(settings)] = quality.merit
        return Trial(self.family.name, settings, quality, fit_s)

    def _along(self, best: Trial, name: str, values: tuple[float, ...]) -> Trial:
        """Walk up, else down, while it gets better."""
        for step in (1, -1):
            moved = False
            at = _nearest(values, best.settings[name]) + step
            while 0 <= at < len(values):
                better = self._try(best, {**best.settings, name: values[at]})
                if better is None:
                    break
                best, moved, at = better, True, at + step
            if moved:
                break
        return best

    def _try(self, best: Trial, settings: Settings) -> Trial | None:
        if _key(settings) in self.tried:
            return None
        if self.stop():
            self.ended_early = True
            return None
        began = time.monotonic()
        model = self.family.fit(self.ground, settings)
        fit_s = time.monotonic() - began
        promising, third = self.judge.promising(model, self._third_of_best)
        self.tried[_key(settings)] = third
        if not promising:
            return None
        quality = self.judge.quality(model)
        self.tried[_key(settings)] = quality.merit
        if quality.merit <= best.quality.merit:
            return None
        self._third_of_best = third
        return Trial(self.family.name, settings, quality, fit_s)


def _key(settings: Settings) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(settings.items()))


def _nearest(values: tuple[float, ...], value: float) -> int:
    return int(np.argmin([abs(one - value) for one in values]))
