"""Categories of needs: civic subjects that residents can ask about, in both languages."""

from __future__ import annotations

import re

from redcloud.engine.needs.categories import NEED_CATEGORIES, NEED_CATEGORY_CODES, OTHER, category_name
from redcloud.engine.topics.civic import CIVIC_CODES


def test_every_category_is_a_civic_subject_or_other() -> None:
    assert {OTHER} == NEED_CATEGORY_CODES - CIVIC_CODES
    assert "meeting-arrangements" not in NEED_CATEGORY_CODES


def test_every_category_has_a_name_in_both_languages() -> None:
    for subject in NEED_CATEGORIES:
        assert re.search(r"[\u4e00-\u9fff]", category_name(subject.code, "zh-hans"))
        assert re.fullmatch(r"[A-Za-z ,-]+", category_name(subject.code, "en"))


def test_a_code_of_an_older_release_is_shown_as_it_is() -> None:
    assert category_name("dropped-long-ago", "en") == "dropped-long-ago"
