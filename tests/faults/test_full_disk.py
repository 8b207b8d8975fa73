"""The disk full: programs and people are told so, nothing is stored half; all works once there is room."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from redcloud.apps.needs.models import Need, Place
from redcloud.apps.records.models import Forward, ForwardTarget, Statement
from tests.apps.records.making import small
from tests.apps.records.receiver import receiving
from tests.faults.disk import full_disk
from tests.faults.house import HOUSE, STATEMENTS, Answer, House
from tests.faults.test_killed import kept, target_at
from tests.web.api.sending import B, described, part

IS_EMBEDDED = connection.vendor == "sqlite"


def batch() -> list[dict[str, Any]]:
    return [small(result={"response": "x" * 900}) for _ in range(200)]


def with_file(content: bytes) -> tuple[bytes, str]:
    """Return a multipart body with one statement and its file, and the statement's id."""
    one = small(attachments=[described(content)])
    first = f"--{B}\r\nContent-Type: application/json\r\n\r\n{json.dumps(one)}\r\n".encode()
    return first + part(content) + f"--{B}--\r\n".encode(), one["id"]


def post_mixed(house: House, body: bytes) -> Any:
    kind = f"multipart/mixed; boundary={B}"
    return house.ask("POST", STATEMENTS, body, **house.headers, **{"Content-Type": kind})


def test_programs_are_told_and_nothing_is_stored_half(house: House) -> None:
    taken, refused = [], []
    with receiving() as other:
        target_at(house, other)
        with full_disk(house):
            for _ in range(40):
                given = batch()
                answer = house.post(given)
                if answer.status != 200:
                    assert (answer.status, answer.json["error"]) == (503, "store_full"), answer
                    assert int(answer.headers["retry-after"]) > 0
                    assert "disk" in answer.json["message"]
                    refused.append(given)
                    break
                taken.append(given)
            # PostgreSQL has a disk of its own. There only wake-ups are lost, which the clock repeats.
            assert bool(refused) is IS_EMBEDDED
            assert house.ask("GET", f"{STATEMENTS}?limit=1", **house.headers).status == 200
            body, statement_id = with_file(b"y" * 100_000)
            answer = post_mixed(house, body)
            assert (answer.status, answer.json["error"]) == (503, "store_full"), answer
        ForwardTarget.objects.using(HOUSE).update(stopped_at=timezone.now())
        Forward.objects.using(HOUSE).all().delete()
    for given in taken:
        assert len(kept(given)) == len(given)
    for given in refused:
        assert kept(given) == []
        assert house.post(given).status == 200
        assert len(kept(given)) == len(given)
    assert not Statement.objects.using(HOUSE).filter(statement_id=statement_id).exists()
    assert not list((house.folder / "media").rglob("*.?*"))
    assert post_mixed(house, body).status == 200


# --- people --------------------------------------------------------------------------------------------

WORDS = "路灯不亮"
FULL = {"zh-hans": "服务器的磁盘已满", "en": "The server’s disk is full"}


def ask_for_help(house: House, language: str) -> Answer:
    """Send the form of a resident, as a browser without an account does."""
    place = Place.objects.using(HOUSE).get()
    path, cookie = f"/needs/ask/?place={place.pk}", f"{settings.LANGUAGE_COOKIE_NAME}={language}"
    page = house.ask("GET", path, Cookie=cookie)
    assert page.status == 200
    hidden = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body.decode())
    given = re.search(r"csrftoken=(\w+)", page.headers["set-cookie"])
    assert hidden
    assert given
    form = urlencode({"csrfmiddlewaretoken": hidden[1], "words": WORDS}).encode()
    kind = "application/x-www-form-urlencoded"
    return house.ask("POST", path, form, Cookie=f"{cookie}; csrftoken={given[1]}", **{"Content-Type": kind})


@pytest.mark.skipif(not IS_EMBEDDED, reason="PostgreSQL's disk is not the test's to fill")
def test_people_are_told_in_their_language_what_to_do(house: House) -> None:
    def asked() -> list[tuple[int, int]]:
        return [
            (ask_for_help(house, language).status, Need.objects.using(HOUSE).count()) for language in FULL
        ]

    before = Need.objects.using(HOUSE).count()
    with full_disk(house):
        while house.post(batch()).status == 200:
            """The log of the database has room that it took before."""
        for language, said in FULL.items():
            answer = ask_for_help(house, language)
            assert answer.status == 507
            assert said in answer.body.decode()
            assert answer.headers["content-language"] == language
        assert Need.objects.using(HOUSE).count() == before
    assert asked() == [(302, before + 1), (302, before + 2)]
