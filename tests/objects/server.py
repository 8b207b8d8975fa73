"""Moto's S3 server as a process of its own, which counts what it is asked and fails when it is told to.

    python -m tests.objects.server PORT

``POST /_told`` with a JSON object sets how it answers from then on, ``GET /_counted`` gives the counts since
they were last asked for. Everything else is S3.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.serving import WSGIRequestHandler, run_simple

Start = Callable[..., Any]

REFUSAL = (
    b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code><Message>no</Message>'
    b"<AWSAccessKeyId>%s</AWSAccessKeyId></Error>"
)


class Told:
    """How to answer."""

    lag_ms: float = 0
    """Waited before each answer: what a network takes."""
    refuse: str = ""
    """Code of S3 (AccessDenied, InvalidAccessKeyId, ...) that everything is answered with."""
    only: str = ""
    """Refuse, or cut, only requests of this method."""
    cut: bool = False
    """Close the connection in place of an answer."""
    after: int = 0
    """Refuse or cut only after so many requests went well."""
    blind: bool = False
    """Overlook If-None-Match, as stores do that know no conditions."""


class Server:
    """The application around moto's."""

    def __init__(self) -> None:
        # Not through the dispatcher of moto, which looks through all services twice: half of a request.
        self._s3 = create_backend_app("s3")
        self._told = Told()
        self._counts: Counter[str] = Counter()
        # Moto looks and then writes: of two writers with one condition both could find nothing there.
        self._conditional = threading.Lock()
        self._counting = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if path == "/_told":
            told = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            self._told = Told()
            vars(self._told).update(told)
            start("200 OK", [])
            return []
        if path == "/_counted":
            with self._counting:
                counts, self._counts = self._counts, Counter()
            start("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(counts).encode()]
        return self._answer(environ, start, method)

    def _answer(self, environ: dict[str, Any], start: Start, method: str) -> Iterable[bytes]:
        told = self._told
        listing = method == "GET" and "list-type" in environ["QUERY_STRING"]
        with self._counting:
            self._counts["LIST" if listing else method] += 1
            self._counts["octets in"] += int(environ.get("CONTENT_LENGTH") or 0)
        time.sleep(told.lag_ms / 1000)
        if (told.refuse or told.cut) and told.only in ("", method):
            if told.after <= 0:
                return self._fail(environ, start, told)
            told.after -= 1
        if told.blind:
            environ.pop("HTTP_IF_NONE_MATCH", None)
        if "HTTP_IF_NONE_MATCH" in environ and method == "PUT":
            with self._conditional:
                return self._counted(self._s3(environ, start))
        return self._counted(self._s3(environ, start))

    def _counted(self, blocks: Iterable[bytes]) -> list[bytes]:
        answer = list(blocks)
        with self._counting:
            self._counts["octets out"] += sum(map(len, answer))
        return answer

    @staticmethod
    def _fail(environ: dict[str, Any], start: Start, told: Told) -> Iterable[bytes]:
        if told.cut:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return []
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status = "404 Not Found" if told.refuse.startswith("NoSuch") else "403 Forbidden"
        start(status, [("Content-Type", "application/xml")])
        return [REFUSAL % (told.refuse.encode(), b"someones-key")]


class Quiet(WSGIRequestHandler):
    """Keeps connections, and says nothing of each request."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[1]), Server(), threaded=True, request_handler=Quiet)
