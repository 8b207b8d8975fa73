"""Stage outlook: four ways to forecast a count with partial pooling. Past quarters in, a distribution out.

Each estimates what units of a pool have in common from all of them and lets each unit's own quarters
speak as far as there are some (empirical Bayes; Gelman and others, "Bayesian Data
Analysis", 3rd ed., chapters 2 and 5).
Which one serves an organisation is decided by its past (``choosing``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.special import gammaln

from redcloud.engine.outlook.quarter.counts import Counts, Floats, seasonal

SEASON_STRENGTH = 30.0
"""Counts by which a season is drawn towards none; with little data there is no season."""
LEAST_SPREAD = 0.3
"""Least standard deviation of a count: what never varied so far may yet."""
ROUNDING = 1 / 12
"""What rounding adds to a variance (Sheppard): counts have it already, and rounding a law adds it again."""
OWN_SPREAD_QUARTERS = 6.0
"""A unit's own scatter counts as much as its pool's after so many quarters."""
CONCENTRATIONS = (0.5, 1.0, 3.0, 10.0, 30.0, 100.0)


@dataclass(frozen=True, slots=True)
class Ahead:
    """One forecast distribution a unit.

    Attributes
    ----------
    mean, variance, median, low, high
        Of each unit; low and high both belong to the interval.
    log_chance
        Log-probability of given counts, one a unit.
    """

    mean: Floats
    variance: Floats
    median: Floats
    low: Floats
    high: Floats
    log_chance: Callable[[Floats], Floats]


Family = Callable[[Counts, float], Ahead]


@dataclass(frozen=True, slots=True)
class _Rates:
    """Each unit's sum and exposure in quarters of usual season, and what its pool has in common."""

    total: Floats
    exposure: Floats
    target: Floats
    mean: Floats
    between: Floats


def _rates(counts: Counts) -> _Rates:
    table = counts.table
    shape = table.shape[0]
    total, exposure, target = np.zeros(shape), np.zeros(shape), np.ones(shape)
    mean, between = np.zeros(shape), np.zeros(shape)
    for number in np.unique(counts.pool):
        here = counts.pool == number
        factors = seasonal(table, counts.season, here, SEASON_STRENGTH)
        known = ~np.isnan(table[here])
        total[here] = np.nansum(table[here], axis=1)
        exposure[here] = known @ factors[counts.season]
        target[here] = factors[counts.target_season]
        # One unit of half a quarter, at the rate of all, so that an empty pool has a rate too.
        common = (total[here].sum() + 0.5) / (exposure[here].sum() + 1.0)
        seen = exposure[here] > 0
        rate = total[here][seen] / exposure[here][seen]
        noise = common * np.mean(1.0 / exposure[here][seen]) if seen.any() else 0.0
        apart = float(np.mean((rate - common) ** 2)) - noise if seen.sum() > 1 else common**2
        mean[here] = common
        between[here] = max(apart, (0.05 * common) ** 2, 1e-6)
    return _Rates(total, exposure, target, mean, between)


def poisson_gamma(counts: Counts, level: float) -> Ahead:
    """Poisson counts whose rates differ between units by a gamma distribution: negative binomial ahead."""
    rates = _rates(counts)
    shape = rates.mean**2 / rates.between + rates.total
    rate = rates.mean / rates.between + rates.exposure
    chance = rate / (rate + rates.target)
    law = stats.nbinom(shape, chance)
    return Ahead(
        mean=law.mean(),
        variance=law.var(),
        median=law.ppf(0.5),
        low=law.ppf((1 - level) / 2),
        high=law.ppf((1 + level) / 2),
        log_chance=law.logpmf,
    )


def rounded_normal(counts: Counts, level: float) -> Ahead:
    """Normal counts, rounded: for what is steadier than chance, as meetings that a rule asks for."""
    rates = _rates(counts)
    factors = np.ones(counts.table.shape)
    for number in np.unique(counts.pool):
        here = counts.pool == number
        factors[here] = seasonal(counts.table, counts.season, here, SEASON_STRENGTH)[counts.season]
    level_out = counts.table / np.maximum(factors, 0.05)
    known = ~np.isnan(level_out)
    quarters = known.sum(axis=1)
    own = np.where(quarters > 0, np.nansum(level_out, axis=1) / np.maximum(quarters, 1), 0.0)
    scatter = np.nansum((level_out - own[:, None]) ** 2, axis=1)
    free = np.maximum(quarters - 1, 0)
    within = np.zeros(len(own))
    between = np.zeros(len(own))
    common = np.zeros(len(own))
    for number in np.unique(counts.pool):
        here = counts.pool == number
        spread = scatter[here].sum() / max(free[here].sum(), 1)
        within[here] = spread
        seen = here & (quarters > 0)
        common[here] = own[seen].mean() if seen.any() else 0.0
        apart = float(own[seen].var()) - spread * np.mean(1 / quarters[seen]) if seen.sum() > 1 else spread
        between[here] = max(apart, 0.02 * spread, 1e-6)
    spread = (OWN_SPREAD_QUARTERS * within + scatter) / (OWN_SPREAD_QUARTERS + free)
    spread = np.maximum(spread - ROUNDING, LEAST_SPREAD**2)
    weight = between / (between + spread / np.maximum(quarters, 1e-9))
    mean = np.maximum((weight * own + (1 - weight) * common) * rates.target, 0.0)
    sd = np.sqrt(spread * rates.target**2 + between * (1 - weight) * rates.target**2)
    law = stats.t(df=OWN_SPREAD_QUARTERS + free, loc=mean, scale=sd)

    def log_chance(was: Floats) -> Floats:
        found: Floats = np.log(np.maximum(law.cdf(was + 0.5) - law.cdf(was - 0.5), 1e-12))
        return found

    def at(share: float) -> Floats:
        found: Floats = np.maximum(np.rint(law.ppf(share)), 0.0)
        return found

    return Ahead(mean, law.var(), at(0.5), at((1 - level) / 2), at((1 + level) / 2), log_chance)


def steady_counts(counts: Counts, level: float) -> Ahead:
    """Rounded gamma counts whose scatter is so much of chance's as the pool shows (quasi-Poisson).

    For rates that differ widely between units while each keeps its own: what has none keeps having none.
    The dispersion is Pearson's (McCullagh and Nelder, "Generalized Linear Models", 2nd ed., section 6.2).
    """
    table = counts.table
    mean, variance = np.zeros(len(table)), np.zeros(len(table))
    for number in np.unique(counts.pool):
        here = counts.pool == number
        factors = seasonal(table, counts.season, here, SEASON_STRENGTH)
        known = ~np.isnan(table[here])
        total, exposure = np.nansum(table[here], axis=1), known @ factors[counts.season]
        common = (total.sum() + 0.5) / (exposure.sum() + 1.0)
        seen = exposure > 0
        rate = np.where(seen, total / np.maximum(exposure, 1e-9), common)
        scatter = _dispersion(table[here], rate[:, None] * factors[counts.season])
        noise = scatter * common * float(np.mean(1.0 / exposure[seen])) if seen.any() else 0.0
        apart = float(np.mean((rate[seen] - common) ** 2)) - noise if seen.sum() > 1 else common**2
        between = max(apart, (0.05 * common) ** 2, 1e-6)
        shape = common**2 / between + total / scatter
        per = common / between + exposure / scatter
        target = factors[counts.target_season]
        mean[here] = shape / per * target
        variance[here] = scatter * mean[here] + shape / per**2 * target**2
    mean = np.maximum(mean, 1e-4)
    smooth = np.maximum(variance - ROUNDING, np.maximum(variance / 4, 1e-4))
    law = stats.gamma(mean**2 / smooth, scale=smooth / mean)

    def log_chance(was: Floats) -> Floats:
        found: Floats = np.log(np.maximum(law.cdf(was + 0.5) - law.cdf(was - 0.5), 1e-12))
        return found

    def at(share: float) -> Floats:
        found: Floats = np.rint(law.ppf(share))
        return found

    return Ahead(mean, law.var(), at(0.5), at((1 - level) / 2), at((1 + level) / 2), log_chance)


def _dispersion(was: Floats, expected: Floats) -> float:
    """Scatter of counts around each unit's own rate: 1 where it is chance's, to which a quarter draws it."""
    free = np.maximum((~np.isnan(was)).sum(axis=1) - 1, 0)[expected.max(axis=1) > 0]
    beyond = float(np.nansum((was - expected) ** 2 / np.maximum(expected, 0.25)))
    return float(np.clip((beyond + 1.0) / (free.sum() + 1.0), 0.05, 20.0))


MOST_SHARES = 60
"""Above so many, how often each single number came says nothing."""


def are_small(counts: Counts) -> bool:
    """Whether counts are so small that each whole number matters."""
    known = counts.table[~np.isnan(counts.table)]
    return not known.size or bool(known.max() <= MOST_SHARES)


def families_for(counts: Counts) -> list[str]:
    """The families that can forecast such counts."""
    return [name for name in FAMILIES if are_small(counts) or name != "pooled_shares"]


def pooled_shares(counts: Counts, level: float) -> Ahead:
    """How often each number came, in the unit's own quarters and in its pool's (Dirichlet-multinomial)."""
    table = counts.table
    most = int(np.nanmax(table)) + 1 if table.size and not np.isnan(table).all() else 1
    seen = np.stack([(table == number).sum(axis=1) for number in range(most + 1)], axis=1).astype(float)
    same = counts.season == counts.target_season
    chances = np.zeros(seen.shape)
    for number in np.unique(counts.pool):
        here = counts.pool == number
        pool = seen[here].sum(axis=0)
        in_season = np.stack([(table[here][:, same] == value).sum() for value in range(most + 1)])
        base = pool + in_season + 0.5 / (most + 1)
        base = base / base.sum()
        strength = max(CONCENTRATIONS, key=lambda one: _likelihood(seen[here], base, one))
        chances[here] = (strength * base + seen[here]) / (strength + seen[here].sum(axis=1))[:, None]
    values = np.arange(most + 1)
    mean = chances @ values
    added = chances.cumsum(axis=1)

    def at(share: float) -> Floats:
        found: Floats = np.minimum((added < share).sum(axis=1), most).astype(float)
        return found

    def log_chance(was: Floats) -> Floats:
        inside = was <= most
        chance = chances[np.arange(len(was)), np.where(inside, was, 0).astype(int)]
        found: Floats = np.log(np.where(inside, np.maximum(chance, 1e-6), 1e-6))
        return found

    variance = chances @ values**2 - mean**2
    return Ahead(mean, variance, at(0.5), at((1 - level) / 2), at((1 + level) / 2), log_chance)


def _likelihood(seen: Floats, base: Floats, strength: float) -> float:
    """Log-likelihood of a concentration, each unit's counts being drawn from its own Dirichlet."""
    prior = strength * base
    total = seen.sum(axis=1)
    parts = gammaln(seen + prior) - gammaln(prior)
    return float((gammaln(strength) - gammaln(strength + total) + parts.sum(axis=1)).sum())


FAMILIES: dict[str, Family] = {
    "poisson_gamma": poisson_gamma,
    "rounded_normal": rounded_normal,
    "steady_counts": steady_counts,
    "pooled_shares": pooled_shares,
}
"""By name. The first is used until the past has shown which is best."""
