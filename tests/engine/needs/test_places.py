"""Places as somebody writes or pastes them."""

from __future__ import annotations

import pytest

from redcloud.engine.needs.places import place_of_branch, read_places


def test_a_line_has_a_name_and_a_branch_and_perhaps_a_district() -> None:
    good, wrong = read_places("柳树村，柳树村党支部\n\n 河湾县 , 学校街\t学校党支部\n")
    assert wrong == []
    assert [(line.number, line.district, line.name, line.branch) for line in good] == [
        (1, "", "柳树村", "柳树村党支部"),
        (3, "河湾县", "学校街", "学校党支部"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("柳树村", "parts"),
        ("柳树村，", "parts"),
        ("一，二，三，四", "parts"),
        (f"{'长' * 121}，柳树村党支部", "long"),
    ],
)
def test_a_line_that_cannot_be_used_says_why_and_which(text: str, code: str) -> None:
    good, wrong = read_places(f"\n{text}")
    assert good == []
    assert [(line.number, line.code) for line in wrong] == [(2, code)]


@pytest.mark.parametrize(
    ("branch", "place"),
    [
        ("柳树村党支部", "柳树村"),
        ("望溪社区党支部", "望溪社区"),
        ("新岗街支部", "新岗街"),
        ("卫生院党支部", ""),
        ("第一党支部", ""),
    ],
)
def test_a_village_is_known_by_the_name_of_its_branch(branch: str, place: str) -> None:
    assert place_of_branch(branch) == place
