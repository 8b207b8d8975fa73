"""What a planned meeting may expect: a number only where there is enough to go by, with its proof."""

from __future__ import annotations

from datetime import date, timedelta

from redcloud.engine.contracts import CountedMeeting
from redcloud.engine.outlook.turnout.expecting import LEAST_KNOWN, expect

FIRST = date(2024, 1, 15)
PLANNED = CountedMeeting("theme_day", "7", date(2026, 3, 25), 22, None)


def held(number: int, *present: int, unit: str = "7", kind: str = "theme_day") -> list[CountedMeeting]:
    """Monthly meetings of 22 due, with the given head counts in turn."""
    return [
        CountedMeeting(kind, unit, FIRST + timedelta(days=30 * at), 22, present[at % len(present)])
        for at in range(number)
    ]


def test_few_earlier_meetings_are_not_enough_to_go_by() -> None:
    found = expect(held(LEAST_KNOWN - 1, 15), PLANNED)
    assert not found.enough
    assert (found.known, found.low, found.high, found.back_test) == (LEAST_KNOWN - 1, 0, 0, None)


def test_a_steady_branch_may_expect_what_usually_comes() -> None:
    found = expect(held(24, 14, 15, 16), PLANNED)
    assert found.enough
    assert found.low <= found.likely <= found.high <= 22
    assert abs(found.likely - 15) <= 1
    assert found.usual_pct == 68


def test_the_back_test_is_of_the_meetings_that_had_enough_before_them() -> None:
    found = expect(held(24, 14, 15, 16), PLANNED)
    assert found.back_test is not None
    assert found.back_test.meetings == 24 - LEAST_KNOWN
    assert found.back_test.within / found.back_test.meetings > 0.8
    assert found.back_test.off < 1.5
    assert found.back_test.off_mean10 < 1.5


def test_three_of_three_is_no_proof() -> None:
    found = expect(held(LEAST_KNOWN + 3, 15), PLANNED)
    assert found.enough
    assert found.back_test is None


def test_later_meetings_and_other_kinds_are_not_looked_at() -> None:
    past = held(12, 14, 16)
    later = [CountedMeeting("theme_day", "7", PLANNED.day + timedelta(days=at), 22, 2) for at in range(9)]
    other = held(12, 3, kind="class")
    assert expect([*past, *later, *other], PLANNED) == expect(past, PLANNED)


def test_groups_have_series_of_their_own() -> None:
    past = [*held(20, 20), *held(20, 6, unit="8")]
    assert (
        expect(past, PLANNED).likely
        > expect(past, CountedMeeting("theme_day", "8", PLANNED.day, 22, None)).likely
    )


def test_where_nobody_is_due_nothing_is_expected() -> None:
    assert not expect(held(20, 15), CountedMeeting("theme_day", "7", PLANNED.day, 0, None)).enough
