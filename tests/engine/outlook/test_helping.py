"""What would help is offered where a branch's own meetings show it, and nothing otherwise."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from redcloud.engine.outlook.helping import Held, offers

TODAY = date(2026, 11, 26)


def year(
    seed: int, *, friday: float = 0.0, short: float = 0.0, due: int = 22, base: float = 0.6
) -> list[Held]:
    """Forty meetings, Wednesdays and Fridays, long and short, of one kind."""
    rng = np.random.default_rng(seed)
    held = []
    for number in range(40):
        on_friday, is_short = number % 2 == 0, number % 4 < 2
        day = TODAY - timedelta(days=7 * (number + 1))
        day += timedelta(days=(4 if on_friday else 2) - day.weekday())
        share = base + friday * on_friday + short * is_short
        present = int(rng.binomial(due, min(share, 0.98)))
        held.append(Held("class", day, due, present, 45 if is_short else 90, open_to_others=True))
    return held


def test_a_weekday_that_brings_more_people_is_offered_with_an_interval_clear_of_nothing() -> None:
    (one,) = offers(year(1, friday=0.25), TODAY)
    assert (one.code, one.choice, one.usual) == ("weekday", 4, 2)
    assert 0 < one.low < one.gain < one.high
    assert (one.meetings, one.meetings_usual) == (20, 20)


def test_a_shorter_meeting_is_offered_for_its_kind() -> None:
    found = offers(year(2, short=0.25), TODAY)
    assert [(one.code, one.kind, one.choice) for one in found] == [("shorter", "class", 45)]


def test_a_handful_of_people_most_of_the_time_may_join_a_neighbour() -> None:
    found = offers(year(3, due=7, base=0.45), TODAY)
    assert [(one.code, one.kind) for one in found] == [("joint", "class")]
    assert found[0].low > 0.5


def test_meetings_that_vote_are_never_offered_to_be_held_together() -> None:
    held = [Held(one.kind, one.day, one.due, one.present, one.minutes) for one in year(3, due=7, base=0.45)]
    assert offers(held, TODAY) == []


def test_where_nothing_differs_something_is_offered_to_hardly_any_branch() -> None:
    wrong = sum(bool(offers(year(seed), TODAY)) for seed in range(300))
    assert wrong <= 0.05 * 300


def test_four_meetings_on_a_day_are_too_few_however_full_they_were() -> None:
    held = [one for one in year(1) if one.day.weekday() == 2]
    held += [Held("class", TODAY - timedelta(days=6 + 7 * n), 22, 22, 90) for n in range(4)]
    assert [one.code for one in offers(held, TODAY)] == []
