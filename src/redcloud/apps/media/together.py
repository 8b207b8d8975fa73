"""Several files at once. In: what to do with each. Out: all of it done, with a bounded number under way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

_One = TypeVar("_One")


def side_by_side(do: Callable[[_One], object], each: Iterable[_One], at_once: int) -> None:
    """Do something with each, ``at_once`` of them at a time; ``do`` asks the database nothing.

    Of ``each`` no more is taken than is under way. The first error ends it, once what is under way has ended.
    """
    if at_once <= 1:
        for one in each:
            do(one)
        return
    waiting: set[Future[object]] = set()
    with ThreadPoolExecutor(at_once) as threads:
        for one in each:
            if len(waiting) >= at_once:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for ended in done:
                    ended.result()
            waiting.add(threads.submit(do, one))
        for ended in waiting:
            ended.result()
