"""A table of accounts elsewhere, read as an office has it."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from redcloud.engine.people.shapes import UnreadableRoster
from redcloud.engine.records.accounts import AccountRow, read_accounts

PAGE = "https://lms.example.org"


def sheet(*rows: list[object]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet("名单")
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return made.getvalue()


def test_columns_are_found_by_their_headings_below_a_title_and_in_any_order() -> None:
    table = read_accounts(
        sheet(["2026 年账号名单"], ["姓名 *", "平台网址", "账号", "党员编号"], ["李明", PAGE, "li.ming", 12])
    )
    assert table.rows == [AccountRow(3, "12", "李明", PAGE, "li.ming")]
    assert table.refused == []


def test_a_text_file_in_english_is_read_as_well() -> None:
    data = f"Member number,Name,Platform,User name\n\n7,Li Ming,{PAGE}/,li\n".encode("utf-8-sig")
    assert read_accounts(data).rows == [AccountRow(3, "7", "Li Ming", f"{PAGE}/", "li")]


@pytest.mark.parametrize("written", ["'+8613800000000", "+8613800000000"])
def test_an_apostrophe_that_keeps_a_text_from_being_a_formula_is_no_part_of_it(written: str) -> None:
    data = f"Member number,Name,Platform,User name\n7,Li Ming,{PAGE},{written}\n".encode()
    as_sheet = sheet(["党员编号", "姓名", "平台网址", "账号"], ["7", "李明", PAGE, written])
    for file in (data, as_sheet):
        assert [row.account for row in read_accounts(file).rows] == ["+8613800000000"]


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        (["", "李明", PAGE, "li"], "number", "missing"),
        (["7", "李明", "", "li"], "platform", "missing"),
        (["7", "李明", "lms.example.org", "li"], "platform", "platform_unreadable"),
        (["7", "李明", "https://", "li"], "platform", "platform_unreadable"),
        (["7", "李明", "https://[", "li"], "platform", "platform_unreadable"),
        (["7", "李明", PAGE, "x" * 201], "account", "account_too_long"),
        (["7", "李明", PAGE, "#N/A"], "account", "cell_error"),
        (["7", "李明", PAGE], "account", "missing"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_the_others_are_taken(
    row: list[object], column: str, fault: str
) -> None:
    table = read_accounts(sheet(["编号", "姓名", "平台", "账号"], row, ["8", "王芳", PAGE, "wang"]))
    assert [(bad.line, bad.column, bad.fault) for bad in table.refused] == [(2, column, fault)]
    assert [good.account for good in table.rows] == ["wang"]


@pytest.mark.parametrize(
    "headings", [["编号", "姓名", "账号"], ["姓名", "平台", "账号"], ["a", "b", "c", "d"]]
)
def test_without_all_four_columns_the_file_is_refused(headings: list[str]) -> None:
    with pytest.raises(UnreadableRoster) as refused:
        read_accounts(sheet(headings, ["1"] * len(headings)))
    assert refused.value.code == "no_headings"
