"""The coming quarter: counted by hand, borrowed from the like, honest, silent without data."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from redcloud.engine.outlook.quarter import (
    LEVEL,
    counts_by_quarter,
    counts_of_months,
    expect_quarter,
    origins_of,
    quarter_after,
    together,
)
from redcloud.engine.outlook.quarter.families import Ahead
from redcloud.engine.outlook.quarter.intervals import nearest_interval
from redcloud.engine.outlook.quarter.origins import BASE_RATE, base_is_better, best_family

TODAY = date(2026, 11, 26)
START = date(2024, 1, 1)


def happened(rates: dict[int, float], seed: int, until: date = TODAY) -> list[tuple[int, date]]:
    rng = np.random.default_rng(seed)
    days = (until - START).days
    return [
        (unit, START + timedelta(days=int(day)))
        for unit, rate in rates.items()
        for day in rng.integers(0, days, rng.poisson(rate * days / 91.3))
    ]


def test_only_whole_quarters_that_a_unit_lived_through_are_counted() -> None:
    days = [(1, date(2026, 1, 5)), (1, date(2026, 3, 31)), (1, date(2026, 10, 9)), (2, date(2026, 5, 1))]
    counts = counts_by_quarter(days, {1: date(2026, 1, 1), 2: date(2026, 2, 1)}, TODAY)
    assert np.array_equal(counts.table, [[2, 0, 0], [np.nan, 1, 0]], equal_nan=True)
    assert counts.season.tolist() == [0, 1, 2]
    # The fourth quarter runs; the first of the next year is forecast, two after the last that is known.
    assert (counts.target_season, counts.ahead) == (0, 2)
    assert quarter_after(TODAY) == date(2027, 1, 1)


def test_a_quarter_with_a_hidden_month_is_not_known() -> None:
    months = [(1, date(2026, month, 1), 10) for month in (1, 2, 3, 4, 6, 7, 8, 9)]
    assert np.array_equal(counts_of_months(months, TODAY).table, [[30, np.nan, 30]], equal_nan=True)


def test_a_quiet_unit_is_drawn_towards_its_like_and_a_long_record_speaks_for_itself() -> None:
    rates = dict.fromkeys(range(60), 9.0)
    since = dict.fromkeys(rates, START) | {60: date(2026, 4, 1), 61: START}
    days = happened(rates, 1) + [(61, START + timedelta(days=9 * n)) for n in range(117)]
    days += [(60, date(2026, 5, 1))]
    found = {one.unit: one for one in expect_quarter(counts_by_quarter(days, since, TODAY))}
    assert found[60].known == 2
    assert found[60].base == 0.5
    assert 1 < found[60].mean < 9  # one meeting in two quarters, of branches that hold nine each
    assert 8 <= found[61].likely <= 12


@pytest.mark.parametrize("spread", [0.0, 4.0])
def test_intervals_hold_what_they_say_for_few_records_and_for_many(spread: float) -> None:
    rng = np.random.default_rng(7)
    rates = {unit: max(0.5, float(rng.normal(9, spread))) for unit in range(300)}
    since = {unit: START if unit % 2 else date(2025, 10, 1) for unit in rates}
    days = [(unit, day) for unit, day in happened(rates, 3) if day >= since[unit]]
    earlier = [(unit, day) for unit, day in days if day < date(2026, 5, 20)]
    counts = counts_by_quarter(earlier, since, date(2026, 5, 20), target=date(2026, 7, 1))
    was = dict.fromkeys(rates, 0)
    for unit, day in days:
        was[unit] += date(2026, 7, 1) <= day < date(2026, 10, 1)
    found = expect_quarter(counts)
    for many in (0, 1):
        held = [one.low <= was[one.unit] <= one.high for one in found if one.unit % 2 == many]
        assert 0.86 <= np.mean(held) <= 0.985


def test_what_an_interval_says_it_holds_is_what_it_holds() -> None:
    """Meetings of which each planned one is held with nine chances of ten: steadier than chance."""
    rng = np.random.default_rng(11)
    said, held, widths = [], [], []
    for seed in range(4):
        days = [
            (unit, date(2025 + q // 4, q % 4 * 3 + 1, 10))
            for unit in range(150)
            for q in range(8)
            for _ in range(rng.binomial(3 + unit % 3, 0.9))
        ]
        since = dict.fromkeys(range(150), date(2025, 1, 1))
        before = [one for one in days if one[1] < date(2026, 1, 1)]
        was = Counter(unit for unit, day in days if day == date(2026, 4, 10))
        found = expect_quarter(counts_by_quarter(before, since, date(2026, 1, 1), target=date(2026, 4, 1)))
        said += [one.probability for one in found]
        held += [one.low <= was[one.unit] <= one.high for one in found]
        widths += [one.high - one.low for one in found]
        assert {one.probability == 0.9 for one in found} == {False}, seed
    assert -0.02 < np.mean(held) - np.mean(said) < 0.05
    assert 0.87 < np.mean(held) < 0.95
    assert np.mean(widths) < 1.5  # Poisson's chance alone would need 6
    surer = np.array(said) >= np.median(said)
    assert np.mean(np.array(held)[surer]) > np.mean(np.array(held)[~surer])


def test_the_interval_is_the_narrowest_of_those_nearest_to_the_level_worked_by_hand() -> None:
    # Chances of 0 to 3: two units. Of [0, 1] holds 0.85, [0, 2] holds 0.97: the first is nearer to 0.9.
    # A thing that is there in four of five quarters: 0.8 is as far from 0.9 as 1.0, and the wider is taken.
    table = np.array([[0.55, 0.30, 0.12, 0.03], [0.2, 0.8, 0.0, 0.0]])

    def log_chance(was: np.ndarray) -> np.ndarray:
        at = was.astype(int)
        return np.log(np.where(at < 4, table[[0, 1], np.minimum(at, 3)], 0) + 1e-15)

    none = np.zeros(2)
    ahead = Ahead(none, none, none, none, none, log_chance)
    counts = counts_by_quarter([(1, date(2026, 1, 5))], {1: START, 2: START}, TODAY)
    found = nearest_interval(ahead, counts, 0.9)
    assert (found.low.tolist(), found.high.tolist()) == ([0, 0], [1, 1])
    assert found.chance == pytest.approx([0.85, 1.0])


def test_where_the_base_rate_was_surely_nearer_it_is_the_number_that_is_said() -> None:
    days = [(unit, date(2025, 1 + 3 * q, 3 + n)) for unit in range(30) for q in range(4) for n in range(3)]
    counts = counts_by_quarter(days, dict.fromkeys(range(30), date(2025, 1, 1)), date(2026, 1, 1))
    origins = origins_of(counts, LEVEL)
    assert [one.column for one in origins] == [2, 3]
    family = best_family(origins)
    assert not base_is_better(origins, family)
    wrong = [
        replace(one, found={name: replace(it, median=it.median + 2) for name, it in one.found.items()})
        for one in origins
    ]
    assert base_is_better(wrong, family)
    (said, *_) = expect_quarter(counts, origins=wrong)
    assert (said.family, said.likely, said.low <= 3 <= said.high) == (BASE_RATE, 3, True)


def test_a_family_is_chosen_although_no_quarter_lies_far_enough_back_to_be_shown() -> None:
    """Three quarters known and two to go: the third is looked at from the first two, and not shown."""
    days = [(unit, date(2026, 1 + 3 * q, 3 + n)) for unit in range(30) for q in range(3) for n in range(3)]
    counts = counts_by_quarter(days, dict.fromkeys(range(30), date(2026, 1, 1)), TODAY)
    (first, *_) = expect_quarter(counts)
    assert (first.family in ("pooled_shares", "rounded_normal"), first.tried) == (True, None)
    assert [one.true_to_life for one in origins_of(counts, LEVEL)] == [False]


def test_without_two_quarters_of_its_own_there_is_not_enough_to_go_by() -> None:
    (one,) = expect_quarter(counts_by_quarter([], {1: date(2026, 6, 1)}, TODAY))
    assert (one.known, one.enough, one.tried) == (1, False, None)


def test_a_season_that_was_never_seen_is_not_forecast() -> None:
    days = [(unit, date(2026, 1, 12)) for unit in range(30)]
    since = dict.fromkeys(range(30), date(2025, 4, 1))
    before = expect_quarter(counts_by_quarter(days, since, date(2025, 11, 26)))
    assert {(one.known, one.enough) for one in before} == {(2, False)}
    after = expect_quarter(counts_by_quarter(days, since, TODAY))
    assert all(one.enough and one.low <= 1 <= one.high for one in after)


def test_steady_counts_get_a_narrower_family_than_chance_and_the_proof_stands_beside() -> None:
    days = [(unit, date(2024 + n // 12, n % 12 + 1, 5 + unit % 20)) for unit in range(40) for n in range(34)]
    (first, *_) = expect_quarter(counts_by_quarter(days, dict.fromkeys(range(40), START), TODAY))
    assert first.family in ("pooled_shares", "rounded_normal")
    assert (first.low, first.likely, first.high, first.base) == (3, 3, 3, 3.0)
    assert first.tried is not None
    assert first.tried.quarters == 7  # the eighth was the first winter that was seen
    assert first.tried.off_base == 0


def test_a_sum_leaves_room_for_all_being_busy_together() -> None:
    rng = np.random.default_rng(5)
    shared = rng.lognormal(0, 0.3, 11)
    days = [
        (unit, date(2024 + q // 4, q % 4 * 3 + 1, 10))
        for q, factor in enumerate(shared)
        for unit in range(50)
        for _ in range(rng.poisson(8 * factor))
    ]
    counts = counts_by_quarter(days, dict.fromkeys(range(50), START), TODAY)
    whole = together(counts, np.ones(50, dtype=bool))
    assert whole is not None
    alone = sum(one.variance for one in expect_quarter(counts))
    assert whole.variance > 2 * alone
    assert whole.tried is not None
    assert whole.tried.within >= 0.7 * whole.tried.quarters
