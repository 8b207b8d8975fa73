"""The fixed civic subjects: complete, and free of what a person thinks or is."""

from __future__ import annotations

import re

from redcloud.engine.topics.civic import CIVIC_CODES, CIVIC_SUBJECTS


def test_codes_differ_and_every_subject_has_both_names() -> None:
    assert len(CIVIC_CODES) == len(CIVIC_SUBJECTS) >= 20
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", subject.code) for subject in CIVIC_SUBJECTS)
    assert all(subject.name_zh and subject.name_en.isascii() for subject in CIVIC_SUBJECTS)


def test_no_subject_names_a_stance_or_a_trait() -> None:
    judging = re.compile(r"loyal|attitude|stance|mood|sentiment|belief|ideolog|忠诚|态度|立场|情绪|思想|信仰")
    assert not [s.code for s in CIVIC_SUBJECTS if judging.search(f"{s.code} {s.name_zh} {s.name_en}")]
