"""What holds for every resource of the record store: versions, alternate syntax, origins, odd requests."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Statement
from tests.apps.records.making import small
from tests.web.api.calling import ENDPOINT, Program, bare_root, new_key

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def root(db: None) -> Organisation:
    return bare_root()


@pytest.fixture
def program(root: Organisation) -> Program:
    return Program(new_key(root))


def form(program: Program, path: str, method: str, headers: Any = None, **fields: str) -> Any:
    """Send a request in the alternate syntax, with nothing but the form in it."""
    return program.client.post(
        f"{ENDPOINT}{path}?method={method}", urlencode(fields).encode(), FORM, headers=headers
    )


# --- versions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["statements", "about", "nothing", "statements/x", ""])
def test_every_answer_names_a_version(path: str) -> None:
    for headers, version in (({}, "1.0.3"), ({"X-Experience-API-Version": "2.0.0"}, "2.0.0")):
        for method in ("GET", "PUT", "OPTIONS", "PATCH"):
            answer = Client().generic(method, ENDPOINT + path, headers=headers)
            assert answer["X-Experience-API-Version"] == version, (method, path)


def test_a_host_that_is_not_ours_gets_a_version_too() -> None:
    answer = Client().get(f"{ENDPOINT}about", headers={"Host": "elsewhere.example.org"})
    assert (answer.status_code, answer["X-Experience-API-Version"]) == (400, "1.0.3")


def test_who_names_no_version_is_answered_in_the_one_spoken_before(root: Organisation, settings: Any) -> None:
    made = new_key(root)
    silent = Program(made, version=None)
    settings.XAPI_VERSION_UNASKED = "2.0.0"
    answers = [silent.call("GET", "statements")]
    Program(made, "1.0.3").call("GET", "statements")
    answers.append(silent.call("GET", "statements"))
    assert [(one.status_code, one["X-Experience-API-Version"]) for one in answers] == [
        (400, "2.0.0"),
        (400, "1.0.3"),
    ]


def test_about_is_open_whatever_version_is_asked_for() -> None:
    for version in ("2.0.0", "2.0", "0.9", "nonsense", ""):
        answer = Client().get(f"{ENDPOINT}about", headers={"X-Experience-API-Version": version})
        assert answer.json() == {"version": ["1.0.3", "2.0.0"]}
    assert Client().head(f"{ENDPOINT}about")["Content-Length"] == str(len(answer.content))


def test_about_lists_to_who_speaks_1_0_what_1_0_knows() -> None:
    for version in ("1.0", "1.0.0", "1.0.3", "1.0.9"):
        answer = Client().get(f"{ENDPOINT}about", headers={"X-Experience-API-Version": version})
        assert (answer.json(), answer["X-Experience-API-Version"]) == ({"version": ["1.0.3"]}, "1.0.3")


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "agents"), ("POST", "activities"), ("DELETE", "statements")]
)
def test_a_wrong_method_without_a_version_is_answered_in_the_one_spoken_before(
    root: Organisation, method: str, path: str
) -> None:
    made = new_key(root)
    Program(made, "2.0.0").call("GET", "statements")
    answer = Program(made, version=None).call(method, path)
    assert (answer.status_code, answer["X-Experience-API-Version"]) == (400, "2.0.0")
    assert Program(made, "2.0.0").call(method, path).status_code == 405
    # Nobody asks: there is nothing to know.
    assert Client().generic(method, ENDPOINT + path).status_code == 405


@pytest.mark.parametrize("address", ["/api/xapi//statements", "/api/xapi/statements/"])
def test_a_slash_too_many_is_no_redirect(program: Program, address: str) -> None:
    body = json.dumps(small()).encode()
    answer = program.client.post(address, body, "application/json", headers=program.headers)
    assert answer.status_code == 200


def test_a_wrong_method_is_told_which_are_right(program: Program) -> None:
    answer = program.call("DELETE", "statements")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS, POST, PUT")


def test_an_address_that_is_no_resource_lists_those_that_are(program: Program) -> None:
    answer = program.call("POST", "statement", small())
    assert answer.status_code == 404
    assert "activities/state" in answer.json()["message"]


# --- other origins ----------------------------------------------------------------------------------


def test_content_of_another_origin_is_let_in(program: Program) -> None:
    origin = {"Origin": "https://content.example.org"}
    asked = {**origin, "Access-Control-Request-Method": "PUT"}
    before = Client().options(f"{ENDPOINT}statements", headers=asked)
    assert before.status_code == 204
    assert before["Access-Control-Allow-Origin"] == "*"
    assert "PUT" in before["Access-Control-Allow-Methods"]
    for name in ("Authorization", "X-Experience-API-Version", "If-Match", "If-None-Match", "Content-Type"):
        assert name in before["Access-Control-Allow-Headers"]
    for answer in (
        program.call("GET", "statements", headers=origin),
        Client().get(f"{ENDPOINT}statements", headers=origin),
    ):
        assert answer["Access-Control-Allow-Origin"] == "*"
        for name in ("ETag", "Last-Modified", "X-Experience-API-Consistent-Through"):
            assert name in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Origin" not in program.call("GET", "statements")


# --- alternate request syntax -----------------------------------------------------------------------


def test_a_form_carries_a_whole_request(program: Program) -> None:
    wanted = str(uuid4())
    head = {"Authorization": program.authorization, "X-Experience-API-Version": "1.0.3"}
    statement = json.dumps(small(id=...))
    answer = form(program, "statements", "PUT", statementId=wanted, content=statement, **head)
    assert answer.status_code == 204, answer.content
    found = form(program, "statements", "GET", statementId=wanted, **head)
    assert found.json()["id"] == wanted
    assert form(program, "statements", "POST", content=json.dumps(small()), **head).status_code == 200
    page = form(program, "statements", "GET", headers=program.headers, limit="1")
    assert len(page.json()["statements"]) == 1
    assert form(program, "statements", "HEAD", **head).content == b""


def test_a_header_in_the_form_counts_before_one_beside_it(program: Program) -> None:
    fields = {"statementId": str(uuid4()), "content": json.dumps(small(id=...))}
    answer = form(
        program, "statements", "PUT", program.headers, **fields, **{"X-Experience-API-Version": "0.8"}
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "version_not_supported")


@pytest.mark.parametrize(
    ("query", "body", "content_type"),
    [
        ("method=PUT&statementId=x", "content={}", FORM),
        ("method=PUT", "", FORM),
        ("method=PUT", '{"content":"{}"}', FORM),
        ("method=PUT", "content={}", "application/json"),
        ("method=PUT", "content=%ff", FORM),
        ("method=PUT", "content=%7", FORM),
        ("method=PUT", "content={}&content={}", FORM),
        ("method=PUT", "content={}&If-Match=%0A", FORM),
        ("method=PUT", "content={}&" + "a=b&" * 100, FORM),
        ("method=TRACE", "content={}", FORM),
        ("method=put", "content={}", FORM),
        ("method=GET&method=GET", "", FORM),
    ],
)
def test_a_broken_form_is_a_400(program: Program, query: str, body: str, content_type: str) -> None:
    address = f"{ENDPOINT}statements?{query}"
    answer = program.client.post(address, body.encode(), content_type, headers=program.headers)
    assert answer.status_code == 400, answer.content
    assert Statement.objects.count() == 0


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_the_alternate_syntax_is_for_posts(program: Program, method: str) -> None:
    answer = program.call(method, "statements", small(), method="POST")
    assert (answer.status_code, answer.json()["error"]) == (400, "alternate_syntax_needs_post")


def test_version_2_has_no_alternate_syntax(root: Organisation) -> None:
    program = Program(new_key(root), "2.0.0")
    answer = form(program, "statements", "GET", program.headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "alternate_syntax_removed")
    inside = {"Authorization": program.authorization, "X-Experience-API-Version": "2.0.0"}
    answer = form(program, "statements", "GET", **inside)
    assert (answer.status_code, answer["X-Experience-API-Version"]) == (400, "2.0.0")


# --- odd requests -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["verb=%", "verb=%zz", "verb=%ff", "verb=%00", "%ff=1", "x=1&" * 200, "agent=%7B%22%ed%a0%80"]
)
def test_a_query_that_cannot_be_read_is_a_400(program: Program, query: str) -> None:
    answer = program.client.get(f"{ENDPOINT}statements", headers=program.headers, QUERY_STRING=query)
    assert (answer.status_code, answer.json()["error"]) == (400, "request_not_readable")


def test_a_body_in_chunks_is_read_whole(program: Program, settings: Any) -> None:
    statement = small()

    def send() -> Any:
        chunks = {"CONTENT_LENGTH": "", "wsgi.input": BytesIO(json.dumps(statement).encode())}
        headers = {**program.headers, "Transfer-Encoding": "chunked"}
        address = f"{ENDPOINT}statements"
        return program.client.generic("POST", address, b"x", "application/json", headers=headers, **chunks)

    assert send().json() == [statement["id"]]
    settings.XAPI_BODY_MAX_BYTES = 20
    assert send().status_code == 413


@pytest.mark.parametrize("header", ["Bearer x", "Basic", "Basic !!", "Basic:YTpi"])
def test_wrong_credentials_are_asked_for_again(header: str, db: None) -> None:
    answer = Client().get(f"{ENDPOINT}statements", headers={"Authorization": header})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="xAPI", charset="UTF-8"')
