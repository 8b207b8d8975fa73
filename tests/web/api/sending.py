"""Statements and their files sent as multipart/mixed, and read back, for the tests."""

from __future__ import annotations

import email
import hashlib
import json
from email.policy import HTTP
from typing import Any

from django.core.files.base import File
from django.http import HttpResponse

from redcloud.apps.media import media
from redcloud.apps.records.actions import incoming_folder
from redcloud.apps.records.models import Statement
from tests.web.api.calling import Program

B = "-------314159265358979323846"


class Sender(Program):
    """A program that reads and stores statements."""

    def post(self, statements: Any) -> Any:
        """Store statements as JSON."""
        return self.call("post", "statements", statements)

    def get(self, **query: str) -> Any:
        """Read statements."""
        return self.call("get", "statements", **query)


def sha2(content: bytes, algorithm: str = "sha256") -> str:
    return hashlib.new(algorithm, content).hexdigest()


def described(content: bytes, **changes: Any) -> dict[str, Any]:
    """Return what a statement says of an attachment."""
    found = {
        "usageType": "https://example.org/usage",
        "display": {"en": "A file"},
        "contentType": "text/plain; charset=ascii",
        "length": len(content),
        "sha2": sha2(content),
        **changes,
    }
    return {key: value for key, value in found.items() if value is not ...}


def part(content: bytes, headers: dict[str, str] | None = None, **changes: str | None) -> bytes:
    """Return one part; a header that is None is left out."""
    found: dict[str, str | None] = {
        "Content-Type": "text/plain",
        "Content-Transfer-Encoding": "binary",
        "X-Experience-API-Hash": sha2(content),
        **(headers or {}),
    }
    found |= {key.replace("_", "-"): value for key, value in changes.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in found.items() if value is not None)
    return f"--{B}\r\n{lines}\r\n".encode() + content + b"\r\n"


def json_part(statements: Any, content_type: str = "application/json") -> bytes:
    body = statements if isinstance(statements, bytes) else json.dumps(statements).encode()
    return f"--{B}\r\nContent-Type: {content_type}\r\n\r\n".encode() + body + b"\r\n"


def whole(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{B}--\r\n".encode()


def send(program: Sender, *parts: bytes, content_type: str | None = None, **query: str) -> HttpResponse:
    method = "put" if query else "post"
    kind = content_type or f"multipart/mixed; boundary={B}"
    return program.call(method, "statements", whole(*parts), kind, **query)


def parts_of(answer: Any) -> list[tuple[dict[str, str], bytes]]:
    """Read a multipart answer with the standard library."""
    body = b"".join(answer.streaming_content)
    assert int(answer["Content-Length"]) == len(body)
    head = f"Content-Type: {answer['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + body, policy=HTTP)
    found = []
    for one in message.iter_parts():
        content = one.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.append(({key.lower(): value for key, value in one.items()}, content))
    return found


def refused(answer: HttpResponse) -> dict[str, str]:
    assert answer.status_code == 400, answer.content
    problem: dict[str, str] = answer.json()["problems"][0]  # type: ignore[attr-defined]
    assert Statement.objects.count() == 0
    assert files() == []
    return problem


def files() -> list[bytes]:
    """Return what every file holds that came with statements, on its way or kept."""
    waiting = [path.read_bytes() for path in incoming_folder().rglob("*") if path.is_file()]
    kept = [media().open(one.name) for one in media().kept("records/")]
    return waiting + [_closed(one) for one in kept]


def _closed(file: File[Any]) -> bytes:
    with file:
        content: bytes = file.read()
        return content
