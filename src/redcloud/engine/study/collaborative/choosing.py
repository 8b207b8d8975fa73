"""Stage study: which model, with which settings. Known and held-out items in, a Choice out.

This is what ``redcloud evaluate recommend`` compares with and what the weekly training uses: every
family that fits is searched on held-out items, the best of each are blended, and the blend is taken
where users that had no say in its weights are served better by it. Nothing else is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from redcloud.engine.study.collaborative.blend import Blend, candidates, choose_weights
from redcloud.engine.study.collaborative.interactions import Csr
from redcloud.engine.study.collaborative.metrics import Quality
from redcloud.engine.study.collaborative.model import Family, Fitted, Ground, Settings
from redcloud.engine.study.collaborative.registry import EVERYBODY, FAMILIES
from redcloud.engine.study.collaborative.search import Climb, Clock, Judge, Trial

SEARCH_SHARE = 0.7
"""Of the budget; the rest is for blending and for the last training."""
LEAST_WEIGHT = 0.03
"""A model below this share of a blend is left out: it costs as much as any other."""


@dataclass(frozen=True, slots=True)
class Part:
    """One model of a choice."""

    family: str
    settings: Settings
    weight: float


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen and what it was chosen from.

    Attributes
    ----------
    parts
        Models and weights; one of weight 1 where no blend was better.
    trials
        The best of every family that was searched, best first.
    quality
        Of the choice on held-out items.
    left_out
        Families that do not fit, and why not searched to the end, by name.
    """

    parts: tuple[Part, ...]
    trials: tuple[Trial, ...]
    quality: Quality
    tried: int
    left_out: Mapping[str, str]

    @property
    def name(self) -> str:
        """The family, or how much of each."""
        if len(self.parts) == 1:
            return self.parts[0].family
        return " + ".join(f"{part.weight:.2f} {part.family}" for part in self.parts)


def choose(
    known: Csr,
    held: Csr,
    *,
    k: int = 20,
    seed: int = 0,
    budget_s: float = 600,
    similar: Csr | None = None,
    families: Sequence[Family] | None = None,
    tell: Callable[[str], None] = lambda _line: None,
) -> Choice:
    """Search every family on held-out items and blend the best.

    Parameters
    ----------
    known, held
        Users by items, of one shape, without a cell in common.
    similar
        Items by items: likeness of texts.
    budget_s
        Ends the search early where the machine is slow; what was ended is said in the choice.
    tell
        Hears one line a step.

    Raises
    ------
    ValueError
        If nothing is held out of anybody who keeps something.
    """
    judge = Judge(known, held, k, seed)
    if len(judge.users) == 0:
        raise ValueError("nothing is held out of a user who keeps something: there is nothing to choose by")
    ground = Ground(known, similar, seed)
    some = families or tuple(FAMILIES.values())
    trials, left_out, tried = search_families(ground, judge, Clock(budget_s), some, tell)
    parts = _blended(ground, judge, trials, seed, tell)
    quality = judge.quality(fitted(ground, parts)) if len(parts) > 1 else trials[0].quality
    return Choice(parts, tuple(trials), quality, tried, left_out)


def search_families(
    ground: Ground,
    judge: Judge,
    clock: Clock,
    families: Sequence[Family],
    tell: Callable[[str], None] = lambda _line: None,
) -> tuple[list[Trial], dict[str, str], int]:
    """Search each family in turn, within equal shares of what time is left.

    Returns
    -------
    trials, left_out, tried
        The best of each family, best first; families that were not searched, or not to the end;
        the number of settings tried.
    """
    fitting = [family for family in families if family.fits(ground)]
    left_out = {family.name: "too_large" for family in families if family not in fitting}
    trials, tried = list[Trial](), 0
    for at, family in enumerate(fitting):
        left = clock.left_s - clock.budget_s * (1 - SEARCH_SHARE)
        until = clock.now() + left / (len(fitting) - at)
        if left <= 0 and trials:
            left_out[family.name] = "no_time"
            continue
        climb = Climb(family, ground, judge, lambda until=until: clock.now() > until)  # type: ignore[misc]  # bound by default
        trials.append(climb.run())
        tried += len(climb.tried)
        if climb.ended_early:
            left_out[family.name] = "ended_early"
        tell(f"{family.name}: {_told(trials[-1].quality)} after {len(climb.tried)} settings")
    trials.sort(key=lambda trial: trial.quality.merit, reverse=True)
    return trials, left_out, tried


def _told(quality: Quality) -> str:
    return f"recall {quality.recall:.4f}, NDCG {quality.ndcg:.4f}"


def _blended(
    ground: Ground, judge: Judge, trials: Sequence[Trial], seed: int, tell: Callable[[str], None]
) -> tuple[Part, ...]:
    alone = (Part(trials[0].family, trials[0].settings, 1.0),)
    if len(trials) < 2:
        return alone
    models = [FAMILIES[trial.family].fit(ground, trial.settings) for trial in trials]
    weighed = choose_weights(candidates(models, judge), 0, seed)
    tell(f"blend: merit {weighed.merit:.4f} beside {weighed.alone:.4f} of the best alone")
    if weighed.merit <= weighed.alone:
        return alone
    kept = np.where(weighed.weights >= LEAST_WEIGHT, weighed.weights, 0)
    kept = kept / kept.sum()
    return tuple(
        Part(trial.family, trial.settings, round(float(weight), 4))
        for trial, weight in zip(trials, kept, strict=True)
        if weight > 0
    )


def fitted(ground: Ground, parts: Sequence[Part]) -> Blend:
    """Train the models of a choice."""
    models: list[tuple[float, Fitted]] = [
        (part.weight, FAMILIES[part.family].fit(ground, part.settings)) for part in parts
    ]
    return Blend(tuple(models), FAMILIES[EVERYBODY].fit(ground, {}))
