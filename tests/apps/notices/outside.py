"""The world outside, on loopback: a push service with browsers behind it, and webhooks of group chats."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def text_of(raw: bytes) -> str:
    """Return base64url without padding, as browsers write it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw_of(text: str) -> bytes:
    """Return what base64url stands for."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Call:
    """A request that came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


@dataclass
class Outside:
    """What came in; ``answer`` gives status, body and headers of each answer."""

    url: str
    calls: list[Call] = field(default_factory=list)
    answer: Callable[[Call], tuple[int, bytes, dict[str, str]]] = lambda _: (201, b"", {})

    def answers(self, status: int, body: object = b"", **headers: str) -> None:
        """Answer everything alike from now on."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answer = lambda _: (status, raw, headers)

    def browser(self, name: str = "one") -> Browser:
        """A browser that is reached at this push service."""
        return Browser(self, f"{self.url}/push/{name}")


class Browser:
    """Keys of a subscription, and what a browser makes of the messages for it (RFC 8291)."""

    def __init__(self, outside: Outside, endpoint: str) -> None:
        self._outside, self.endpoint = outside, endpoint
        self._key, self._auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    @property
    def subscription(self) -> dict[str, str]:
        """What a page hands on of ``PushSubscription.toJSON()``."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": text_of(point), "auth": text_of(self._auth)}

    @property
    def calls(self) -> list[Call]:
        """What came in for this browser."""
        return [call for call in self._outside.calls if self.endpoint.endswith(call.path)]

    @property
    def shown(self) -> list[dict[str, str]]:
        """The messages, decrypted."""
        return [
            json.loads(http_ece.decrypt(c.body, private_key=self._key, auth_secret=self._auth))
            for c in self.calls
        ]


def claims_of(call: Call) -> tuple[dict[str, Any], str]:
    """Return the claims of a VAPID header (RFC 8292) after checking their signature, and the public key."""
    scheme, _, rest = call.headers["authorization"].partition(" ")
    assert scheme == "vapid"
    given = dict(part.strip().split("=", 1) for part in rest.split(","))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw_of(given["k"]))
    return jwt.decode(given["t"], key, algorithms=["ES256"], options={"verify_aud": False}), given["k"]


@contextmanager
def listening() -> Iterator[Outside]:
    """Serve one on a free port of the loopback interface."""

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            call = Call(self.command, self.path, headers, self.rfile.read(length))
            status, body, more = outside.answer(call)
            outside.calls.append(call)
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET = _take  # noqa: N815 - names of the standard library

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    outside = Outside(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield outside
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
