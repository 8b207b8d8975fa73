"""Clients that are broken or dishonest, over real connections: each is told, and nothing is stored."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from redcloud.apps.records.models import Refusal, Statement
from redcloud.web.ui.bodies import THREADS
from tests.apps.records.making import small
from tests.faults.house import HOUSE, STATEMENTS, House, until

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
GOOD = json.dumps(small()).encode()
NAMED = json.dumps(small(actor={"name": "NAME", "mbox": "mailto:li@example.org"})).encode()


def stored() -> int:
    return Statement.objects.using(HOUSE).count()


def in_score(text: str) -> bytes:
    return json.dumps(small(result={"score": {"raw": 777}})).replace(": 777", f": {text}").encode()


def in_extension(text: str) -> bytes:
    return json.dumps(small(result={"extensions": {"urn:x:n": 777}})).replace(": 777", f": {text}").encode()


DEEP = "[" * 100_000 + "]" * 100_000
BROKEN = {
    "deep": (DEEP.encode(), "too_deep"),
    "deep objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too_deep"),
    "deep and never closed": (b"[" * 100_000, "too_deep"),
    "deep in an extension": (in_extension(DEEP), "too_deep"),
    "deep in a batch": (b"[" + GOOD + b"," + in_extension(DEEP) + b"]", "too_deep"),
    "1e400": (in_score("1e400"), "number_out_of_range"),
    "-1e400 in an extension": (in_extension("-1e400"), "number_out_of_range"),
    "an integer of 10,000 digits": (in_score("9" * 10_000), "number_out_of_range"),
    "such an integer in an extension": (in_extension("9" * 10_000), "number_out_of_range"),
    "NaN": (in_score("NaN"), "not_json"),
    "NUL in a string": (NAMED.replace(b"NAME", b"a\x00b"), "nul"),
    "NUL in a string, escaped": (NAMED.replace(b"NAME", b"a\\u0000b"), "nul"),
    "nothing but NUL": (b"\x00" * 1000, "nul"),
    "a lone surrogate": (NAMED.replace(b"NAME", b"\\ud800"), "lone_surrogate"),
    "surrogates in the wrong order": (NAMED.replace(b"NAME", b"\\udc00\\ud800"), "lone_surrogate"),
    "a lone surrogate in a key": (in_extension('{"\\ud800": 1}'), "lone_surrogate"),
    "a surrogate in UTF-8": (NAMED.replace(b"NAME", b"\xed\xa0\x80"), "not_utf8"),
    "a key twice": (GOOD[:-1] + b', "verb": {"id": "urn:x:other"}}', "duplicate_name"),
    "a key twice, once escaped": (GOOD[:-1] + b', "\\u0076erb": {"id": "urn:x:other"}}', "duplicate_name"),
    "a key twice in a batch": (b"[" + GOOD[:-1] + b', "id": "x"}]', "duplicate_name"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "nul"),
    "half a batch": (b"[" + GOOD + b",", "not_json"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_kept_is_refused_with_its_reason(house: House, name: str) -> None:
    before = stored()
    body, reason = BROKEN[name]
    answer = house.post(body)
    assert answer.status == 400, answer.body[:500]
    (problem,) = answer.json["problems"]
    assert problem["reason"] == reason
    assert problem["section"]
    assert stored() == before


def test_ten_thousand_statements_in_one_body_are_stored_once_each(house: House) -> None:
    before = stored()
    many = [small() for _ in range(10_000)]
    body = json.dumps(many).encode()
    answer = house.post(body)
    assert answer.status == 200, answer.body[:500]
    assert answer.json == [one["id"] for one in many]
    assert house.post(body[:-1] + b",1]").status == 400
    assert stored() == before + 10_000


# --- lies about the length -----------------------------------------------------------------------------


class Wire:
    """A connection on which anything may be sent."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.socket = socket.create_connection(("127.0.0.1", house.port), timeout=30)

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(
        self, body: bytes, *more: str, path: str = STATEMENTS, kind: str = JSON, method: str = "POST"
    ) -> None:
        """Send the head of a request with the header lines ``more``, and ``body``."""
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {kind}"]
        lines += [f"{name}: {value}" for name, value in self.house.headers.items()]
        self.socket.sendall("\r\n".join([*lines, *more, "", ""]).encode() + body)

    def rest(self) -> bytes:
        """Return all that comes until the server closes the connection."""
        found = b""
        while part := self.socket.recv(1 << 16):
            found += part
        return found


@pytest.mark.parametrize("announced", [len(GOOD) + 1, len(GOOD) + 1000])
def test_a_body_that_breaks_off_is_not_stored_even_where_what_came_would_do(
    house: House, announced: int
) -> None:
    before = stored()
    with Wire(house) as wire:
        wire.send(GOOD, f"Content-Length: {announced}")
        wire.socket.shutdown(socket.SHUT_WR)
        said = wire.rest()
    assert said.startswith(b"HTTP/1.1 400")
    assert b"body_breaks_off" in said
    assert stored() == before
    assert Refusal.objects.using(HOUSE).latest("pk").reason == "body_breaks_off"


def test_a_form_that_breaks_off_is_not_taken_for_a_shorter_one(house: House) -> None:
    """Signing in with half a form is not even refused for its password."""
    form = b"login=li&password=half"
    with Wire(house) as wire:
        wire.send(form, f"Content-Length: {len(form) + 20}", path="/accounts/login/", kind=FORM)
        wire.socket.shutdown(socket.SHUT_WR)
        assert wire.rest().startswith(b"HTTP/1.1 403")


def test_a_body_longer_than_announced_is_not_stored_and_not_taken_for_a_request(house: House) -> None:
    before = stored()
    with Wire(house) as wire:
        wire.send(GOOD, f"Content-Length: {len(GOOD) - 5}")
        said = wire.rest()
    assert said.count(b"HTTP/1.1 4") == 2
    assert b"HTTP/1.1 2" not in said
    assert stored() == before


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 10", "Content-Length: 500"),
        ("Content-Length: -5",),
        ("Content-Length: 0x10",),
        ("Content-Length: 99999999999999999999999999",),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked, identity",),
    ],
)
def test_a_length_that_means_nothing_is_refused(house: House, lines: tuple[str, ...]) -> None:
    before = stored()
    with Wire(house) as wire:
        wire.send(GOOD, "Connection: close", *lines)
        assert wire.rest().startswith((b"HTTP/1.1 400", b"HTTP/1.1 411"))
    assert stored() == before


# --- slowness ------------------------------------------------------------------------------------------


def test_clients_that_send_slowly_hold_up_neither_pages_nor_reading(house: House) -> None:
    """Twice as many as both processes have threads; the server cannot end a wait for a body."""
    before = stored()
    slow = [Wire(house) for _ in range(4 * THREADS)]
    try:
        for wire in slow:
            wire.send(GOOD[:50], f"Content-Length: {len(GOOD)}")
        refused = 0
        while refused < 4:
            assert house.ask("GET", "/accounts/login/").status == 200
            assert house.ask("GET", f"{STATEMENTS}?limit=1", **house.headers).status == 200
            answer = house.post(small())
            if answer.status == 200:  # not all of the slow ones have come, or they came to the other process
                before += 1
                continue
            # Who writes is told at once, and not left waiting.
            assert (answer.status, answer.json["error"]) == (503, "too_busy")
            assert answer.headers["retry-after"] == "1"
            refused += 1
    finally:
        for wire in slow:
            wire.socket.close()
    until(lambda: house.post(small()).status == 200, "writers are let in again")
    assert [house.post(small()).status for _ in range(8)] == [200] * 8
    assert stored() == before + 9


@pytest.mark.parametrize(
    ("kind", "part", "whole", "status"),
    [("text/plain", b"hello", b"hello", 411), (JSON, b'{"a":1', b'{"a":1}', 204), (JSON, b"12", b"12", 411)],
)
def test_a_document_in_chunks_that_breaks_off_is_not_kept_as_a_shorter_one(
    house: House, kind: str, part: bytes, whole: bytes, status: int
) -> None:
    """The server does not say that the last chunk is missing, so only what shows its own end is taken."""
    place = {
        "activityId": "urn:x:course",
        "agent": '{"mbox":"mailto:li@example.org"}',
        "stateId": str(uuid4()),
    }
    path, chunked = f"/api/xapi/activities/state?{urlencode(place)}", "Transfer-Encoding: chunked"
    with Wire(house) as wire:
        wire.send(b"%x\r\n%s\r\n" % (len(part), part), chunked, path=path, kind=kind, method="PUT")
        wire.socket.shutdown(socket.SHUT_WR)
        assert wire.rest().startswith(b"HTTP/1.1 4")
    assert house.ask("GET", path, **house.headers).status == 404
    with Wire(house) as wire:
        chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(whole), whole)
        wire.send(chunks, chunked, "Connection: close", path=path, kind=kind, method="PUT")
        assert wire.rest().startswith(b"HTTP/1.1 %d" % status)
