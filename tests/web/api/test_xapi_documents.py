"""State and the two kinds of profile over HTTP: kept as sent, merged, and never lost to a race."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.utils import timezone

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import (
    Activity,
    ActivityProfile,
    AgentProfile,
    Identity,
    Scope,
    StateDocument,
)
from redcloud.apps.records.models.documents import Document
from tests.web.api.calling import AGENT, COURSE, Program, bare_root, new_key

STATE = ("activities/state", {"activityId": COURSE, "agent": AGENT, "stateId": "bookmark"})
ACTIVITY = ("activities/profile", {"activityId": COURSE, "profileId": "bookmark"})
PERSON = ("agents/profile", {"agent": AGENT, "profileId": "bookmark"})
ALL = [STATE, ACTIVITY, PERSON]
PROFILES = [ACTIVITY, PERSON]
NEW = {"If-None-Match": "*"}
Resource = tuple[str, dict[str, str]]
every_resource = pytest.mark.parametrize("resource", ALL, ids=["state", "activity", "agent"])
every_profile = pytest.mark.parametrize("resource", PROFILES, ids=["activity", "agent"])
every_version = pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])


@pytest.fixture
def root(db: None) -> Organisation:
    return bare_root()


@pytest.fixture
def program(root: Organisation) -> Program:
    return Program(new_key(root))


@pytest.fixture
def program_2(root: Organisation) -> Program:
    return Program(new_key(root), "2.0.0")


def tag(content: bytes) -> str:
    """Return the entity tag of a document (Communication 3.1.s4.b2)."""
    return f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"'


def many(resource: Resource) -> dict[str, str]:
    """Return the query that asks for the ids of many documents."""
    return {name: value for name, value in resource[1].items() if name not in ("stateId", "profileId")}


def stored() -> list[Document]:
    return [
        row for kind in (StateDocument, ActivityProfile, AgentProfile) for row in kind.objects.order_by("pk")
    ]


# --- kept as sent -----------------------------------------------------------------------------------


@every_version
@every_resource
def test_a_document_comes_back_octet_for_octet(root: Organisation, resource: Resource, version: str) -> None:
    program = Program(new_key(root), version)
    path, query = resource
    content = bytes(range(256)) * 3
    sent = program.call("PUT", path, content, "image/x-own; quality=1", NEW, **query)
    assert (sent.status_code, sent.content) == (204, b"")
    found = program.call("GET", path, **query)
    assert (found.content, found["Content-Type"]) == (content, "image/x-own; quality=1")
    assert found["ETag"] == tag(content)
    assert found["X-Experience-API-Version"] == version
    changed = parsedate_to_datetime(found["Last-Modified"])
    assert abs(timezone.now() - changed) < timedelta(minutes=1)
    head = program.call("HEAD", path, **query)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length"):
        assert head[name] == found[name]


@every_resource
def test_json_is_kept_as_it_was_written(program: Program, resource: Resource) -> None:
    path, query = resource
    content = '{ "b" : 1.50, "a":[1e5 ],"名":"值" }'.encode()
    program.call("PUT", path, content, headers=NEW, **query)
    assert program.call("GET", path, **query).content == content


@every_resource
def test_what_is_deleted_or_never_was_is_not_found(program: Program, resource: Resource) -> None:
    path, query = resource
    assert program.call("GET", path, **query).status_code == 404
    assert program.call("DELETE", path, **query).status_code == 204
    program.call("PUT", path, {"a": 1}, headers=NEW, **query)
    assert program.call("DELETE", path, **query).status_code == 204
    assert program.call("GET", path, **query).status_code == 404
    assert stored() == []


@every_resource
def test_an_empty_document_and_a_long_name_are_fine(program: Program, resource: Resource) -> None:
    path, query = resource
    name = next(one for one in ("stateId", "profileId") if one in query)
    query = {**query, name: "很长" * 3000}
    assert program.call("PUT", path, b"", "text/plain", NEW, **query).status_code == 204
    assert program.call("GET", path, **query).content == b""
    assert program.call("GET", path, **many(resource)).json() == ["很长" * 3000]


# --- many -------------------------------------------------------------------------------------------


@every_resource
def test_ids_of_many_and_of_those_changed_since(program: Program, resource: Resource) -> None:
    path, query = resource
    name = next(one for one in ("stateId", "profileId") if one in query)
    assert program.call("GET", path, **many(resource)).json() == []
    for one in ("a", "b", "c"):
        program.call("POST", path, {"x": one}, **{**query, name: one})
    rows = stored()
    found = program.call("GET", path, **many(resource))
    assert found.json() == ["a", "b", "c"]
    assert found["ETag"] == tag(found.content)
    newest = rows[-1].updated_at.replace(microsecond=0)
    assert parsedate_to_datetime(found["Last-Modified"]) == newest
    since = {"since": rows[1].updated_at.isoformat()}
    assert program.call("GET", path, **many(resource), **since).json() == ["c"]
    program.call("POST", path, {"y": 1}, **{**query, name: "a"})
    assert program.call("GET", path, **many(resource), **since).json() == ["a", "c"]
    assert program.call("HEAD", path, **many(resource)).content == b""


def test_state_of_a_registration_stands_apart(program: Program) -> None:
    path, query = STATE
    one, two = str(uuid4()), str(uuid4())
    for more in ({}, {"registration": one}, {"registration": two}):
        program.call("PUT", path, {"in": more}, **query, **more)
    program.call("PUT", path, {}, **{**query, "stateId": "other"}, registration=one)
    assert program.call("GET", path, **query).json() == {"in": {}}
    assert program.call("GET", path, **query, registration=two.upper()).json() == {
        "in": {"registration": two}
    }
    assert program.call("GET", path, **many(STATE), registration=one).json() == ["bookmark", "other"]
    assert program.call("GET", path, **many(STATE)).json() == ["bookmark", "other"]
    assert program.call("DELETE", path, **many(STATE), registration=one).status_code == 204
    assert program.call("GET", path, **query, registration=one).status_code == 404
    assert StateDocument.objects.count() == 2
    assert program.call("DELETE", path, **many(STATE)).status_code == 204
    assert StateDocument.objects.count() == 0


def test_only_state_can_be_deleted_all_at_once(program: Program) -> None:
    for resource in PROFILES:
        assert program.call("DELETE", resource[0], **many(resource)).status_code == 400


# --- merging ----------------------------------------------------------------------------------------


@every_version
@every_resource
def test_posted_members_replace_whole_ones_and_leave_the_rest(
    root: Organisation, resource: Resource, version: str
) -> None:
    program = Program(new_key(root), version)
    path, query = resource
    first = b'{"x":{"deep":1,"kept":2},"y":1.0}'
    assert program.call("POST", path, first, **query).status_code == 204
    before = program.call("GET", path, **query)
    assert before.content == first
    assert program.call("POST", path, {"x": {"z": 0}, "n": None}, **query).status_code == 204
    after = program.call("GET", path, **query)
    assert after.json() == {"x": {"z": 0}, "y": 1.0, "n": None}
    assert b'"y":1.0' in after.content
    assert after["ETag"] == tag(after.content) != before["ETag"]
    assert after["Content-Type"] == "application/json"


JSON = "application/json"
OCTETS = "application/octet-stream"
NOT_MERGED = [
    ((b'{"a":1}', JSON), (b"abc", OCTETS)),
    ((b'{"a":1}', JSON), (b'{"b":1}', "text/plain")),
    ((b'{"a":1}', JSON), (b'{"b":1}{', JSON)),
    ((b'{"a":1}', JSON), (b"[1]", JSON)),
    ((b'{"a":1}', JSON), (b"", JSON)),
    ((b'{"a":1}', JSON), (b'{"a":"\xff"}', JSON)),
    ((b'{"a":1}', JSON), (b'{"a":' + b"[" * 100_000, JSON)),
    ((b"[1]", JSON), (b'{"b":1}', JSON)),
    ((b'{"a":1}', "text/plain"), (b'{"b":1}', JSON)),
    ((b"abc", OCTETS), (b"abc", OCTETS)),
]


@every_resource
def test_what_cannot_be_merged_changes_nothing(program: Program, resource: Resource) -> None:
    path, query = resource
    for standing, posted in NOT_MERGED:
        assert program.call("PUT", path, *standing, {"If-None-Match": '"x"'}, **query).status_code == 204
        answer = program.call("POST", path, *posted, **query)
        assert (answer.status_code, bool(answer.json()["message"])) == (400, True), posted
        found = program.call("GET", path, **query)
        assert (found.content, found["Content-Type"]) == standing


@every_resource
def test_a_first_post_stores_like_a_put(program: Program, resource: Resource) -> None:
    path, query = resource
    for wrong in (b"[1]", b"{", b'"x"'):
        assert program.call("POST", path, wrong, **query).status_code == 400
    assert stored() == []
    assert program.call("POST", path, b"abc", "text/plain", **query).status_code == 204
    assert program.call("GET", path, **query).content == b"abc"


@every_resource
def test_what_says_json_has_to_be_json(program: Program, resource: Resource) -> None:
    path, query = resource
    answer = program.call("PUT", path, b"suspend=1", headers=NEW, **query)
    assert (answer.status_code, answer.json()["error"]) == (400, "document_not_json")
    assert program.call("PUT", path, b"[1]", headers=NEW, **query).status_code == 204


# --- conditions -------------------------------------------------------------------------------------


@every_version
@every_resource
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_write_with_an_old_tag_changes_nothing(
    root: Organisation, resource: Resource, method: str, version: str
) -> None:
    program = Program(new_key(root), version)
    path, query = resource
    absent = program.call(method, path, {"a": 2}, headers={"If-Match": '"1"'}, **query)
    assert absent.status_code == 412
    program.call("POST", path, {"a": 1}, **query)
    right = program.call("GET", path, **query)["ETag"]
    for wrong in ('"1234"', "1234", f'"{"1" * 40}"', f'"{right[1:-2]}"', '"*"', ""):
        answer = program.call(method, path, {"a": 2}, headers={"If-Match": wrong}, **query)
        assert answer.status_code == 412, wrong
    assert program.call("GET", path, **query).json() == {"a": 1}
    for shape in ("{}", '"x", {}', "W/{}", "*"):
        right = shape.format(program.call("GET", path, **query)["ETag"])
        assert program.call(method, path, {"a": 1}, headers={"If-Match": right}, **query).status_code == 204
        program.call("POST", path, {"a": 1}, **query)
    bare = program.call("GET", path, **query)["ETag"].strip('"')
    assert program.call(method, path, {"a": 1}, headers={"If-Match": bare}, **query).status_code == 204


@every_resource
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_write_of_what_must_be_absent(program_2: Program, resource: Resource, method: str) -> None:
    path, query = resource
    assert program_2.call(method, path, {"a": 1}, headers=NEW, **query).status_code == 204
    held = program_2.call("GET", path, **query)["ETag"]
    for headers in (NEW, {"If-None-Match": held}, {"If-None-Match": f'"x", {held}'}):
        assert program_2.call(method, path, {"a": 2}, headers=headers, **query).status_code == 412
    assert program_2.call("GET", path, **query).json() == {"a": 1}
    other = {"If-None-Match": '"x"'}
    assert program_2.call(method, path, {"a": 2}, headers=other, **query).status_code == 204


@every_version
@every_profile
def test_a_profile_is_not_overwritten_unasked(root: Organisation, resource: Resource, version: str) -> None:
    program = Program(new_key(root), version)
    path, query = resource
    first = program.call("PUT", path, {"a": 1}, **query)
    assert first.status_code == (400 if version == "1.0.3" else 204)
    program.call("POST", path, {"a": 1}, **query)
    answer = program.call("PUT", path, {"a": 2}, **query)
    assert answer.status_code == 409
    assert "current state" in answer.json()["message"]
    assert "If-Match" in answer.json()["message"]
    assert program.call("GET", path, **query).json() == {"a": 1}


def test_state_may_be_overwritten_where_the_version_or_the_setting_lets_it(
    program: Program, program_2: Program, settings: Any
) -> None:
    path, query = STATE
    for each in (program, program_2):
        assert each.call("PUT", path, {"a": 1}, **query).status_code == 204
        each.call("DELETE", path, **query)
    assert program.call("PUT", path, {"a": 1}, **query).status_code == 204
    assert program.call("PUT", path, {"a": 2}, **query).status_code == 204
    assert program_2.call("PUT", path, {"a": 3}, **query).status_code == 409
    settings.XAPI_STATE_NEEDS_MATCH = False
    assert program_2.call("PUT", path, {"a": 4}, **query).status_code == 204
    assert program.call("GET", path, **query).json() == {"a": 4}


@every_resource
def test_a_read_may_have_a_condition_too(program: Program, resource: Resource) -> None:
    path, query = resource
    program.call("POST", path, {"a": 1}, **query)
    held = program.call("GET", path, **query)["ETag"]
    unchanged = program.call("GET", path, headers={"If-None-Match": held}, **query)
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", held)
    assert program.call("GET", path, headers={"If-None-Match": '"x"'}, **query).status_code == 200
    assert program.call("GET", path, headers={"If-Match": '"x"'}, **query).status_code == 412


# --- parameters -------------------------------------------------------------------------------------


METHODS = ("GET", "PUT", "POST", "DELETE")
WRONG = [
    {"activityId": "no scheme"},
    {"activityId": "true"},
    {"agent": "true"},
    {"agent": "not JSON"},
    {"agent": "{}"},
    {"agent": '{"objectType":"Agent","name":"x"}'},
    {"agent": '{"mbox":"mailto:a@b.c","openid":"http://x"}'},
    {"agent": '{"mbox":["mailto:a@b.c"]}'},
    {"agent": '{"objectType":"Group","mbox":"mailto:a@b.c"}'},
    {"agent": '{"mbox":"mailto:a@b.c","x":' + "[" * 100_000},
    {"agent": '{"mbox":"mailto:a@b.c","mbox":"mailto:a@b.c"}'},
    {"registration": "true"},
    {"since": "true", "stateId": "", "profileId": ""},
    {"foo": "bar"},
    {"StateId": "x"},
    {"activityid": COURSE},
]


@every_resource
def test_a_missing_parameter_is_named(program: Program, resource: Resource) -> None:
    path, query = resource
    for method in METHODS:
        for name in query:
            if (name == "stateId" and method in ("GET", "DELETE")) or (
                name == "profileId" and method == "GET"
            ):
                continue
            rest = {key: value for key, value in query.items() if key != name}
            for wrong in (rest, {**rest, name: ""}):
                answer = program.call(method, path, {"a": 1}, **wrong)
                assert answer.status_code == 400, wrong
                assert answer.json()["problems"][0]["path"].startswith(name)


@every_resource
def test_a_wrong_parameter_is_a_400(program: Program, resource: Resource) -> None:
    path, query = resource
    for method in METHODS:
        for wrong in WRONG:
            asked = {key: value for key, value in {**query, **wrong}.items() if value}
            headers = NEW if method == "PUT" else None
            answer = program.call(method, path, {"a": 1}, headers=headers, **asked)
            assert answer.status_code == 400, (method, wrong, answer.content)
            assert answer.json()["problems"]
    assert stored() == []


def test_a_repeated_parameter_is_a_400(program: Program) -> None:
    query = f"activityId={COURSE}&activityId={COURSE}"
    answer = program.client.get(f"/api/xapi/activities/profile?{query}", headers=program.headers)
    assert (answer.status_code, answer.json()["problems"][0]["reason"]) == (400, "repeated_parameter")


def test_since_is_for_many(program: Program) -> None:
    path, query = STATE
    assert program.call("GET", path, **query, since="2026-01-01T00:00:00Z").status_code == 400
    assert program.call("DELETE", path, **many(STATE), since="2026-01-01T00:00:00Z").status_code == 400


def test_a_group_has_documents_in_version_2_only(program: Program, program_2: Program) -> None:
    path, query = PERSON
    group = {**query, "agent": json.dumps({"objectType": "Group", "mbox": "mailto:li@example.org"})}
    assert program.call("PUT", path, {}, headers=NEW, **group).status_code == 400
    assert program_2.call("PUT", path, {}, headers=NEW, **group).status_code == 204
    assert program_2.call("GET", path, **query).status_code == 404
    nameless = {"agent": json.dumps({"objectType": "Group", "member": [json.loads(AGENT)]})}
    assert program_2.call("PUT", path, {}, headers=NEW, **{**query, **nameless}).status_code == 400


# --- limits -----------------------------------------------------------------------------------------


@every_resource
def test_a_document_too_large_is_refused_before_it_is_read(
    program: Program, resource: Resource, settings: Any
) -> None:
    path, query = resource
    settings.XAPI_DOCUMENT_MAX_BYTES = 100
    answer = program.call("PUT", path, b"x" * 101, "text/plain", NEW, **query)
    assert (answer.status_code, answer["X-Experience-API-Version"]) == (413, "1.0.3")
    assert program.call("PUT", path, b"x" * 100, "text/plain", NEW, **query).status_code == 204


def test_a_large_document_passes(program: Program) -> None:
    content = b"x" * (9 * 1024 * 1024)
    path, query = STATE
    assert program.call("PUT", path, content, "text/plain", **query).status_code == 204
    assert len(program.call("GET", path, **query).content) == len(content)


@pytest.mark.parametrize("kind", ["x", "x" * 300 + "/y", "text/plain\x01"])
def test_a_content_type_that_is_none_is_a_400(program: Program, kind: str) -> None:
    path, query = STATE
    assert program.call("PUT", path, b"x", kind, **query).status_code == 400


def test_a_document_without_a_content_type_is_octets(program: Program) -> None:
    path, query = STATE
    assert program.call("PUT", path, b"x", "", **query).status_code == 204
    assert program.call("GET", path, **query)["Content-Type"] == "application/octet-stream"


# --- alternate request syntax -----------------------------------------------------------------------


@every_resource
def test_a_form_writes_and_reads_documents(program: Program, resource: Resource) -> None:
    path, query = resource
    head = {"Authorization": program.authorization, "X-Experience-API-Version": "1.0.3"}

    def form(method: str, **fields: str) -> Any:
        address = f"/api/xapi/{path}?method={method}"
        body = urlencode({**head, **query, **fields}).encode()
        return program.client.post(address, body, "application/x-www-form-urlencoded")

    kept = {"content": "书签&=+%", "Content-Type": "text/plain", "If-None-Match": "*"}
    assert form("PUT", **kept).status_code == 204
    assert form("PUT", **kept).status_code == 412
    found = form("GET")
    assert (found.content.decode(), found["Content-Type"]) == ("书签&=+%", "text/plain")
    assert form("HEAD")["ETag"] == found["ETag"]
    assert form("DELETE", **{"If-Match": '"x"'}).status_code == 412
    assert form("DELETE", **{"If-Match": found["ETag"]}).status_code == 204
    assert form("GET").status_code == 404


# --- who may ----------------------------------------------------------------------------------------


@every_resource
def test_documents_of_another_organisation_are_not_there(root: Organisation, resource: Resource) -> None:
    path, query = resource
    north, south = Program(new_key(root)), Program(new_key(bare_root("south")))
    north.call("POST", path, {"from": "north"}, **query)
    assert south.call("GET", path, **query).status_code == 404
    assert south.call("GET", path, **many(resource)).json() == []
    assert south.call("DELETE", path, **query).status_code == 204
    assert south.call("PUT", path, {"from": "south"}, headers=NEW, **query).status_code == 204
    assert north.call("GET", path, **query).json() == {"from": "north"}
    assert len(stored()) == 2


def test_a_scope_opens_what_it_names_and_no_more(root: Organisation) -> None:
    opened = {
        Scope.STATE: {"state": "RW"},
        Scope.PROFILE: {"profile": "RW"},
        Scope.ALL_READ: {"state": "R", "profile": "R"},
        Scope.ALL: {"state": "RW", "profile": "RW"},
    }
    for scope in Scope:
        program = Program(new_key(root, scope))
        for resource in ALL:
            path, query = resource
            may = opened.get(scope, {}).get(path.rpartition("/")[2], "")
            read = program.call("GET", path, **many(resource))
            assert (read.status_code == 200, read.status_code == 403) == ("R" in may, "R" not in may)
            for method in ("PUT", "POST", "DELETE"):
                wrote = program.call(method, path, {}, headers={"If-Match": '"x"'}, **query)
                assert wrote.status_code == (412 if "W" in may else 403), (scope, path, method)


def test_a_refused_document_leaves_no_trace(program: Program) -> None:
    path, query = STATE
    program.call("PUT", path, {"a": 1}, headers={"If-Match": '"x"'}, **query)
    assert (Activity.objects.count(), Identity.objects.count()) == (0, 0)


def test_a_document_costs_few_queries(program: Program, django_assert_max_num_queries: Any) -> None:
    path, query = STATE
    # Of these up to six are the day of use and the first allowance of a minute.
    with django_assert_max_num_queries(19):
        program.call("PUT", path, {"a": 1}, **query)
    with django_assert_max_num_queries(6):
        program.call("PUT", path, {"a": 2}, **query)
    with django_assert_max_num_queries(2):
        program.call("GET", path, **query)
