"""Another record store, on loopback: keeps what it is sent and answers as it is told."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from redcloud.engine.records.multipart import boundary_of, read_parts

Judge = Callable[[list[dict[str, Any]]], int]


class Receiver:
    """What came in, batch by batch; ``judge`` gives the status of each answer."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.batches: list[list[dict[str, Any]]] = []
        self.headers: list[dict[str, str]] = []
        self.files: list[bytes] = []
        self.judge: Judge = lambda _: 200
        self.retry_after = ""

    def read(self, raw: bytes, content_type: str) -> Any:
        """Return the statements of a body, and keep the files that came along."""
        if content_type == "application/json":
            return json.loads(raw)
        parts = read_parts(io.BytesIO(raw).read, boundary_of(content_type))
        first, *files = [b"".join(content) for _, content in parts]
        self.files += files
        return json.loads(first)

    @property
    def ids(self) -> list[str]:
        """Ids of what was taken, in order."""
        return [one["id"] for batch in self.batches for one in batch]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Serve one on a free port of the loopback interface."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            body = receiver.read(raw, self.headers["Content-Type"])
            status = receiver.judge(body)
            receiver.headers.append(dict(self.headers))
            if status == 200:
                receiver.batches.append(body)
            self.send_response(status)
            if receiver.retry_after:
                self.send_header("Retry-After", receiver.retry_after)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/xapi/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
