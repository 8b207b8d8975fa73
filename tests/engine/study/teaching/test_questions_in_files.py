"""Questions in sheets and in Markdown: what is written is read back exactly; plain words are understood."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcloud.engine.study.lists.reading import sheets_of
from redcloud.engine.study.quizzes import Choice, Question, faults, true_or_false
from redcloud.engine.study.quizzes.writing import questions_in, written_question
from redcloud.engine.study.teaching.kinds import kind_in, question_of, rights_in
from redcloud.engine.study.teaching.sheets import headings_known, question_cells, teaching_in
from redcloud.engine.study.teaching.workbook import as_workbook, template

# What a form, a cell and a file all can hold: no control signs, nothing that a reader strips.
SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Cn"))
WORDS = st.text(SIGNS, min_size=1, max_size=30).map(str.strip).filter(bool)
MAYBE = st.one_of(st.just(""), WORDS)
LINES = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Any question that may be asked."""
    kind = draw(st.sampled_from(("single", "multiple", "true_false", "short")))
    text = draw(LINES)
    if kind == "true_false":
        made = true_or_false(
            "", text, right=draw(st.booleans()), when_true=draw(MAYBE), when_false=draw(MAYBE)
        )
    elif kind == "short":
        accepted = draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))
        made = Question("", "short", text, (), tuple(accepted), draw(MAYBE), draw(MAYBE))
    else:
        texts = draw(st.lists(WORDS, min_size=2, max_size=8, unique=True))
        most = len(texts) if kind == "multiple" else 1
        right = draw(st.sets(st.sampled_from(range(len(texts))), min_size=1, max_size=most))
        choices = tuple(
            Choice(f"c{n}", one, n - 1 in right, draw(MAYBE)) for n, one in enumerate(texts, start=1)
        )
        made = Question("", kind, text, choices)
    return made


def content(question: Question) -> object:
    choices = tuple((c.text, c.right, c.feedback) for c in question.choices)
    return replace(question, choices=(), key=""), choices


@given(st.lists(questions().filter(lambda one: not faults(one)), min_size=1, max_size=4))
def test_questions_come_back_from_markdown_as_they_were(asked: list[Question]) -> None:
    body = "\n".join(
        written_question(n, one, number=f"n{n}", language="en") for n, one in enumerate(asked, start=1)
    )
    read = list(questions_in(body))
    assert [content(question) for _line, question, _about, _fault in read] == [content(one) for one in asked]
    assert [about["number"] for _line, _question, about, _fault in read] == [
        f"n{n}" for n in range(1, len(asked) + 1)
    ]
    assert {fault for *_rest, fault in read} == {""}


@given(st.lists(questions().filter(lambda one: not faults(one)), min_size=1, max_size=4), st.booleans())
def test_questions_come_back_from_a_workbook_as_they_were(asked: list[Question], english: bool) -> None:
    language = "en" if english else "zh-hans"
    rows = [
        question_cells(one, language, number=f"n{n}", quiz="=急救", state="", spoken="")
        for n, one in enumerate(asked)
    ]
    taught, rest = teaching_in(sheets_of(as_workbook([], [], rows, language), headings_known))
    assert [content(row.question) for row in taught.questions] == [content(one) for one in asked]
    assert {(row.fault, row.quiz) for row in taught.questions} == {("", "=急救")}
    assert len(rest) == 1, "the sheet of items"


def test_examples_of_the_template_are_not_imported() -> None:
    example = question_cells(
        true_or_false("", "对吗", right=True), "zh-hans", number="示例", quiz="", state="", spoken=""
    )
    data = template([], [], [example], ["怎么填"], "zh-hans")
    assert BytesIO(data).read(2) == b"PK"
    assert not teaching_in(sheets_of(data, headings_known))[0]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("单选", "single"),
        ("多选题", "multiple"),
        ("判断", "true_false"),
        ("True / False", "true_false"),
        ("填空题", "short"),
        ("Short answer", "short"),
        ("论文", None),
    ],
)
def test_kinds_are_said_in_plain_words(word: str, kind: str | None) -> None:
    assert kind_in(word) == kind


@pytest.mark.parametrize(
    ("cell", "right"),
    [("B", {1}), ("a、c", {0, 2}), ("AC", {0, 2}), ("1,3", {0, 2}), ("三", {2}), ("一\n三", {0, 2})],
)
def test_right_answers_are_letters_numbers_or_the_words_themselves(cell: str, right: set[int]) -> None:
    assert rights_in(cell, ["一", "二", "三"]) == right


@pytest.mark.parametrize("cell", ["D", "最后一个", "4"])
def test_what_names_no_choice_is_not_guessed(cell: str) -> None:
    assert rights_in(cell, ["一", "二", "三"]) is None


def test_without_a_type_the_answers_say_what_it_is() -> None:
    two = [("一", ""), ("二", "")]
    assert question_of("", "问", two, "A", (), "", "")[0].kind == "single"
    assert question_of("", "问", two, "A B", (), "", "")[0].kind == "multiple"
    assert question_of("", "问", [], "对", (), "", "")[0].kind == "true_false"
    assert question_of("", "问", [], "", ("120",), "", "")[0].kind == "short"


@pytest.mark.parametrize(
    ("kind", "right", "fault", "column"),
    [
        ("论文", "A", "unknown_kind", "type"),
        ("单选", "Z", "unknown_right", "right"),
        ("单选", "", "none_right", "right"),
        ("单选", "AB", "more_than_one_right", "right"),
        ("判断", "也许", "unknown_right", "right"),
    ],
)
def test_what_is_wrong_is_said_with_its_column(kind: str, right: str, fault: str, column: str) -> None:
    assert question_of(kind, "问", [("一", ""), ("二", "")], right, (), "", "")[1:] == (fault, column)
