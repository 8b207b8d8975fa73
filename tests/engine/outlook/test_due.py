"""What is due, worked out by hand: a table of cases, then properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import redcloud.packs
from redcloud.engine.contracts import DueItem, HeldMeeting
from redcloud.engine.outlook.due import BranchShape, due
from redcloud.engine.rules.pack import RulePack
from redcloud.engine.rules.read import read_pack

PARTY = read_pack((Path(redcloud.packs.__file__).parent / "party" / "2026.toml").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 23)


def item(
    kind: str,
    held_days: list[date],
    today: date = TODAY,
    shape: BranchShape = BranchShape(),  # noqa: B008 - frozen
    pack: RulePack = PARTY,
) -> DueItem:
    items = due([HeldMeeting(kind, day) for day in held_days], pack, today, shape)
    (found,) = (one for one in items if one.kind == kind)
    return found


# kind, held on, today, expected state, first day, first day after
TABLE = [
    # Monthly: held this month; last month too.
    ("theme_day", ["2026-10-05", "2026-11-05"], "2026-11-23", "done", "2026-11-01", "2026-12-01"),
    # Held last month, not yet this month: due, no reproach.
    ("theme_day", ["2026-10-05"], "2026-11-23", "due", "2026-11-01", "2026-12-01"),
    ("theme_day", ["2026-10-05"], "2026-11-30", "due", "2026-11-01", "2026-12-01"),
    # The day after: November fell short.
    ("theme_day", ["2026-10-05"], "2026-12-01", "overdue", "2026-11-01", "2026-12-01"),
    # Held after the missed month: settled, one meeting is enough.
    ("theme_day", ["2026-09-05", "2026-11-20"], "2026-11-23", "done", "2026-11-01", "2026-12-01"),
    # First and last day of a period count for it.
    ("theme_day", ["2026-11-01"], "2026-11-23", "done", "2026-11-01", "2026-12-01"),
    ("theme_day", ["2026-10-31"], "2026-11-01", "due", "2026-11-01", "2026-12-01"),
    # Turn of the year.
    ("theme_day", ["2025-12-31"], "2026-01-02", "due", "2026-01-01", "2026-02-01"),
    ("theme_day", ["2025-11-30"], "2026-01-02", "overdue", "2025-12-01", "2026-01-01"),
    # Quarterly.
    ("members_meeting", ["2026-10-01"], "2026-11-23", "done", "2026-10-01", "2027-01-01"),
    ("members_meeting", ["2026-09-30"], "2026-11-23", "due", "2026-10-01", "2027-01-01"),
    ("members_meeting", ["2026-06-30"], "2026-11-23", "overdue", "2026-07-01", "2026-10-01"),
    # Yearly, in a leap year too.
    ("life_meeting", ["2024-02-29"], "2024-12-31", "done", "2024-01-01", "2025-01-01"),
    ("life_meeting", ["2025-12-30"], "2026-11-23", "due", "2026-01-01", "2027-01-01"),
    ("life_meeting", [], "2026-11-23", "overdue", "2025-01-01", "2026-01-01"),
    # A meeting of the future has not been held.
    ("theme_day", ["2026-10-05", "2026-11-28"], "2026-11-23", "due", "2026-11-01", "2026-12-01"),
    # The regulation took effect on 28 October 2018: October is not held against a branch.
    ("theme_day", [], "2018-11-10", "due", "2018-11-01", "2018-12-01"),
    ("theme_day", [], "2018-12-10", "overdue", "2018-11-01", "2018-12-01"),
]


@pytest.mark.parametrize(("kind", "held", "today", "state", "since", "until"), TABLE)
def test_the_state_is_the_one_worked_out_by_hand(
    kind: str, held: list[str], today: str, state: str, since: str, until: str
) -> None:
    found = item(kind, [date.fromisoformat(day) for day in held], date.fromisoformat(today))
    assert (found.state, found.period_since, found.period_until) == (
        state,
        date.fromisoformat(since),
        date.fromisoformat(until),
    )


def test_a_branch_founded_in_a_period_is_not_reproached_for_it() -> None:
    young = BranchShape(since=date(2026, 10, 2))
    assert item("theme_day", [], date(2026, 11, 23), young).state == "due"
    old = BranchShape(since=date(2026, 10, 1))
    assert item("theme_day", [], date(2026, 11, 23), old).state == "overdue"


def test_nothing_is_asked_before_any_rule_was_in_force() -> None:
    assert due([], PARTY, date(2015, 1, 1)) == []


def test_a_branch_without_committee_or_groups_owes_no_such_meeting() -> None:
    kinds = {one.kind for one in due([], PARTY, TODAY, BranchShape(has_committee=False))}
    assert "committee_meeting" not in kinds
    assert "group_meeting" not in kinds
    kinds = {one.kind for one in due([], PARTY, TODAY, BranchShape(has_groups=True))}
    assert {"committee_meeting", "group_meeting"} <= kinds


def test_the_missed_period_is_judged_by_the_rule_of_its_day() -> None:
    old = next(rule for rule in PARTY.cadences if rule.kind == "theme_day")
    before = replace(old, force=replace(old.force, until=date(2026, 11, 1)))
    # From November two theme days a month are asked for, and the article moved.
    after = replace(old, times=2, force=replace(old.force, since=date(2026, 11, 1), article="16-2"))
    pack = replace(PARTY, cadences=(before, after))
    assert item("theme_day", [date(2026, 10, 5)], pack=pack).state == "due"
    missed = item("theme_day", [], pack=pack)
    assert (missed.state, missed.article, missed.needed) == ("overdue", "16", 1)
    half = item("theme_day", [date(2026, 11, 5)], pack=pack)
    assert (half.state, half.article, half.held, half.needed) == ("due", "16-2", 1, 2)


def test_an_answer_settles_the_period_it_speaks_of_and_no_other() -> None:
    october = frozenset({("theme_day_monthly", date(2026, 10, 1))})
    november = frozenset({("theme_day_monthly", date(2026, 11, 1))})

    def state(answered: frozenset[tuple[str, date]], held_days: tuple[date, ...] = ()) -> tuple[str, date]:
        held = [HeldMeeting("theme_day", day) for day in held_days]
        items = due(held, PARTY, TODAY, BranchShape(), answered)
        (found,) = (one for one in items if one.kind == "theme_day")
        return found.state, found.period_since

    assert state(frozenset()) == ("overdue", date(2026, 10, 1))
    assert state(october) == ("due", date(2026, 11, 1))
    assert state(november) == ("overdue", date(2026, 10, 1))
    assert state(october | november) == ("answered", date(2026, 11, 1))
    assert state(october | november, (date(2026, 11, 9),)) == ("done", date(2026, 11, 1))


def test_every_item_names_its_article_and_source() -> None:
    for one in due([], PARTY, TODAY):
        assert one.article
        assert PARTY.source(one.source)


days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
meetings = st.lists(
    st.builds(HeldMeeting, st.sampled_from([kind.code for kind in PARTY.kinds]), days), max_size=30
)


@given(meetings, days)
def test_there_is_exactly_one_item_for_each_rule_that_applies(held: list[HeldMeeting], today: date) -> None:
    rules = [one.rule for one in due(held, PARTY, today)]
    assert sorted(rules) == sorted(rule.code for rule in PARTY.cadences)


@given(meetings, days)
def test_holding_what_is_asked_settles_it(held: list[HeldMeeting], today: date) -> None:
    settled = [
        *held,
        *(HeldMeeting(one.kind, today) for one in due(held, PARTY, today) if one.state != "done"),
    ]
    assert {one.state for one in due(settled, PARTY, today)} == {"done"}


@given(meetings, days)
def test_the_order_of_meetings_does_not_matter(held: list[HeldMeeting], today: date) -> None:
    assert due(held, PARTY, today) == due(list(reversed(held)), PARTY, today)


@given(meetings, days)
def test_a_meeting_of_tomorrow_changes_nothing_today(held: list[HeldMeeting], today: date) -> None:
    tomorrow = HeldMeeting("theme_day", today + timedelta(days=1))
    assert due([*held, tomorrow], PARTY, today) == due(held, PARTY, today)
