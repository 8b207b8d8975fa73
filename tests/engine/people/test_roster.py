"""Reading a roster file: what people really type, and what is refused with its place and reason."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from redcloud.engine.people.roster import read_roster
from redcloud.engine.people.shapes import Roster, Unit, UnreadableRoster

TODAY = date(2026, 6, 1)


def read(text: str | bytes) -> Roster:
    data = text.encode() if isinstance(text, str) else text
    return read_roster(data, root_name="清河县委", today=TODAY)


def faults(roster: Roster) -> list[tuple[int, str, str]]:
    return [(r.place.line, r.place.column, r.code) for r in roster.rejected]


def workbook(*sheets: list[list[object]], merge: tuple[int, int, int, int] | None = None) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        as_date = book.add_format({"num_format": "yyyy-mm-dd"})
        for rows in sheets:
            sheet = book.add_worksheet()
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(y, x, datetime(cell.year, cell.month, cell.day), as_date)  # noqa: DTZ001
                    else:
                        sheet.write(y, x, cell)
            if merge:
                top, left, bottom, right = merge
                sheet.merge_range(top, left, bottom, right, rows[top][left])
    return buffer.getvalue()


CHINESE = (
    "姓名,编号,党委,党总支,党支部,党小组,发展阶段,入党日期,职务,电子邮箱\n"
    "王芳,A001,城关镇党委,教育总支,第一支部,二小组,正式党员,2011-07-01,书记、组织委员,Wang@Example.org\n"
)


def test_chinese_headings_give_every_value() -> None:
    (row,) = read(CHINESE).rows
    assert (row.name, row.number, row.group, row.stage) == ("王芳", "A001", "二小组", "full")
    assert row.units == (
        Unit("城关镇党委", "committee"),
        Unit("教育总支", "general_branch"),
        Unit("第一支部", "branch"),
    )
    assert row.roles == ("secretary", "organisation_commissioner")
    assert (row.since, row.email, row.line) == (date(2011, 7, 1), "wang@example.org", 2)


def test_english_headings_give_every_value() -> None:
    (row,) = read(
        "Full name;Member No.;Branch path;Stage;Since;Role;E-mail\n"
        "Ann Li;A1;Town Committee / First Branch;probationary;2025/3/1;Secretary;a@b.org\n"
    ).rows
    assert (row.name, row.number, row.stage, row.since) == ("Ann Li", "A1", "probationary", date(2025, 3, 1))
    assert row.units == (Unit("Town Committee", "committee"), Unit("First Branch", "branch"))
    assert row.roles == ("secretary",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encodings_of_spreadsheet_programs_are_read(encoding: str) -> None:
    assert read(CHINESE.encode(encoding)).rows == read(CHINESE).rows


def test_a_path_may_begin_with_the_root_and_end_with_a_group() -> None:
    (row,) = read("姓名,编号,组织\n王芳,1,清河县委／城关镇党委＞第一党支部>三小组\n").rows
    assert [unit.name for unit in row.units] == ["城关镇党委", "第一党支部"]
    assert row.group == "三小组"


def test_titles_above_full_width_stars_and_unknown_columns_do_no_harm() -> None:
    roster = read(
        "清河县党员花名册,,,,\n填表日期：2026年5月,,,,\n"
        "序号, 姓　名 *（必填）,编 号,所在党支部（全称）,身份证号\n"
        "1,王　芳,Ａ００１,第一支部,110101190001010011\n,,,,\n合计,1人,,,\n"
    )
    (row,) = roster.rows
    assert (row.name, row.number, row.line) == ("王芳", "A001", 4)
    assert roster.unread == ("序号", "身份证号")
    assert (roster.skipped, roster.rejected) == (1, ())


def test_a_spreadsheet_gives_dates_serials_numbers_and_merged_cells() -> None:
    rows: list[list[object]] = [
        ["花名册"],
        ["姓名", "编号", "党支部", "入党日期"],
        ["王芳", 1001, "第一支部", date(2011, 7, 1)],
        ["李强", 1002, "", 40725],
        ["赵敏", 1003, "", "2011年7月"],
    ]
    roster = read(workbook(rows, merge=(2, 2, 4, 2)))
    assert [row.number for row in roster.rows] == ["1001", "1002", "1003"]
    assert {row.units[-1].name for row in roster.rows} == {"第一支部"}
    assert {row.since for row in roster.rows} == {date(2011, 7, 1)}


def test_every_sheet_with_headings_is_read_and_named() -> None:
    first: list[list[object]] = [["姓名", "编号", "党支部"], ["王芳", 1, "一支部"]]
    second: list[list[object]] = [["姓名", "编号", "党支部"], ["李强", 2, "二支部"], ["", 3, "二支部"]]
    roster = read(workbook(first, [["说明"]], second))
    assert [(row.sheet, row.name) for row in roster.rows] == [("Sheet1", "王芳"), ("Sheet3", "李强")]
    assert roster.rejected[0].place.sheet == "Sheet3"


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (",A1,第一支部,正式党员,,", "姓名", "missing"),
        ("王芳2,A1,第一支部,正式党员,,", "姓名", "name_not_a_name"),
        ("王芳,,第一支部,正式党员,,", "编号", "missing"),
        ("王芳,1.23E+17,第一支部,正式党员,,", "编号", "number_lost_digits"),
        ("王芳,110101190001010011,第一支部,正式党员,,", "编号", "number_identity_card"),
        ("王芳,A1,,正式党员,,", "组织", "missing"),
        ("王芳,A1,城关镇党委,正式党员,,", "组织", "unit_not_a_branch"),
        ("王芳,A1,第一支部,,,", "发展阶段", "missing"),
        ("王芳,A1,第一支部,群众,,", "发展阶段", "stage_unknown"),
        ("王芳,A1,第一支部,正式党员,去年,", "入党日期", "date_unreadable"),
        ("王芳,A1,第一支部,正式党员,2023-02-30,", "入党日期", "date_unreadable"),
        ("王芳,A1,第一支部,正式党员,2027-01-01,", "入党日期", "date_in_future"),
        ("王芳,A1,第一支部,正式党员,1812-01-01,", "入党日期", "date_too_early"),
        ("王芳,A1,第一支部,正式党员,,wang at home", "电子邮箱", "email_unreadable"),
        ("#N/A,A1,第一支部,正式党员,,", "姓名", "cell_error"),
    ],
)
def test_a_bad_cell_is_reported_with_line_column_and_reason(cells: str, column: str, code: str) -> None:
    roster = read(f"姓名,编号,组织,发展阶段,入党日期,电子邮箱\n{cells}\n好人,Z9,第一支部,正式党员,,\n")
    assert faults(roster) == [(2, column, code)]
    assert [row.number for row in roster.rows] == ["Z9"]


def test_all_faults_of_a_row_are_reported_at_once() -> None:
    roster = read("姓名,编号,党支部,入党日期\n,,第一支部,昨天\n")
    assert [code for _, _, code in faults(roster)] == ["missing", "missing", "date_unreadable"]


def test_a_number_is_taken_once_and_a_bad_row_does_not_claim_it() -> None:
    roster = read("姓名,编号,党支部\n,A1,一支部\n王芳,A1,一支部\n李强,A1,一支部\n")
    assert [row.name for row in roster.rows] == ["王芳"]
    assert faults(roster) == [(2, "姓名", "missing"), (4, "编号", "number_repeated")]


def test_without_numbers_a_name_is_taken_once_in_a_branch() -> None:
    roster = read("姓名,党支部\n王芳,一支部\n王芳,二支部\n王芳,一支部\n")
    assert [row.units[-1].name for row in roster.rows] == ["一支部", "二支部"]
    assert faults(roster) == [(4, "姓名", "name_repeated")]


def test_a_job_title_is_a_note_and_neither_gives_nor_ends_a_role() -> None:
    roster = read(
        "姓名,编号,党支部,职务\n王芳,1,一支部,会计\n李强,2,一支部,书记兼会计\n赵敏,3,一支部,无\n孙伟,4,一支部,管理员\n"
    )
    assert [row.roles for row in roster.rows] == [None, ("secretary",), (), ()]
    assert [(n.place.line, n.code) for n in roster.notes] == [
        (2, "role_unknown"),
        (3, "role_unknown"),
        (5, "role_by_hand"),
    ]


@pytest.mark.parametrize(
    ("data", "code", "detail"),
    [
        (b"  \n", "empty", ""),
        (b"\xff\xff\xff\x81", "encoding_unknown", ""),
        (b"PK\x03\x04 broken", "unreadable", None),
        ("你好\n世界\n".encode(), "no_headings", ""),
        ("姓名,编号\n王芳,1\n".encode(), "missing_headings", "path"),
        ("编号,党支部\n1,一支部\n".encode(), "missing_headings", "name"),
    ],
)
def test_a_file_that_is_no_roster_says_why(data: bytes, code: str, detail: str | None) -> None:
    with pytest.raises(UnreadableRoster) as caught:
        read(data)
    assert caught.value.code == code
    assert detail is None or caught.value.detail == detail


@pytest.mark.parametrize("stray", [(1_048_575, 0), (1_048_575, 16_383), (150_000, 16_383)])
def test_a_stray_cell_far_away_is_refused_and_ends_nothing(stray: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "党支部"])
        sheet.write(*stray, "x")
    with pytest.raises(UnreadableRoster) as caught:
        read(buffer.getvalue())
    assert caught.value.code in ("too_many_rows", "too_wide")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_headings_say_what_separates_the_cells(separator: str) -> None:
    head, row = ("姓名", "编号", "党支部", "备注"), ("王芳", "1", "一支部", '"' + ",;|\t" * 20 + '"')
    roster = read(f"{separator.join(head)}\n{separator.join(row)}\n")
    assert [(row.name, row.number) for row in roster.rows] == [("王芳", "1")]


GOOD = st.lists(st.integers(0, 99), unique=True, max_size=12).map(
    lambda keys: [f"王芳,G{key},第{key % 3}支部,正式党员,2011-07-01" for key in keys]
)
BAD = st.sampled_from(
    [
        ",B1,一支部,正式党员,",
        "李强,,一支部,正式党员,",
        "李强,B2,,正式党员,",
        "李强,B3,一支部,路人,",
        "李强,B4,一支部,正式党员,不详",
    ]
)


@given(good=GOOD, bad=st.lists(BAD, max_size=12), randomness=st.randoms(use_true_random=False))
def test_bad_rows_change_nothing_about_good_rows(good: list[str], bad: list[str], randomness: object) -> None:
    mixed = [(line, True) for line in good] + [(line, False) for line in bad]
    randomness.shuffle(mixed)  # type: ignore[attr-defined]
    head = "姓名,编号,党支部,发展阶段,入党日期\n"
    alone = read(head + "\n".join(line for line, is_good in mixed if is_good))
    together = read(head + "\n".join(line for line, _ in mixed))
    strip = [(r.name, r.number, r.units, r.stage, r.since) for r in alone.rows]
    assert [(r.name, r.number, r.units, r.stage, r.since) for r in together.rows] == strip
    assert len({r.place.line for r in together.rejected}) == len(bad)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_code(data: bytes) -> None:
    try:
        read(data)
    except UnreadableRoster as refused:
        assert refused.code  # noqa: PT017 - either outcome is right


@given(st.lists(st.lists(st.text(max_size=12), min_size=4, max_size=4), max_size=20))
def test_every_row_is_taken_rejected_or_skipped(cells: list[list[str]]) -> None:
    clean = [
        [cell.replace(",", "").replace("\n", "").replace("\r", "").replace('"', "") for cell in row]
        for row in cells
    ]
    roster = read("姓名,编号,党支部,发展阶段\n" + "\n".join(",".join(row) for row in clean))
    lines = {row.line for row in roster.rows} | {r.place.line for r in roster.rejected}
    assert len(roster.rows) + len({r.place.line for r in roster.rejected}) == len(lines)
