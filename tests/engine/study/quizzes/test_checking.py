"""An answer is right, or not yet, or was not given; what was chosen gets its own feedback."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from redcloud.engine.study.quizzes import (
    KINDS,
    MOST_CHOICES,
    Choice,
    Question,
    check,
    check_all,
    faults,
    from_json,
    to_json,
    true_or_false,
)

DEPTH = Question(
    "depth",
    "single",
    "按压多深？",
    (Choice("a", "2 厘米", False, "太浅"), Choice("b", "5 到 6 厘米", True, "对")),
)
STEPS = Question(
    "steps",
    "multiple",
    "哪些要做？",
    (Choice("a", "打 120", True, "对"), Choice("b", "取 AED", True), Choice("c", "喂水", False, "会呛住")),
)
NUMBER = Question(
    "number", "short", "急救电话？", accepted=("120", "一二零"), when_right="对", when_other="三位数"
)
BREATHS = true_or_false("breaths", "没学过也要做人工呼吸。", right=False, when_true="不要", when_false="对")


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Any question without faults."""
    kind = draw(st.sampled_from(KINDS))
    text = draw(st.text(min_size=1).filter(str.strip))
    if kind == "short":
        words = st.text(
            st.characters(min_codepoint=0x21, max_codepoint=0x9FFF, categories=["L", "N"]), min_size=1
        )
        return Question("q", "short", text, accepted=tuple(draw(st.lists(words, min_size=1, max_size=4))))
    if kind == "true_false":
        return true_or_false("q", text, right=draw(st.booleans()), when_true=draw(st.text()))
    size = draw(st.integers(2, MOST_CHOICES))
    least, most = (1, 1) if kind == "single" else (1, size)
    right = draw(st.sets(st.integers(0, size - 1), min_size=least, max_size=most))
    return Question(
        "q", kind, text, tuple(Choice(f"c{n}", f"选项{n}", n in right, draw(st.text())) for n in range(size))
    )


def right_answer(question: Question) -> list[str]:
    return [question.accepted[-1]] if question.kind == "short" else sorted(question.right_keys)


@given(questions())
def test_a_question_without_faults_is_kept_and_comes_back_as_it_was(question: Question) -> None:
    assert faults(question) == []
    assert from_json(json.loads(json.dumps(to_json([question])))) == (question,)


@given(questions())
def test_the_right_answer_is_right_and_none_is_no_answer(question: Question) -> None:
    assert check(question, right_answer(question)).right is True
    assert check(question, []).right is None
    assert check(question, [""]).right is None


@given(questions(), st.lists(st.text()))
def test_whatever_is_sent_gets_an_answer_and_only_what_was_chosen_gets_feedback(
    question: Question, given_: list[str]
) -> None:
    checked = check(question, given_)
    known = {choice.key for choice in question.choices}
    assert {said.choice.key for said in checked.said if said.chosen} <= known & set(given_)
    assert all(said.feedback == "" for said in checked.said if not said.chosen)
    if question.kind != "multiple":
        assert sum(said.chosen for said in checked.said) <= 1


@given(questions(), st.data())
def test_a_wrong_choice_is_not_right(question: Question, data: st.DataObject) -> None:
    if question.kind == "short":
        return
    chosen = data.draw(st.sets(st.sampled_from([choice.key for choice in question.choices]), min_size=1))
    if question.kind != "multiple":
        chosen = {min(chosen)}
    assert check(question, sorted(chosen)).right is (chosen == question.right_keys)


def test_feedback_belongs_to_what_was_chosen() -> None:
    shallow, partly, written, learnt = check_all(
        [DEPTH, STEPS, NUMBER, BREATHS],
        {"depth": ["a"], "steps": ["a", "c"], "number": ["１１０"], "breaths": ["false"]},
    )
    assert (shallow.right, [said.feedback for said in shallow.said]) == (False, ["太浅", ""])
    assert (partly.right, [said.feedback for said in partly.said]) == (False, ["对", "", "会呛住"])
    assert (written.right, written.feedback, written.written) == (False, "三位数", "１１０")
    assert (learnt.right, learnt.said[1].feedback) == (True, "对")


def test_an_answer_of_a_book_is_cut_to_a_short_one() -> None:
    assert len(check(NUMBER, ["字" * 100_000]).written) == 200


def test_what_keeps_a_question_from_being_asked_is_named() -> None:
    assert faults(Question("q", "single", " ", (Choice("a", "甲", False),))) == [
        "no_text",
        "too_few_choices",
        "none_right",
    ]
    both = (Choice("a", "甲", True), Choice("b", "甲", True))
    assert faults(Question("q", "single", "问", both)) == ["choices_alike", "more_than_one_right"]
    assert faults(Question("q", "multiple", "问", (Choice("a", "甲", True), Choice("b", "", True)))) == [
        "choice_without_text"
    ]
    many = tuple(Choice(str(n), str(n), n == 0) for n in range(MOST_CHOICES + 1))
    assert faults(Question("q", "single", "问", many)) == ["too_many_choices"]
    assert faults(Question("q", "short", "问")) == ["no_accepted"]
    assert faults(Question("q", "short", "问", accepted=("120", " "))) == ["accepted_is_empty"]
