"""Long work leaves Python's search for circles as it found it."""

from __future__ import annotations

import gc

import pytest

from redcloud.engine.records.undisturbed import EVERY, undisturbed


def test_the_search_rests_while_there_is_work_and_goes_on_after_it() -> None:
    frozen = gc.get_freeze_count()
    assert [gc.isenabled() for _ in undisturbed(range(3))] == [False] * 3
    assert gc.isenabled()
    assert gc.get_freeze_count() <= frozen


def test_it_goes_on_after_work_that_failed() -> None:
    def fails() -> None:
        for piece in undisturbed([1, 0]):
            1 / piece

    with pytest.raises(ZeroDivisionError):
        fails()
    assert gc.isenabled()


def test_circles_that_the_work_leaves_are_found_now_and_then() -> None:
    class Circle:
        left = 0

        def __init__(self) -> None:
            self.own = self
            Circle.left += 1

        def __del__(self) -> None:
            Circle.left -= 1

    most = 0
    for _ in undisturbed(range(5 * EVERY)):
        Circle()
        most = max(most, Circle.left)
    assert 1 < most <= EVERY + 1
