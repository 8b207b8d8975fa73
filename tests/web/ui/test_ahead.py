"""Forecasts as a table: rows where most likely nothing comes are known, for the fold of a phone."""

from __future__ import annotations

from django.template.loader import render_to_string

from redcloud.apps.outlook.queries import AheadLine
from redcloud.web.ui.ahead import rows_of

RAIN = AheadLine("rain", enough=True, known=8, likely=0, low=0, high=1, held=92, base=0.4)
ROADS = AheadLine("roads", enough=True, known=8, likely=2, low=1, high=4, held=91, base=2.1)
NEW = AheadLine("new", enough=False, known=1)


def test_a_row_where_most_likely_nothing_comes_is_quiet_and_one_that_is_not_known_is_not() -> None:
    rows = rows_of([("积水", RAIN), ("道路", ROADS), ("新的", NEW)])
    assert [row.is_quiet for row in rows] == [True, False, False]


def test_quiet_rows_and_the_tests_of_the_others_are_one_fold_away() -> None:
    page = render_to_string(
        "ui/ahead.html", {"rows": rows_of([("积水", RAIN), ("道路", ROADS)]), "head": "类别"}
    )
    assert page.index("看全部数字和检验") < page.index("<table")
    assert page.count('<tr class="more">') == 1
    assert page.split("道路")[1].split("</tr>")[0].count("more") == 3
