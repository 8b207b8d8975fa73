"""How often may a credential ask? In: a credential. Out: nothing, or a refusal with when to come back."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import partial

from django.conf import settings

from redcloud.apps.outages import unless_disk_full
from redcloud.apps.records.actions import hand_out
from redcloud.apps.records.models import Credential
from redcloud.web.api.xapi.refusals import Refused

LAUNCH_PER_MINUTE = 600
"""Of one learner in one unit; more is a script that went wrong."""


@dataclass(slots=True)
class _Lease:
    minute: int
    left: int
    # Nothing is left in any process: the rest of the minute is refused without asking again.
    spent: bool = False


class Rates:
    """Counts down what this process was handed out; at most one entry a credential."""

    def __init__(self) -> None:
        self._leases: dict[str, _Lease] = {}
        self._lock = threading.Lock()

    def take(self, credential: Credential) -> None:
        """Let one request in.

        Raises
        ------
        Refused
            With 429 and the seconds until the next minute.
        """
        per_minute: int = settings.XAPI_REQUESTS_PER_MINUTE
        if per_minute <= 0:
            return
        now = time.time()
        minute = int(now // 60)
        while True:
            with self._lock:
                lease = self._leases.get(credential.key)
                if lease is None or lease.minute != minute:
                    lease = self._leases[credential.key] = _Lease(minute, 0)
                if lease.left > 0:
                    lease.left -= 1
                    return
                if lease.spent:
                    raise Refused(429, "too_many_requests", retry_after_s=max(1, 60 - int(now % 60)))
            granted = unless_disk_full(
                partial(hand_out, credential_id=credential.pk, minute=minute, per_minute=per_minute),
                "request let in uncounted",
            )
            if granted is None:
                # Nothing can be counted where nothing can be written, and who only reads is welcome still.
                return
            with self._lock:
                lease.left += granted
                lease.spent = granted == 0


class LaunchRates:
    """Counts what units of packages ask in a minute, each for itself, in this process."""

    def __init__(self, per_minute: int = LAUNCH_PER_MINUTE) -> None:
        self._per_minute = per_minute
        self._minute = 0
        self._asked: dict[int, int] = {}
        self._lock = threading.Lock()

    def take(self, launch: int) -> None:
        """Let one request in.

        Raises
        ------
        Refused
            With 429 and the seconds until the next minute.
        """
        now = time.time()
        with self._lock:
            if self._minute != int(now // 60):
                self._minute = int(now // 60)
                self._asked.clear()
            self._asked[launch] = self._asked.get(launch, 0) + 1
            if self._asked[launch] > self._per_minute:
                raise Refused(429, "too_many_requests", retry_after_s=max(1, 60 - int(now % 60)))


rates = Rates()
launch_rates = LaunchRates()
