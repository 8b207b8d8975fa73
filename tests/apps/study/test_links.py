"""What a page says of itself, asked of a real server on this machine; addresses inside are not asked."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from redcloud.apps.notices.channels import outside
from redcloud.apps.study import links

HEAD = "<title>标题 &amp; 副题</title><meta name='description' content='讲  什么'>"
PAGE = f"<html><head>{HEAD}</head><body>x</body></html>"


class Pages(BaseHTTPRequestHandler):
    """A few pages, and what was asked for."""

    asked: list[tuple[str, dict[str, str]]] = []

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        status, kind, body = 200, "text/html; charset=utf-8", PAGE.encode()
        more: dict[str, str] = {}
        if self.path == "/gbk":
            kind, body = "text/html", PAGE.replace("<head>", "<head><meta charset=gb2312>").encode("gbk")
        elif self.path == "/og":
            body = b"<meta property='og:title' content='Shared'><title>Tab</title>"
        elif self.path == "/long":
            body = b"<title>early</title>" + b"x" * 3_000_000
        elif self.path == "/pdf":
            kind = "application/pdf"
        elif self.path == "/gone":
            status = 404
        elif self.path == "/moved":
            status, more = 302, {"Location": "/page", "Set-Cookie": "who=1"}
        elif self.path == "/round":
            status, more = 302, {"Location": "/round"}
        elif self.path == "/inside":
            status, more = 302, {"Location": "file:///etc/passwd"}
        elif self.path == "/slow":
            time.sleep(1.5)
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | more).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


@pytest.fixture
def site() -> Iterator[str]:
    Pages.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def inside(settings) -> None:
    """The setting that lets an editor name addresses of the own network."""
    settings.LIBRARY_LINKS_INSIDE = True


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/page", links.About("标题 & 副题", "讲 什么")),
        ("/gbk", links.About("标题 & 副题", "讲 什么")),
        ("/og", links.About("Shared", "")),
        ("/long", links.About("early", "")),
        ("/moved", links.About("标题 & 副题", "讲 什么")),
    ],
)
def test_title_and_description_are_read(site: str, path: str, expected: links.About) -> None:
    assert links.about(site + path) == expected
    assert all("Cookie" not in headers for _path, headers in Pages.asked)


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("path", ["/pdf", "/gone", "/round", "/inside", "/slow"])
def test_what_is_no_page_is_refused_with_a_sentence(
    site: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "MOST_S", 0.5)
    with pytest.raises(ValidationError) as wrong:
        links.about(site + path)
    assert set(wrong.value.message_dict) == {"link"}
    assert len(Pages.asked) <= links.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "address",
    [
        "{site}/page",
        "http://localhost:1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[2002:7f00:1::]/",
        "http://[64:ff9b::7f00:1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://user:secret@example.org/",
        "http://no-such-host.invalid/",
        "http://[broken/",
        "nonsense",
    ],
)
def test_addresses_inside_and_other_schemes_are_never_asked(site: str, address: str) -> None:
    with pytest.raises(ValidationError):
        links.about(address.format(site=site))
    assert Pages.asked == []


def test_a_name_that_leads_inside_is_not_called_and_the_editor_learns_why(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(site.rpartition(":")[2])
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(outside.socket, "getaddrinfo", lambda *_args, **_more: found)
    with pytest.raises(ValidationError, match="内部网络"):
        links.about(f"http://public.example.org:{port}/page")
    assert Pages.asked == []
