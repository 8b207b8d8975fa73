"""A quiz at the end of a Markdown text: read as its module says, or refused with the reason."""

from __future__ import annotations

import textwrap

import pytest

from redcloud.engine.study.quizzes import BadQuiz, split_quiz, writing


def documented() -> str:
    doc = str(writing.__doc__)
    return textwrap.dedent(doc.split("\n\n", 1)[1].split("``# Quiz``")[0])


def test_the_example_in_the_module_is_read_as_it_says() -> None:
    text, questions = split_quiz("## 按压\n\n正文。\n\n" + documented())
    assert text == "## 按压\n\n正文。\n"
    assert [question.kind for question in questions] == ["single", "multiple", "true_false", "short"]
    assert questions[0].choices[0].feedback == "对，每次都让胸口完全回弹。"
    assert questions[1].right_keys == {"c1", "c2"}
    assert questions[2].right_keys == {"true"}
    assert questions[3].accepted == ("120", "一二零")
    assert questions[3].when_other == "再想想：是三位数。"


def test_a_text_without_a_quiz_stays_as_it_is() -> None:
    for text in ("正文\n", "## 小测\n\n正文\n", "正文里说到小测\n", ""):
        assert split_quiz(text) == (text, ())


def test_a_question_may_have_several_lines() -> None:
    _text, (question,) = split_quiz("# Quiz\n1. First line\nsecond line\n= a\n")
    assert question.text == "First line\nsecond line"


@pytest.mark.parametrize(
    ("quiz", "number", "fault"),
    [
        ("", 0, "no_text"),
        ("- (x) 甲", 0, "unknown_line"),
        ("1. 问\n- (x) 甲", 1, "too_few_choices"),
        ("1. 问\n= 甲\n2. 问\n- (x) 甲\n- [ ] 乙", 2, "kinds_mixed"),
        ("1. 问\n- (x) 甲\n- ( ) 乙\n= 丙", 1, "unknown_line"),
        ("1. 问\n- (x) 甲\n- (x) 乙", 1, "more_than_one_right"),
        ("1. 问", 1, "no_accepted"),
        ("1. 问\n- (x) 甲\n- ( ) 乙\n没有下文", 1, "unknown_line"),
    ],
)
def test_what_is_wrong_is_named_with_its_question(quiz: str, number: int, fault: str) -> None:
    with pytest.raises(BadQuiz) as refused:
        split_quiz(f"正文\n\n# 小测\n\n{quiz}\n")
    assert (refused.value.number, refused.value.fault) == (number, fault)
