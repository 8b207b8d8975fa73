"""Stage study: kinds of question and right answers in words that people use. Words in, a question out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from redcloud.engine.people.headings import bare_word
from redcloud.engine.study.quizzes import Choice, Question, QuestionKind, faults, true_or_false
from redcloud.engine.study.teaching.shapes import TeachingFault

KIND_WORDS: Final[dict[QuestionKind, tuple[str, str]]] = {
    "single": ("单选题", "One answer"),
    "multiple": ("多选题", "Several answers"),
    "true_false": ("判断题", "True or false"),
    "short": ("简答题", "Short answer"),
}
"""As they are written, in Chinese and in English."""
_MORE: Final[dict[QuestionKind, str]] = {
    "single": "single 单选 单项选择 单项选择题 选择题 singlechoice oneanswer multiplechoice choice",
    "multiple": "multiple 多选 多项选择 多项选择题 不定项 multipleanswers severalanswers checkboxes",
    "true_false": "truefalse true_false 判断 对错 对错题 是非题 是非 tf yesno trueorfalse",
    "short": "short 简答 填空 填空题 问答 问答题 shortanswer fillin blank open text",
}
_KIND_OF: Final[dict[str, QuestionKind]] = {
    bare_word(word): kind for kind, words in KIND_WORDS.items() for word in (*words, *_MORE[kind].split())
}
TRUE_WORDS: Final = ("对", "True")
FALSE_WORDS: Final = ("错", "False")
_TRUE: Final = frozenset(["对", "正确", "是", "true", "t", "yes", "y", "√", "✓", "✔", "v", "1"])
_FALSE: Final = frozenset(
    ["错", "错误", "不对", "否", "不正确", "false", "f", "no", "n", "×", "✗", "✘", "x", "0"]
)
_BREAKS: Final = re.compile(r"[\s,;，；、/|和&+]+")
LETTERS: Final = "ABCDEFGH"


def kind_in(word: str) -> QuestionKind | None:
    """The kind that a word means; None where it means none.

    Examples
    --------
    >>> kind_in("多选"), kind_in("True/False"), kind_in("论文") is None
    ('multiple', 'true_false', True)
    """
    return _KIND_OF.get(bare_word(word))


def truth_in(word: str) -> bool | None:
    """Whether a word says true or false; None where it says neither."""
    said = word.strip().casefold()
    return True if said in _TRUE else False if said in _FALSE else None


def rights_in(cell: str, texts: Sequence[str]) -> frozenset[int] | None:
    """Which choices a cell names, by letters, numbers or their whole texts; None where it names what is none.

    Examples
    --------
    >>> sorted(rights_in("A、c", ["2 厘米", "5 厘米", "8 厘米"]))
    [0, 2]
    >>> rights_in("5 厘米", ["2 厘米", "5 厘米"]) == frozenset({1})
    True
    """
    whole = [line.strip() for line in cell.splitlines() if line.strip()]
    if whole and all(line in texts for line in whole):
        return frozenset(texts.index(line) for line in whole)
    found: set[int] = set()
    for word in filter(None, _BREAKS.split(cell.strip().upper())):
        letters = [LETTERS.find(one) for one in word]
        if all(at >= 0 for at in letters):
            found.update(letters)
        elif word.isdecimal() and 1 <= int(word) <= len(LETTERS):
            found.add(int(word) - 1)
        else:
            return None
    return frozenset(found) if all(at < len(texts) and texts[at] for at in found) else None


def question_of(
    kind: str,
    text: str,
    choices: Sequence[tuple[str, str]],
    right: str,
    accepted: Sequence[str],
    when_right: str,
    when_other: str,
) -> tuple[Question, TeachingFault | None, str]:
    """A question from cells, what keeps it from being asked, and which column that is about.

    Parameters
    ----------
    kind
        A word, or empty: then the other cells say what it is.
    choices
        Text and feedback of each; of a statement the feedbacks to true and to false.
    right
        Letters, numbers or texts of choices; for a statement whether it is true.
    """
    texts = [text.strip() for text, _feedback in choices]
    meant = kind_in(kind) if kind.strip() else _guessed(texts, right, accepted)
    blank = Question("", meant or "single", text.strip())
    if meant is None:
        return blank, "unknown_kind", "type"
    if meant == "true_false":
        truth = truth_in(right)
        if truth is None and any(texts):  # written as two choices: A is true, B is false, in some order
            truth = _truth_of(texts, right)
        if truth is None:
            return blank, "unknown_right" if right.strip() else "none_right", "right"
        said = [feedback.strip() for _text, feedback in choices] + ["", ""]
        if len(texts) > 1 and truth_in(texts[0]) is False:
            said[:2] = said[1::-1]
        made = true_or_false("", text.strip(), right=truth, when_true=said[0], when_false=said[1])
        return _judged(made)
    if meant == "short":
        kept = tuple(dict.fromkeys(one.strip() for one in accepted if one.strip()))
        return _judged(Question("", "short", text.strip(), (), kept, when_right.strip(), when_other.strip()))
    rights = rights_in(right, texts)
    if rights is None:
        return blank, "unknown_right", "right"
    given = [at for at, pair in enumerate(choices) if pair[0].strip() or pair[1].strip()]
    made_of = tuple(
        Choice(f"c{place}", texts[at], at in rights, choices[at][1].strip())
        for place, at in enumerate(given, start=1)
    )
    return _judged(Question("", meant, text.strip(), made_of))


def _truth_of(texts: Sequence[str], right: str) -> bool | None:
    rights = rights_in(right, list(texts))
    if rights is None or len(rights) != 1:
        return None
    return truth_in(texts[next(iter(rights))])


def _guessed(texts: Sequence[str], right: str, accepted: Sequence[str]) -> QuestionKind:
    if not any(texts):
        return "true_false" if truth_in(right) is not None and not any(accepted) else "short"
    rights = rights_in(right, list(texts))
    return "multiple" if rights is not None and len(rights) > 1 else "single"


_COLUMN_OF: Final[dict[str, str]] = {
    "no_text": "text",
    "none_right": "right",
    "more_than_one_right": "right",
    "no_accepted": "accepted",
    "accepted_is_empty": "accepted",
}


def _judged(question: Question) -> tuple[Question, TeachingFault | None, str]:
    wrong = faults(question)
    return (question, wrong[0], _COLUMN_OF.get(wrong[0], "choice_a")) if wrong else (question, None, "")
