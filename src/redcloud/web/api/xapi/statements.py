"""The Statement Resource (xAPI Communication 2.1): every answer says until when the store is complete."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from redcloud.apps.outages import AWAY
from redcloud.apps.records.queries import consistent_through
from redcloud.apps.records.queries.returned import moment
from redcloud.web.api.xapi.protocol import CONSISTENT_HEADER, resource
from redcloud.web.api.xapi.reading import get
from redcloud.web.api.xapi.writing import post, put

ASKED_EVERY_S = 0.1
"""Whatever was true stays true; asking costs PostgreSQL a look at all who are connected."""

log = structlog.get_logger(__name__)
_METHODS = frozenset({"GET", "HEAD", "PUT", "POST"})
_resource = resource(get=get, post=post, put=put)


class _Known:
    """The last answer of this process, which stays true: for those whose request did not reach the store."""

    through = datetime(2000, 1, 1, tzinfo=UTC)
    asked_at = float("-inf")

    @classmethod
    def brought_up(cls) -> None:
        """Ask the store again, but not for each of many requests at once.

        Where it does not answer, what was true before is said once more: the request itself is answered.
        """
        now = time.monotonic()
        if now - cls.asked_at >= ASKED_EVERY_S:
            cls.asked_at = now
            try:
                cls.through = max(cls.through, consistent_through())
            except AWAY:
                log.warning("store away after the answer")


@csrf_exempt
def statements(request: HttpRequest) -> HttpResponseBase:
    """Read and store statements."""
    response = _resource(request)
    if request.method in _METHODS and response.status_code not in _NOT_REACHED:
        _Known.brought_up()
    response[CONSISTENT_HEADER] = moment(_Known.through)
    return response


# Without a credential, too many, the store away: none of them may cost the store a question.
_NOT_REACHED = frozenset({401, 429, 503})
