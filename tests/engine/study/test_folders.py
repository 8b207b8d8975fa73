"""A folder of Markdown: heads and texts come back exactly; what is dangerous or absurd is refused by name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcloud.engine.study.folders import (
    BadBundle,
    documents_in,
    from_folder,
    from_zip,
    is_zip_of_texts,
    written,
)
from redcloud.engine.study.folders.texts import quoted, split, with_links
from redcloud.engine.study.lists import COLUMNS

HEAD = "---\ntitle: 题\n---\n\n"
LINES = st.text(
    st.one_of(
        st.sampled_from('"\\:-# \t，{}[]'),
        st.characters(exclude_categories=("Cs",), exclude_characters="\r\x00"),
    ),
    max_size=40,
)


def zipped(*entries: tuple[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


@given(title=LINES, link=LINES, text=LINES.filter(str.strip))
def test_a_head_and_a_text_come_back_exactly(title: str, link: str, text: str) -> None:
    row = dict.fromkeys(COLUMNS, "") | {"title": title, "link": link, "text": text}
    cells, unread = split(written(row))
    assert cells.pop("text").strip() == text.strip()
    assert cells == {key: value for key, value in row.items() if value and key != "text"}
    assert unread == []


@given(LINES.filter(str.strip))
def test_a_name_that_is_quoted_is_one_link(name: str) -> None:
    name = name.replace("\n", "").replace("\t", "").strip() or "x"
    seen: list[str] = []

    def note(target: str) -> None:
        seen.append(target)

    with_links(f"[x](./{quoted(name)})", note)
    assert seen == [f"./{name}"] or not name.isprintable() or any(sign.isspace() for sign in name)


def test_heads_of_people_are_read() -> None:
    cells, unread = split(
        '\ufeff---\r\n标题: "题: 一"\r\nTopics: a, b\r\nauthor: x\r\n---\r\n文\r\n---\r\n续'
    )
    assert cells == {"title": "题: 一", "topics": "a, b", "text": "文\n---\n续"}
    assert unread == ["author"]


def test_files_belong_to_the_text_that_links_to_them_or_stands_alone_beside_them() -> None:
    bundle = from_zip(
        zipped(
            (
                "a.md",
                HEAD
                + "![图](img/%E5%9B%BE 1.png) [b](<img/b.pdf#2>)\n\n[c]: ../x.png\n".replace(" 1", "%201"),
            ),
            ("own/own.md", HEAD + "[讲稿](讲稿.pdf)"),
            ("own/讲稿.pdf", b"1"),
            ("own/deep/more.pdf", b"2"),
            ("img/图 1.png", b"3"),
            ("img/b.pdf", b"4"),
            ("stray/x.pdf", b"5"),
            ("__MACOSX/._a.md", b"x"),
            (".DS_Store", b"x"),
        )
    )
    found = documents_in(bundle)
    by_path = {item.path: item for item in found.items}
    assert sorted(by_path["a.md"].files) == ["b.pdf", "图 1.png"]
    assert sorted(by_path["own/own.md"].files) == ["more.pdf", "讲稿.pdf"]
    assert found.unused == ["stray/x.pdf"]
    assert by_path["a.md"].cells["text"].strip() == "![图](图%201.png) [b](<b.pdf#2>)\n\n[c]: ../x.png"
    assert by_path["own/own.md"].cells["text"].strip() == "[讲稿](讲稿.pdf)"


def test_two_files_of_one_name_are_a_fault_of_their_text() -> None:
    found = documents_in(from_zip(zipped(("a/a.md", HEAD), ("a/1/x.png", b"1"), ("a/2/x.png", b"2"))))
    assert [item.fault for item in found.items] == ["same_name"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"# no head", "no_head"),
        ("---\n题\n---\n".encode("gb18030"), "not_text"),
        (bytes(range(32, 127)) * 22_200, "too_long"),
    ],
    ids=["no_head", "not_text", "too_long"],
)
def test_a_text_that_cannot_be_read_says_why(content: bytes, fault: str) -> None:
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.md", content)
    assert documents_in(from_zip(plain.getvalue())).items[0].fault == fault


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../a.md", "leads_out"),
        ("x/../../a.md", "leads_out"),
        ("..\\a.md", "leads_out"),
        ("/etc/a.md", "leads_out"),
        ("C:\\a.md", "leads_out"),
        ("a\x01.md", "absurd_name"),
        ("a?.md", "absurd_name"),
        ("x" * 201 + ".md", "absurd_name"),
        ("/".join("abcdefghijk") + ".md", "absurd_name"),
        (" .md/ /a.md", "absurd_name"),
    ],
)
def test_a_name_that_leads_out_or_is_absurd_refuses_the_whole(name: str, code: str) -> None:
    with pytest.raises(BadBundle) as refused:
        from_zip(zipped(("good.md", HEAD), (name, b"x")))
    assert refused.value.code == code


def test_a_link_in_a_zip_is_refused() -> None:
    entry = zipfile.ZipInfo("a.md")
    entry.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(BadBundle, match="link"):
        from_zip(out.getvalue())


def test_a_link_in_a_folder_is_refused_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(HEAD, encoding="utf-8")
    (tmp_path / "b.md").symlink_to("/etc/passwd")
    with pytest.raises(BadBundle, match="link"):
        from_folder(tmp_path)


def test_a_bomb_is_refused_before_it_is_read() -> None:
    with pytest.raises(BadBundle, match="bomb"):
        from_zip(zipped(("a.md", HEAD), ("x.png", b"\0" * 8 * 2**20)))


def test_an_entry_that_lies_about_its_size_is_not_read_beyond_it() -> None:
    data = bytearray(zipped(("a.md", b"x" * 5000)))
    size = (5000).to_bytes(4, "little")
    for at in (data.find(size), data.rfind(size)):
        data[at : at + 4] = (10).to_bytes(4, "little")
    bundle = from_zip(bytes(data))
    with pytest.raises(BadBundle):
        bundle.files["a.md"].read()


def test_too_much_and_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redcloud.engine.study.folders.bundle.MOST_BYTES", 1000)
    with pytest.raises(BadBundle, match="too_large"):
        from_zip(zipped(("a.md", b"x" * 600), ("b.md", b"x" * 600)))
    monkeypatch.setattr("redcloud.engine.study.folders.bundle.MOST_FILES", 1)
    with pytest.raises(BadBundle, match="too_many"):
        from_zip(zipped(("a.md", b"x"), ("b.md", b"x")))
    with pytest.raises(BadBundle, match="same_name"):
        from_zip(zipped(("a.md", b"x"), ("A.md", b"x")))


def test_names_in_gb18030_are_read() -> None:
    # As a file manager writes it: no flag for UTF-8, the octets in its own encoding.
    data = zipped(("ABCDEFGH.md", HEAD)).replace(b"ABCDEFGH", "育苗方法".encode("gb18030"))
    assert list(from_zip(data).files) == ["育苗方法.md"]


@pytest.mark.parametrize(("data", "code"), [(b"PK\x03\x04", "unreadable"), (b"", "unreadable")])
def test_what_is_no_zip_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(BadBundle, match=code):
        from_zip(data)
    assert not is_zip_of_texts(data)


def test_a_zip_without_texts_is_refused() -> None:
    with pytest.raises(BadBundle, match="no_texts"):
        documents_in(from_zip(zipped(("a.png", b"x"))))
