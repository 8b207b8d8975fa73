"""A NUL is refused in words wherever it comes in: PostgreSQL would fail, and SQLite would keep it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import SimpleCookie
from django.test import Client

from tests.world import World

NUL = "a\x00b"


@pytest.fixture
def client(world: World, signed_in) -> Client:
    return signed_in("editor")


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("/library/", {"q": NUL}),
        ("/library/", {NUL: "1"}),
        ("/portrait/line/topic/a%00b/", {}),
        ("/api/open311/v2/requests.json", {"jurisdiction_id": NUL}),
    ],
)
def test_in_an_address(client: Client, address: str, given: dict[str, str]) -> None:
    assert client.get(address, given).status_code == 400


def test_in_a_form(client: Client) -> None:
    answer = client.post("/library/suggest/", {"title": "好", "text": NUL})
    assert answer.status_code == 400
    assert "检查填写的内容" in answer.content.decode()


def test_in_a_cookie(db: None) -> None:
    client = Client()
    client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: NUL * 8})
    assert client.get("/").status_code == 400
