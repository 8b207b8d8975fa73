"""When a unit, a block and a course are satisfied: the five criteria, and what they add up to."""

from __future__ import annotations

import pytest

from redcloud.engine.study.packages import Block, Structure, Unit
from redcloud.engine.study.packages.moveon import is_over, is_satisfied, satisfied_parts
from redcloud.engine.study.packages.structure import MoveOn

SAID = (set[str](), {"completed"}, {"passed"}, {"completed", "passed"})


@pytest.mark.parametrize(
    ("move_on", "expected"),
    [
        ("Passed", (False, False, True, True)),
        ("Completed", (False, True, False, True)),
        ("CompletedAndPassed", (False, False, False, True)),
        ("CompletedOrPassed", (False, True, True, True)),
        ("NotApplicable", (True, True, True, True)),
    ],
)
def test_a_criterion_is_met_by_nothing_completed_passed_or_both(
    move_on: MoveOn, expected: tuple[bool, ...]
) -> None:
    assert tuple(is_satisfied(move_on, said) for said in SAID) == expected


def test_a_unit_without_a_criterion_is_over_once_something_was_said() -> None:
    assert [is_over("NotApplicable", said) for said in SAID] == [False, True, True, True]
    assert [is_over("CompletedAndPassed", said) for said in SAID] == [False, False, False, True]


def unit(key: str, move_on: MoveOn = "Completed") -> Unit:
    return Unit(key, {}, {}, "index.html", move_on=move_on)


def satisfied(course: Structure, **said: set[str]) -> list[str]:
    return [part.id for part in satisfied_parts(course, said)]


def test_blocks_are_satisfied_by_their_units_and_the_course_by_all() -> None:
    inner = Block("inner", {}, {}, (unit("b"), unit("c", "NotApplicable")))
    outer = Block("outer", {}, {}, (unit("a"), inner))
    course = Structure("course", {}, {}, (outer, unit("d", "Passed")))
    assert satisfied(course) == ["c"]
    assert satisfied(course, b={"completed"}) == ["b", "c", "inner"]
    assert satisfied(course, a={"completed"}, b={"completed"}) == ["a", "b", "c", "inner", "outer"]
    assert satisfied(course, d={"passed"}) == ["c", "d"]
    everything = {"a": {"completed"}, "b": {"completed"}, "d": {"passed"}}
    assert satisfied(course, **everything) == ["a", "b", "c", "inner", "outer", "d", "course"]


def test_a_course_without_criteria_is_satisfied_from_the_start() -> None:
    course = Structure("course", {}, {}, (unit("a", "NotApplicable"), unit("b", "NotApplicable")))
    assert satisfied(course) == ["a", "b", "course"]
