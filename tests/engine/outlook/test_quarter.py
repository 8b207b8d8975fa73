"""The coming quarter: counted by hand, borrowed from the like, honest, silent without data."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from redcloud.engine.outlook.quarter import (
    counts_by_quarter,
    counts_of_months,
    expect_quarter,
    quarter_after,
    together,
)

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
