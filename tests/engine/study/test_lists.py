"""A list of items out and in again: every text comes back, no cell is a formula, real files are read."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from redcloud.engine.people.formulas import guarded, unguarded
from redcloud.engine.study.lists import COLUMNS, UnreadableList, as_csv, as_xlsx, read_list
from redcloud.engine.study.lists.cells import CELL_MAX

TEXTS = st.text(
    st.one_of(
        st.sampled_from("=+-@'＝＠|,;\t\n 0#*_x<&\"、中文"),
        st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"),
    ),
    max_size=60,
)


def rows_of(*texts: str) -> list[dict[str, str]]:
    known = dict.fromkeys(COLUMNS, "")
    return [known | {"title": f"题{n}", "text": text, "link": text} for n, text in enumerate(texts)]


@given(TEXTS)
def test_an_apostrophe_that_guards_is_put_and_taken_without_a_loss(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_every_text_comes_back_from_a_file(write, texts: list[str]) -> None:
    rows = rows_of(*texts)
    read = read_list(write(rows, "zh-hans"))
    assert [row.cells for row in read.rows] == rows
    assert [row.line for row in read.rows] == list(range(2, len(rows) + 2))


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_a_text_longer_than_a_cell_goes_on_in_further_columns(write) -> None:
    long = "学" * CELL_MAX + "=" * CELL_MAX + "完\n"
    read = read_list(write(rows_of(long, "短"), "en"))
    assert [row.cells["text"] for row in read.rows] == [long, "短"]
    assert read.rows[0].headings["text"] == "Text"


def test_no_cell_of_a_file_is_a_formula() -> None:
    rows = rows_of('=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)", "\t=1", "＝1")
    cells = [cell for row in csv.reader(io.StringIO(as_csv(rows, "en").decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "＝"))]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(rows, "en"))).get_sheet_by_index(0)
    assert not [cell for row in sheet.to_python() for cell in row if str(cell)[:1] in "=+-@" and cell != ""]


def test_days_are_days_and_minutes_are_numbers_in_a_spreadsheet() -> None:
    row = rows_of("文")[0] | {"expires_on": "2026-12-31", "minutes": "8"}
    file = as_xlsx([row], "zh-hans")
    cells = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()[1]
    assert date(2026, 12, 31) in cells
    assert 8.0 in cells
    assert read_list(file).rows[0].cells == row


CHINESE = (
    "内容库（2026 年）,,\r\n标 题*,正文（Markdown）,有效期至,时长（分钟）,点击量\r\n"
    "急救,先看安全,2026-12-31,8,3\r\n,,,,\r\n防骗,| 甲 | 乙 |,,,\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_as_it_is(encoding: str) -> None:
    read = read_list(CHINESE.encode(encoding))
    assert [row.line for row in read.rows] == [3, 5]
    assert read.rows[0].cells == {
        "title": "急救",
        "text": "先看安全",
        "expires_on": "2026-12-31",
        "minutes": "8",
    }
    assert read.rows[0].headings["expires_on"] == "有效期至"
    assert read.unread == ("点击量",)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_bars_and_commas_of_a_text_separate_nothing(separator: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([["Title", "Text"], ["a", "| 1, | 2; | 3\t|\n" * 50]])
    assert len(read_list(out.getvalue().encode()).rows[0].cells["text"]) > 500


def test_a_spreadsheet_of_several_sheets_with_numbers_as_text_is_read() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("说明").write_string(0, 0, "请填第二张")
        sheet = book.add_worksheet("内容")
        day = book.add_format({"num_format": "yyyy/m/d"})
        sheet.write_row(0, 0, ["名称", "内容", "分钟数", "截止日期"])
        sheet.write_row(1, 0, [2026, "文", "12"])
        sheet.write_datetime(1, 3, date(2027, 1, 2), day)
    row = read_list(out.getvalue()).rows[0]
    assert (row.sheet, row.line) == ("内容", 2)
    assert row.cells == {"title": "2026", "text": "文", "minutes": "12", "expires_on": "2027-01-02"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"PK\x03\x04broken", "unreadable"),
        (b"\xff\xfe\x00", "encoding_unknown"),
        ("姓名,支部\n王,一\n".encode(), "no_headings"),
        (b"Title,Text\n" + b"a,b\n" * 20_001, "too_many_rows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_list_is_refused_with_a_code(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableList) as refused:
        read_list(data)
    assert refused.value.code == code
