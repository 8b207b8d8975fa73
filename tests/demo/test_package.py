"""The cmi5 package that ships with the demo: sound, in both languages, with nothing from elsewhere."""

from __future__ import annotations

import re

from redcloud.demo.shelf import PACKAGE, package_file
from redcloud.engine.study.packages import open_package, said


def test_it_is_taken_without_a_fault_or_a_note() -> None:
    opened = open_package(package_file())
    assert opened.notes == []
    assert opened.structure.says_when_done
    assert len(opened.structure.units) == 2


def test_every_text_is_there_in_both_languages() -> None:
    course = open_package(package_file()).structure
    for thing in (course, *course.units):
        for words in (thing.title, thing.description):
            assert set(words) == {"zh-Hans", "en"}
            assert not re.search("[\u4e00-\u9fff]", said(words, "en"))


def test_both_languages_ask_the_same_and_each_question_has_one_right_choice() -> None:
    text = (PACKAGE / "content.js").read_text(encoding="utf-8")
    chinese, english = (
        re.findall(r"choices: \[(.*?)\] \}", part, re.DOTALL) for part in text.split("  en: {")
    )
    assert len(chinese) == len(english) == 7
    for one, other in zip(chinese, english, strict=True):
        assert re.findall(r", (true|false),", one) == re.findall(r", (true|false),", other)
        assert re.findall(r", (true|false),", one).count("true") == 1
