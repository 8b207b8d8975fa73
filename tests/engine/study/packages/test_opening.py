"""A package is opened: what it says is read as it is meant, what is wrong is named with its place."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from redcloud.engine.study.packages import BadPackage, Block, Unit, from_json, open_package, said, to_json
from redcloud.engine.study.packages.elements import DEEPEST, read_xml
from redcloud.engine.study.packages.reading import MOST_UNITS
from tests.engine.study.packages.making import (
    COURSE,
    FIRST,
    SECOND,
    au,
    block,
    package,
    structure,
    words,
    zipped,
)


def faults(file: io.BytesIO, **how: bool) -> list[tuple[str, str]]:
    with pytest.raises(BadPackage) as refused:
        open_package(file, **how)
    return [(one.code, one.value) for one in refused.value.faults]


def alone(*parts: str, **more: str) -> io.BytesIO:
    return io.BytesIO(structure(*parts, **more).encode())


def test_a_structure_is_read_in_its_order_with_all_that_it_says() -> None:
    inner = "<launchParameters> Start=1 </launchParameters><entitlementKey> xyz </entitlementKey>"
    opened = open_package(
        package(
            block(f"{COURSE}/b", au(moveOn="CompletedAndPassed", masteryScore="0.85", inner=inner)),
            au(SECOND, " ./a%20b/start.html?x=1#top ", launchMethod="OwnWindow", activityType="urn:x:lesson"),
            files=(("a b/start.html", "<p>"),),
        )
    )
    found = opened.structure
    assert (found.id, said(found.title, "en"), said(found.title, "zh-hans")) == (
        COURSE,
        "Knowing soil",
        "认识土壤",
    )
    first, second = found.units
    assert [type(part) for part in found.parts] == [Block, Unit]
    assert (first.id, first.move_on, first.mastery, first.launch_method) == (
        FIRST,
        "CompletedAndPassed",
        0.85,
        "AnyWindow",
    )
    assert (first.launch_parameters, first.entitlement_key) == ("Start=1", "xyz")
    assert (second.url, second.launch_method, second.activity_type, second.mastery) == (
        "./a%20b/start.html?x=1#top",
        "OwnWindow",
        "urn:x:lesson",
        None,
    )
    assert [tuple(one.id for one in above) for _unit, above in found.placed()] == [(f"{COURSE}/b",), ()]
    assert set(opened.files) == {"index.html", "a b/start.html"}
    assert from_json(to_json(found)) == found


def test_more_than_a_thousand_units_and_nested_blocks_are_taken() -> None:
    units = "".join(au(f"{COURSE}/{number}") for number in range(1200))
    assert len(open_package(package(units)).structure.units) == 1200
    nested = au()
    for number in range(20):
        nested = block(f"{COURSE}/b{number}", nested)
    assert [len(above) for _unit, above in open_package(package(nested)).structure.placed()] == [20]


def test_a_structure_alone_names_whole_addresses() -> None:
    opened = open_package(alone(au(url="https://lessons.example.org/a?b=1")))
    assert (opened.files, opened.structure.hosts) == ({}, ["lessons.example.org"])
    assert ("from_elsewhere", "lessons.example.org") in [(one.code, one.value) for one in opened.notes]
    assert faults(alone(au(url="index.html"))) == [("url_without_zip", "index.html")]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("missing.html", "file_missing"),
        ("../index.html", "url_leads_out"),
        ("/index.html", "url_leads_out"),
        ("%2e%2e/index.html", "url_leads_out"),
        ("..\\index.html", "url_leads_out"),
        ("//example.org/a", "url_unreadable"),
        ("?a=1", "url_unreadable"),
        ("https://[::1/a", "url_unreadable"),
        ("https:///a", "url_unreadable"),
        ("http://example.org/a", "url_not_safe"),
        ("javascript:alert(1)", "url_not_web"),
        ("data:text/html,x", "url_not_web"),
        ("myapp://open", "url_not_web"),
        ("index.html?fetch=1", "url_parameter"),
    ],
)
def test_an_address_that_cannot_be_launched_is_refused(url: str, code: str) -> None:
    assert faults(package(au(url=url))) == [(code, url)]


def test_plain_http_is_taken_where_this_platform_speaks_it() -> None:
    assert open_package(alone(au(url="http://example.org/a")), plain_http=True).structure.hosts == [
        "example.org"
    ]


def test_a_file_is_found_whatever_the_case_of_its_name() -> None:
    assert open_package(package(au(url="INDEX.html"))).structure.units[0].url == "INDEX.html"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([au(moveOn="Sometimes")], [("bad_move_on", "Sometimes")]),
        ([au(launchMethod="Frame")], [("bad_launch_method", "Frame")]),
        ([au(masteryScore="1.01")], [("bad_mastery", "1.01")]),
        ([au(masteryScore="0.12345")], [("bad_mastery", "0.12345")]),
        ([au(masteryScore="NaN")], [("bad_mastery", "NaN")]),
        ([au(masteryScore="much")], [("bad_mastery", "much")]),
        ([au("no iri")], [("not_an_iri", "no iri")]),
        ([au("")], [("lacks", "id")]),
        ([au(), au()], [("repeated_id", FIRST)]),
        ([au(COURSE)], [("repeated_id", COURSE)]),
        ([block(f"{COURSE}/b")], [("no_units", ""), ("no_units", "")]),
        ([f'<au id="{FIRST}">{words("title", zh="无")}</au>'], [("lacks", "url")]),
        ([f'<au id="{FIRST}"><url>index.html</url></au>'], [("lacks", "title")]),
        ([au(inner="<url>index.html</url>")], [("repeated", "url")]),
        ([au(activityType="no iri")], [("not_an_iri", "no iri")]),
    ],
)
def test_what_a_structure_says_wrongly_is_named(parts: list[str], expected: list[tuple[str, str]]) -> None:
    assert faults(package(*parts)) == expected


def test_every_fault_is_told_at_once_with_its_line_and_its_unit() -> None:
    with pytest.raises(BadPackage) as refused:
        open_package(package(au(moveOn="x", masteryScore="2", url="gone.html")))
    assert {(one.code, one.line, one.at) for one in refused.value.faults} == {
        ("bad_move_on", 4, FIRST),
        ("bad_mastery", 4, FIRST),
        ("file_missing", 4, FIRST),
    }


def test_a_missing_description_and_an_unknown_language_are_told_and_taken() -> None:
    title = '<title><langstring lang="中文">一</langstring></title>'
    bare = f'<au id="{FIRST}" moveOn="Completed">{title}<url>index.html</url></au>'
    opened = open_package(package(bare))
    assert opened.structure.units[0].title == {"und": "一"}
    assert [(one.code, one.at) for one in opened.notes] == [
        ("unknown_language", FIRST),
        ("no_description", FIRST),
    ]


def test_a_package_that_nothing_completes_says_so() -> None:
    codes = [one.code for one in open_package(package(au())).notes]
    assert "never_done" in codes
    mixed = open_package(package(au(moveOn="Passed"), au(SECOND)))
    assert [(one.code, one.at) for one in mixed.notes] == [("done_by_itself", SECOND)]
    assert mixed.structure.says_when_done


def test_what_a_page_asks_of_other_hosts_and_of_the_browser_is_told() -> None:
    page = '<script src="https://cdn.example.com/x.js"></script><a href="https://ok.example.com/">x</a>'
    opened = open_package(
        package(
            au(moveOn="Passed"),
            files=(
                ("page.html", page),
                ("a.css", "@import url('//fonts.example.com/a.css');"),
                ("keep.js", "window.localStorage.setItem('a', 1)"),
            ),
        )
    )
    assert [(one.code, one.at, one.value) for one in opened.notes] == [
        ("loads_elsewhere", "page.html", "cdn.example.com"),
        ("loads_elsewhere", "a.css", "fonts.example.com"),
        ("keeps_in_browser", "keep.js", ""),
    ]


def test_elements_of_a_vendor_are_left_alone() -> None:
    extra = '<kw:keywords xmlns:kw="http://example.org/kw"><kw:au/></kw:keywords>'
    file = io.BytesIO(structure(au(url="https://a.example/"), extra=extra).encode())
    assert len(open_package(file).structure.units) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<courseStructure", "xml_broken"),
        ("", "xml_broken"),
        ("# not xml", "xml_broken"),
        ('<?xml version="1.0" encoding="gb18030"?><a/>', "xml_broken"),
        ("<a/>", "not_cmi5"),
        (structure(namespace="http://www.adlnet.gov/cmi5/CourseStructure.xsd"), "not_cmi5"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "xml_doctype"),
        ("<!DOCTYPE a SYSTEM 'https://example.org/a.dtd'><a/>", "xml_doctype"),
        ("<a>" * (DEEPEST + 1), "xml_too_large"),
    ],
)
def test_xml_that_is_none_or_means_harm_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadPackage) as refused:
        open_package(io.BytesIO(text.encode()))
    assert [one.code for one in refused.value.faults] == [code]


def test_entities_that_grow_are_refused_before_they_do() -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    bomb = f'<!DOCTYPE a [<!ENTITY a0 "ha">{lines}]><a>&a8;</a>'
    assert faults(io.BytesIO(bomb.encode()))[0][0] == "xml_doctype"


def test_a_flood_of_elements_is_refused() -> None:
    with pytest.raises(BadPackage) as refused:
        read_xml(b"<a>" + b"<b/>" * 200_001 + b"</a>")
    assert refused.value.faults[0].code == "xml_too_large"
    many = "".join(au(f"{COURSE}/{number}") for number in range(MOST_UNITS + 1))
    assert faults(package(many)) == [("too_many_units", str(MOST_UNITS))]


def test_a_zip_without_a_structure_in_its_root_says_where_it_lies() -> None:
    with pytest.raises(BadPackage) as refused:
        open_package(zipped(("soil/cmi5.xml", structure()), ("soil/index.html", "")))
    assert [(one.code, one.at) for one in refused.value.faults] == [("structure_deeper", "soil/cmi5.xml")]
    assert faults(zipped(("index.html", "")))[0][0] == "no_structure"
    assert faults(zipped(("CMI5.XML", structure())))[0][0] == "no_structure"


def test_a_zip_that_is_dangerous_is_refused_by_name() -> None:
    good = ("cmi5.xml", structure())
    for name, code in (
        ("../out.html", "leads_out"),
        ("/etc/out.html", "leads_out"),
        ("C:/out.html", "leads_out"),
        ("INDEX.html", "same_name"),
    ):
        assert faults(zipped(good, ("index.html", "a"), (name, "b")))[0][0] == code
    assert faults(zipped(good, ("index.html", b"\0" * 4_000_000)))[0][0] == "bomb"


def test_a_link_and_a_lie_about_a_size_in_a_zip_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("cmi5.xml", structure())
        entry = zipfile.ZipInfo("index.html")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert faults(out)[0][0] == "link"
    honest = zipped(("cmi5.xml", structure()), ("index.html", "a" * 5000)).getvalue()
    size = len(structure().encode()).to_bytes(4, "little")
    shorter = (len(structure().encode()) - 9).to_bytes(4, "little")
    assert faults(io.BytesIO(honest.replace(size, shorter)))[0][0] in ("bomb", "unreadable")


def test_what_is_no_package_at_all_is_refused() -> None:
    assert faults(io.BytesIO(b"PK\x03\x04 and no more"))[0][0] == "unreadable"
    assert faults(io.BytesIO(b"\x00\x01\x02"))[0][0] == "xml_broken"
    assert faults(io.BytesIO(b"PK\x05\x06" + b"\0" * 18))[0][0] == "no_structure"
