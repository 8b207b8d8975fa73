"""Files of an open package: for the browser in which it was opened, and closed to everything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.study.models import Item, Launch
from tests.engine.study.packages.making import FIRST, au
from tests.web.api.launching import LaunchedUnit, opened, shelved
from tests.world import World

SignIn = Callable[[str], Client]


@pytest.fixture
def item(world: World) -> Item:
    files = (("js/a b.js", "1"), ("图/片.png", b"png"), ("film.mp4", bytes(range(256))), ("x.exe", b"MZ"))
    return shelved(world, au(moveOn="Completed"), files=files)


@pytest.fixture
def unit(item: Item, signed_in: SignIn) -> LaunchedUnit:
    return opened(signed_in("member"), item)


def directives(answer: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts}


def test_a_page_is_in_a_sandbox_without_an_origin_and_may_load_its_own_alone(unit: LaunchedUnit) -> None:
    answer = unit.client.get(f"{unit.files}index.html")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html")
    assert b"".join(answer.streaming_content) == "<p>土壤</p>".encode()
    found = directives(answer)
    assert "allow-same-origin" not in found["sandbox"]
    assert set(found["sandbox"]) <= {
        "allow-scripts",
        "allow-forms",
        "allow-popups",
        "allow-modals",
        "allow-downloads",
    }
    own = f"http://testserver{unit.files}"
    assert found["default-src"] == ["'none'"]
    for name in ("script-src", "style-src", "img-src", "media-src", "font-src", "frame-src", "form-action"):
        hosts = [one for one in found[name] if "//" in one]
        assert hosts == [own], name
    assert [one for one in found["connect-src"] if "//" in one] == [
        own,
        "http://testserver/api/xapi/",
        "http://testserver/api/cmi5/token/",
    ]


def test_every_answer_says_little_and_keeps_nothing(unit: LaunchedUnit) -> None:
    page = unit.client.get(f"{unit.files}index.html")
    script = unit.client.get(f"{unit.files}js/a%20b.js")
    for answer in (page, script):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
        assert "camera=()" in answer["Permissions-Policy"]
        assert "geolocation=()" in answer["Permissions-Policy"]
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not answer.cookies
    assert page["Cache-Control"] == "no-store"
    assert script["Cache-Control"].startswith("private")
    assert script["Content-Type"] == "text/javascript"


def test_the_members_session_is_not_asked_and_not_touched(item: Item, signed_in: SignIn) -> None:
    client = signed_in("member")
    unit = opened(client, item)
    with_session = client.get(f"{unit.files}index.html")
    assert with_session.status_code == 200
    assert not with_session.cookies
    assert "Cookie" not in with_session.get("Vary", "")
    assert settings.SESSION_COOKIE_NAME in client.cookies


def test_names_are_found_in_any_script_and_any_case(unit: LaunchedUnit) -> None:
    for path in ("图/片.png", "%E5%9B%BE/%E7%89%87.png", "图/片.PNG", "INDEX.html"):
        assert unit.client.get(unit.files + path).status_code == 200, path
    assert unit.client.get(f"{unit.files}x.exe")["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "path", ["", "cmi5.xml", "js/", "../../../settings.py", "..%2f..%2fx", "a\x00b", "/etc/passwd"]
)
def test_there_is_nothing_but_the_packages_files(unit: LaunchedUnit, path: str) -> None:
    assert unit.client.get(unit.files + path).status_code in (404, 400)


def test_a_part_of_a_film_is_sent_where_a_part_is_asked_for(unit: LaunchedUnit) -> None:
    answer = unit.client.get(f"{unit.files}film.mp4", headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer["Content-Range"]) == (206, "bytes 10-19/256")
    assert b"".join(answer.streaming_content) == bytes(range(10, 20))
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_key_opens_its_own_package_while_it_lasts(item: Item, unit: LaunchedUnit) -> None:
    other = reverse("cmi5-file", args=["A" * 43, "index.html"])
    assert unit.client.get(other).status_code == 404
    Launch.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert unit.client.get(f"{unit.files}index.html").status_code == 404


def test_other_methods_are_refused_and_options_answered(unit: LaunchedUnit) -> None:
    page = f"{unit.files}index.html"
    assert unit.client.post(page).status_code == 405
    options = unit.client.options(page, headers={"Origin": "null"})
    assert (options.status_code, options["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert unit.client.head(page).status_code == 200


def test_no_page_of_ours_shows_it_in_itself(unit: LaunchedUnit, signed_in: SignIn) -> None:
    page = f"{unit.files}index.html"
    ours = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin"}
    theirs = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}
    assert unit.client.get(page, headers=ours).status_code == 404
    assert unit.client.get(page, headers=theirs).status_code == 200
    assert "frame-src 'none'" in signed_in("member").get("/study/")["Content-Security-Policy"]


def test_a_unit_that_a_phone_loads_again_leads_back_to_its_page(item: Item, unit: LaunchedUnit) -> None:
    address = unit.address.removeprefix("http://testserver")
    whole = {"Sec-Fetch-Dest": "document"}
    assert unit.client.get(address, headers=whole).status_code == 200
    unit.begin()
    again = unit.client.get(address, headers=whole)
    assert (again.status_code, again["Location"]) == (302, f"/study/items/{item.uid}/?again=yes#units")
    assert unit.client.get(address, headers={"Sec-Fetch-Dest": "iframe"}).status_code == 200
    assert unit.client.get(f"{unit.files}index.html", headers=whole).status_code == 200


def test_the_record_store_answers_a_page_without_an_origin(unit: LaunchedUnit) -> None:
    asked = {
        "Origin": "null",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization,x-experience-api-version",
    }
    answer = unit.client.options("/api/xapi/activities/state", headers=asked)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "PUT" in answer["Access-Control-Allow-Methods"]
    assert "Authorization" in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer


def test_pages_of_ours_are_read_by_no_other_origin(signed_in: SignIn, item: Item) -> None:
    client = signed_in("member")
    for address in ("/study/", reverse("study-item", args=[item.uid]), "/start/"):
        answer = client.get(address, headers={"Origin": "null"}, follow=True)
        assert "Access-Control-Allow-Origin" not in answer
    opens = client.post(
        reverse("study-unit-open", args=[item.uid]), {"unit": FIRST}, headers={"Origin": "null"}
    )
    assert "Access-Control-Allow-Origin" not in opens


def test_a_script_without_an_origin_cannot_press_a_button_for_the_member(world: World, item: Item) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["member"], backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(reverse("study-item-done", args=[item.uid]), {}, headers={"Origin": "null"})
    assert answer.status_code == 403
