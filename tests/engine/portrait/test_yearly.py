"""Lines of a whole year: service given, and study hours by declared minutes."""

from __future__ import annotations

from datetime import date

from redcloud.engine.portrait.yearly import counted_in, hours_lines, service_lines

DECLARED = {1: 45, 2: 90, 3: 30}


def done(activity: int, day: date | None) -> dict[str, object]:
    return {"activity": activity, "begun_day": date(2024, 1, 1), "done_day": day}


def took_part(month: int, kind: str, records: int) -> dict[str, object]:
    first = date(2026, month, 3)
    return {
        "month": first.replace(day=1),
        "kind": kind,
        "records": records,
        "first_day": first,
        "last_day": first,
    }


def test_service_of_a_year_adds_up_its_months_and_nothing_else() -> None:
    rows = [took_part(1, "volunteering", 2), took_part(3, "volunteering", 1), took_part(2, "class", 5)]
    (line,) = service_lines(rows)
    assert (line.key, line.value) == ("2026/volunteering", 3)
    assert (line.since, line.until) == (date(2026, 1, 3), date(2026, 3, 3))


def test_study_hours_are_the_declared_minutes_of_what_was_finished() -> None:
    study = [done(1, date(2026, 2, 1)), done(2, date(2026, 5, 9)), done(3, None), done(9, date(2026, 1, 1))]
    (line,) = hours_lines(study, DECLARED)
    assert (line.key, line.value, line.detail["items"]) == ("2026", 135, 2)  # 9 declares no minutes
    assert (line.since, line.until) == (date(2026, 2, 1), date(2026, 5, 9))


def test_an_item_counts_in_the_year_in_which_it_was_first_finished() -> None:
    study = [done(1, date(2025, 12, 31)), done(2, date(2026, 1, 1))]
    assert {line.key: line.value for line in hours_lines(study, DECLARED)} == {"2025": 45, "2026": 90}
    assert counted_in(study, DECLARED, 2025) == {1}


def test_what_nobody_finished_gives_no_line() -> None:
    assert hours_lines([done(1, None)], DECLARED) == []
    assert service_lines([took_part(1, "class", 2)]) == []
