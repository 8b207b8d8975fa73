"""Every curl line of docs/records/http.md does what it is printed for."""

from __future__ import annotations

import re
import shlex
from base64 import b64encode
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client

from tests.docs.reading import ROOT
from tests.web.api.calling import bare_root, new_key

PAGE = (ROOT / "docs" / "records" / "http.md").read_text(encoding="utf-8")
LINES = re.findall(r"^    (curl .+)$", PAGE, re.MULTILINE)


def send(line: str, key: str, secret: str) -> Any:
    """Send what a curl line would send, in the order in which curl reads its options."""
    basic = b64encode(f"{key}:{secret}".encode()).decode()
    line = re.sub(r"\$\(printf .*\)", basic, line).replace("$KEY", key).replace("$SECRET", secret)
    words = iter(shlex.split(line)[1:])
    headers: dict[str, str] = {}
    method, body, pairs, in_query, address = "", "", [], False, ""
    for word in words:
        if word == "-u":
            headers["Authorization"] = f"Basic {b64encode(next(words).encode()).decode()}"
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-X":
            method = next(words)
        elif word == "-G":
            in_query = True
        elif word == "--data-binary":
            body = next(words)
        elif word in ("-d", "--data-urlencode"):
            pairs.append(tuple(next(words).split("=", 1)))
        else:
            address = word.replace("$LRS", "/api/xapi")
    if in_query:
        address = f"{address}?{urlencode(pairs)}"
    else:
        body = body or urlencode(pairs)
    kind = headers.pop("Content-Type", "application/x-www-form-urlencoded")
    assert urlsplit(address).path.startswith("/api/xapi/"), line
    method = method or ("POST" if body and not in_query else "GET")
    return Client().generic(method, address, body.encode(), kind, headers=headers)


def test_the_curl_lines_work_in_the_order_of_the_page(db: None) -> None:
    made = new_key(bare_root())
    answers = [send(line, made.credential.key, made.secret) for line in LINES]
    for line, answer in zip(LINES, answers, strict=True):
        assert answer.status_code in (200, 204), (line, answer.content)
    of_statements = ["$LRS/statements" in line for line in LINES]
    posted, one, _, in_english, page = (
        answer for answer, is_one in zip(answers, of_statements, strict=True) if is_one
    )
    assert posted.json() == [one.json()["id"]]
    assert in_english.json()["verb"]["display"] == {"en": "completed"}
    assert page.json()["statements"] == [one.json()]
    rest = [answer for answer, is_one in zip(answers, of_statements, strict=True) if not is_one]
    found = [answer.json() for answer in rest if answer.status_code == 200]
    assert found[0] == {"page": 7, "score": 3}
    assert found[1] == ["bookmark"]
    assert [one["objectType"] for one in (found[2], found[3], found[5])] == ["Person", "Activity", "Activity"]
    assert found[4] == {"version": ["1.0.3", "2.0.0"]}


def test_the_page_has_a_line_for_each_resource_that_it_speaks_of() -> None:
    for path in (
        "statements",
        "activities/state",
        "activities/profile",
        "agents/profile",
        "agents",
        "activities",
        "about",
    ):
        assert any(re.search(rf"\$LRS/{path}[?\"]", line) for line in LINES), path
