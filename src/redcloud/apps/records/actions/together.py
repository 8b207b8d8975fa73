"""Stage records: single statements that arrive at once share a transaction. Out: one result each.

A transaction costs many times what one statement in it does. Who comes while the store writes waits for
that write to end, and then all who waited are written together; who comes alone waits for nobody. Each
statement is judged for itself: what is wrong with one is no concern of the others, and where the database
refuses a group, each of it is written alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace

import structlog
from django.db import DatabaseError

from redcloud.apps.records.results import StoreResult
from redcloud.engine.records.preparing import Prepared, narrowed

GROUP = 50
"""Statements a transaction at most, so that nobody is kept waiting for the whole of a long queue."""

Write = Callable[[Prepared], StoreResult]
"""Stores a chunk in a transaction of its own, each statement judged for itself."""

log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class _Waiter:
    """A statement that somebody stands waiting for."""

    prepared: Prepared
    awake: threading.Event = field(default_factory=threading.Event)
    group: list[_Waiter] = field(default_factory=list)
    """What this one has to write, itself first; empty for whom another writes."""
    result: StoreResult | None = None
    """None until it is judged."""


class Gathering:
    """Who writes now, and who waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[Hashable, list[_Waiter]] = {}

    def store(self, key: Hashable, prepared: Prepared, write: Write) -> StoreResult:
        """Write one statement, together with others of the same key that wait.

        Parameters
        ----------
        key : what statements must have in common to be written by one call of ``write``.
        prepared : one valid statement.

        Raises
        ------
        Exception
            What ``write`` raises for this statement alone.
        """
        me = _Waiter(prepared)
        with self._lock:
            if key in self._waiting:
                self._waiting[key].append(me)
            else:
                self._waiting[key] = []
                _wake([me])
        me.awake.wait()
        if me.group:
            try:
                _write(me.group, write)
            finally:
                self._hand_on(key)
        return write(prepared) if me.result is None else me.result

    def _hand_on(self, key: Hashable) -> None:
        """Let the first of those who came meanwhile write for all of them."""
        with self._lock:
            queue = self._waiting[key]
            if not queue:
                del self._waiting[key]
                return
            group, self._waiting[key] = queue[:GROUP], queue[GROUP:]
        _wake(group)


def _wake(group: list[_Waiter]) -> None:
    """Wake the first of a group, who writes it; the others sleep until that is done."""
    group[0].group = group
    group[0].awake.set()


def _write(group: list[_Waiter], write: Write) -> None:
    first, *others = group
    if not others:
        first.result = write(first.prepared)
        return
    try:
        whole = write(_merged(group))
    except DatabaseError:
        # Nobody's statement is lost: each is written alone and meets its own error, if it has one.
        log.warning("statements written one by one", statements=len(group), exc_info=True)
    else:
        for line, one in enumerate(group, 1):
            one.result = _own(whole, line, one.prepared)
    finally:
        for one in others:
            one.awake.set()


def _merged(group: list[_Waiter]) -> Prepared:
    return narrowed(one.prepared.statements[0]._replace(line=line) for line, one in enumerate(group, 1))


def _own(whole: StoreResult, line: int, prepared: Prepared) -> StoreResult:
    """Return what a result says of one line, as if that statement had come alone."""
    (own,) = prepared.statements
    refused = [replace(one, line=own.line) for one in whole.rejected if one.line == line]
    repeated = line in whole.duplicate_lines
    return StoreResult(
        stored=not (refused or repeated), duplicate=repeated, rejected=refused, keys=[own.statement_id]
    )
