"""Why a request of the record store is refused. Out: an exception that becomes the response."""

from __future__ import annotations

from collections.abc import Iterable

from redcloud.engine.records.validation import Problem


class Refused(Exception):  # noqa: N818 - it is an answer
    """Becomes the response: a status, a reason code, and the rules that were broken."""

    def __init__(
        self, status: int, reason: str, problems: Iterable[Problem] = (), retry_after_s: int | None = None
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.problems = list(problems)
        self.retry_after_s = retry_after_s
