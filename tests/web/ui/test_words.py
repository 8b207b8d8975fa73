"""Days, moments and bars as every page writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils.translation import override

from redcloud.web.ui.bars import widths_of
from redcloud.web.ui.charts import line_chart
from redcloud.web.ui.templatetags.ui import at_moment, on_day

MOMENT = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)


def test_a_day_is_written_in_the_readers_language() -> None:
    assert "2026年3月1日" in on_day(date(2026, 3, 1))
    with override("en"):
        assert "1 Mar 2026" in on_day(date(2026, 3, 1))


def test_a_moment_is_written_in_local_time_and_readable_by_machines() -> None:
    assert (
        at_moment(MOMENT)
        == '<time class="day" datetime="2026-03-02T02:30:00+08:00">2026年3月2日 02:30</time>'
    )


def test_what_never_happened_has_no_day() -> None:
    assert on_day(None) == at_moment(None) == ""


def test_bars_are_in_proportion_and_zero_draws_nothing() -> None:
    assert widths_of([50, 25, 0]) == [100, 50, 0]
    assert widths_of([1000, 1]) == [100, 1]
    assert widths_of([]) == []


def test_a_hidden_figure_is_a_gap_and_never_a_zero() -> None:
    assert line_chart("x", ["1", "2"], [5, None]).options == {"categories": ["1", "2"], "values": [5, None]}
