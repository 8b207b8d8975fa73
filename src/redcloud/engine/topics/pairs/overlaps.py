"""Stage topics: what two sentences share in letters. Pairs in, a row of numbers a pair out.

Every number is the same whichever sentence comes first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from redcloud.engine.topics.wording import plain

_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_LONGEST = 300

# Kinds of question and of denial: two sentences that differ here rarely ask the same.
_MARKS = (
    ("不", "没", "未", "无法", "别"),
    ("怎么", "如何", "怎样", "咋"),
    ("为什么", "为何", "为啥", "原因"),
    ("多少", "几", "多久", "多长"),
    ("什么时候", "何时", "哪天", "几号"),
    ("哪里", "哪儿", "在哪", "何处"),
    ("吗", "是否", "能不能", "可不可以", "是不是"),
    ("可以", "能", "可否"),
    ("谁", "哪位"),
)
_OPPOSITES = (
    ("开", "关"),
    ("开", "停"),
    ("增", "减"),
    ("提前", "推迟"),
    ("提前", "延"),
    ("借", "还"),
    ("收", "付"),
    ("进", "出"),
    ("买", "卖"),
    ("高", "低"),
    ("多", "少"),
    ("上", "下"),
    ("前", "后"),
    ("新", "旧"),
    ("升", "降"),
    ("加", "取消"),
    ("成功", "失败"),
)


def character_overlap(left: str, right: str) -> float:
    """Give the Dice coefficient of the characters, repeated ones counted: the plain yardstick.

    ``2 * |shared| / (|left| + |right|)``.

    Examples
    --------
    >>> round(character_overlap("路灯坏了", "路灯不亮"), 2)
    0.5
    """
    shared = sum((Counter(left) & Counter(right)).values())
    return 2 * shared / max(1, len(left) + len(right))


def common_run(left: str, right: str) -> int:
    """Give the length of the longest common subsequence.

    Examples
    --------
    >>> common_run("怎么报名", "怎么在网上报名")
    4
    """
    above = [0] * (len(right) + 1)
    for letter in left:
        row = [0]
        for place, other in enumerate(right):
            row.append(above[place] + 1 if letter == other else max(row[place], above[place + 1]))
        above = row
    return above[-1]


def overlaps(left: Sequence[str], right: Sequence[str]) -> npt.NDArray[np.float64]:
    """Measure pairs: shape (pairs, features)."""
    rows = [_measured(plain(a)[:_LONGEST], plain(b)[:_LONGEST]) for a, b in zip(left, right, strict=True)]
    return np.array(rows, dtype=np.float64)


def _measured(left: str, right: str) -> list[float]:
    short, long = sorted((len(left), len(right)))
    run = common_run(left, right)
    row = [
        character_overlap(left, right),
        run / max(1, short),
        run / max(1, long),
        float(short),
        float(long),
        float(long - short),
        float(sorted(_NUMBERS.findall(left)) != sorted(_NUMBERS.findall(right))),
        float(sum(_opposed(left, right, pair) for pair in _OPPOSITES)),
        float(left[:2] == right[:2]),
        float(left[-2:] == right[-2:]),
    ]
    for size in (1, 2, 3):
        mine, theirs = _pieces(left, size), _pieces(right, size)
        shared = len(mine & theirs)
        row += [shared / max(1, len(mine | theirs)), shared / max(1, min(len(mine), len(theirs)))]
    row += [float(_has(left, marks) != _has(right, marks)) for marks in _MARKS]
    return row


def _pieces(text: str, size: int) -> set[str]:
    return {text[start : start + size] for start in range(len(text) - size + 1)}


def _has(text: str, marks: tuple[str, ...]) -> bool:
    return any(mark in text for mark in marks)


def _opposed(left: str, right: str, pair: tuple[str, str]) -> bool:
    """Say whether one sentence has one word alone and the other its opposite alone."""
    first, second = pair
    mine, theirs = (first in left, second in left), (first in right, second in right)
    return {mine, theirs} == {(True, False), (False, True)}
