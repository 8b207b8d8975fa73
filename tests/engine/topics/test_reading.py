"""Files of labelled texts: what is read, and what is said of what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from redcloud.engine.topics.reading import Unreadable, read_labelled, read_pairs

TABLE = 'title,body,label\n路灯坏了,"晚上很黑,\n请修",照明\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_the_encodings_that_people_have(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(TABLE.encode(encoding))
    found = read_labelled(path, ["title", "body"], "label")
    assert found.rows == [{"title": "路灯坏了", "body": "晚上很黑,\n请修"}]
    assert found.labels == ["照明"]


def test_a_column_that_is_missing_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("title,label\n灯,照明\n", encoding="utf-8")
    assert read_labelled(path, ["title", "body"], "label").rows == [{"title": "灯", "body": ""}]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("", "empty", 0),
        ("title,label\n", "empty", 0),
        ("name,label\na,b\n", "no_column", 1),
        ("title,kind\na,b\n", "no_column", 1),
        ("title,label\na,b\nc\n", "columns", 3),
        ("title,label\n  ,b\n", "no_text", 2),
        ("title,label\na,\n", "no_label", 2),
        ('title,label\n"a,b\n', "malformed", 2),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, content: str, code: str, line: int) -> None:
    path = tmp_path / "table.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Unreadable) as caught:
        read_labelled(path, ["title"], "label")
    assert (caught.value.code, caught.value.line) == (code, line)


def test_neither_utf8_nor_gb18030_is_told_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"title,label\na,b\n\xff\xff\xff,c\n")
    with pytest.raises(Unreadable) as caught:
        read_labelled(path, ["title"], "label")
    assert (caught.value.code, caught.value.line) == ("encoding", 3)


def test_a_picture_is_not_a_table(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"\x89PNG\0\0\0")
    with pytest.raises(Unreadable, match="binary"):
        read_labelled(path, ["title"], "label")


def test_pairs_have_two_sentences_and_a_number(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text('怎么报名\t如何"报名\t1\r\n\n灯坏了\t路不平\t2.5\n', encoding="utf-8")
    found = read_pairs(path)
    assert (found.left, found.right) == (["怎么报名", "灯坏了"], ['如何"报名', "路不平"])
    assert found.labels == [1.0, 2.5]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty"),
        ("a\tb\n", "columns"),
        ("a\t\t1\n", "no_text"),
        ("a\tb\tc\n", "label"),
        ("a\tb\tnan\n", "label"),
    ],
)
def test_pairs_that_cannot_be_used_are_named(tmp_path: Path, content: str, code: str) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Unreadable, match=code):
        read_pairs(path)
