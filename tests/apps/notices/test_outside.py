"""Addresses that somebody gave: the server calls only public ones, follows nobody, and waits for nobody."""

from __future__ import annotations

import socket
import threading
from ipaddress import ip_address

import pytest
import requests

from redcloud.apps.notices.channels import outside as ways
from redcloud.apps.notices.channels.outside import carrier, is_address_to_call, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "0.1.2.3", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:1::1",
    ],
)  # fmt: skip
def test_what_is_inside_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2606:4700::1111"])
def test_what_is_outside_is(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    ["https://a.example.org/x", "https://a.example.org:8443/x?y=z", "https://8.8.8.8/"],
)
def test_a_public_address_may_be_kept(url: str) -> None:
    assert is_address_to_call(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "https://", "https:///x", "ftp://a.example.org/", "http://a.example.org/", "https://localhost/",
        "https://intranet/", "https://a.local/", "https://a.internal/", "https://a.localhost/", "https://127.0.0.1/",
        "https://[::ffff:127.0.0.1]/", "https://u@a.example.org/", "https://a.example.org/#x",
        "https://a.example.org:x/",
        "https://a.example.org/\r\nX: y", "https://a.example.org\\@b.example.org/", "https://[::1",
        "javascript:alert(1)",
    ],
)  # fmt: skip
def test_any_other_may_not(url: str) -> None:
    assert not is_address_to_call(url)


@pytest.mark.parametrize("host", ["inside.example.org", "0x7f.1", "127.1", "2130706433.example.org"])
def test_a_name_that_leads_inside_is_not_called(outside, settings, monkeypatch, host: str) -> None:
    settings.NOTICES_LOOPBACK = False
    port = int(outside.url.rpartition(":")[2])
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(ways.socket, "getaddrinfo", lambda *_args, **_more: inside)
    with carrier() as session, pytest.raises(requests.ConnectionError):
        session.post(f"https://{host}:{port}/x")
    assert outside.calls == []


def test_no_proxy_of_the_environment_and_no_redirect_is_followed(outside, monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    outside.answers(307, **{"Location": outside.url + "/other"})
    with carrier() as session:
        assert session.post(outside.url + "/x").status_code == 307
    assert [call.path for call in outside.calls] == ["/x"]


def test_of_an_endless_answer_only_its_beginning_is_read(outside) -> None:
    outside.answers(200, b"x" * 1_000_000)
    with carrier() as session:
        assert len(session.post(outside.url + "/x").content) == ways.ANSWER_MAX_BYTES


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]
)
def test_who_answers_in_drops_or_not_at_all_is_left(settings, monkeypatch, said: bytes) -> None:
    settings.NOTICES_LOOPBACK = True
    monkeypatch.setattr(ways, "WHOLE_S", 0.3)
    enough = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            client, _ = server.accept()
            with client:
                client.sendall(said)
                while not enough.wait(0.05):
                    try:
                        client.sendall(b"x" if said.endswith(b"x") else b"X: y\r\n" if said else b"")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            with carrier() as session, pytest.raises(requests.RequestException):
                session.post(f"http://127.0.0.1:{server.getsockname()[1]}/x")
        finally:
            enough.set()
            thread.join()
