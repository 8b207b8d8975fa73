"""Stage people: registries that later stages fill, so that data still flows one way.

A later stage registers a function in its ``AppConfig.ready``; people calls it without importing it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Registry:
    """Functions by the name of the stage that registered them.

    Stages register in their order (people first, outlook last) and are called in it; with ``last_first``
    from the last to the first, for what takes away: a later stage still finds what it needs of earlier ones.
    """

    def __init__(self, *, last_first: bool = False) -> None:
        self._functions: dict[str, Callable[..., Any]] = {}
        self._last_first = last_first

    def register(self, stage: str, function: Callable[..., Any]) -> None:
        """Register ``function`` for ``stage``; a second registration replaces the first."""
        self._functions[stage] = function

    def stages(self) -> list[str]:
        """Names of the stages that registered, in the order in which they are called."""
        return list(reversed(self._functions)) if self._last_first else list(self._functions)

    def call(self, *args: Any) -> dict[str, Any]:
        """Call every function; the answers by stage. An exception ends the call and the transaction."""
        return {stage: self._functions[stage](*args) for stage in self.stages()}


erasure = Registry(last_first=True)
"""``function(member_id)`` removes or irreversibly unlinks what the stage holds about the member."""

consent_changed = Registry()
"""``function(member_id, purpose, granted)`` is called after the answer is committed."""

slip_changed = Registry()
"""``function(member_id, what)`` is called where a slip for a new password was ``made`` or ``used``."""

export = Registry()
"""``function(member_id) -> dict`` gives the member's own data of the stage for the full export."""

holdings = Registry()
"""``function() -> list[Holding]`` says on the public page what the stage holds and why."""
