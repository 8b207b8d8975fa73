"""The Statement Resource over HTTP: who may, what is answered, and never a 500."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.actions import NewCredential, make_credential, revoke_credential
from redcloud.apps.records.models import Credential, Scope, Statement
from redcloud.apps.records.queries import reading_credentials
from tests.apps.records.making import FAILED, small, voiding
from tests.engine.records.samples import FULL, changed
from tests.world import World

URL = "/api/xapi/statements"


class Api:
    """A program with a credential."""

    def __init__(self, made: NewCredential, version: str | None = "1.0.3") -> None:
        text = f"{made.credential.key}:{made.secret}"
        self.headers = {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}
        if version:
            self.headers["X-Experience-API-Version"] = version
        self.client = Client(raise_request_exception=True)

    def post(self, body: Any, content_type: str = "application/json", **headers: str) -> HttpResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(URL, data, content_type, headers={**self.headers, **headers})  # type: ignore[return-value]

    def put(self, body: Any, **query: str) -> HttpResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.put(f"{URL}?{urlencode(query)}", data, "application/json", headers=self.headers)  # type: ignore[return-value]

    def get(self, address: str = URL, **query: str) -> HttpResponse:
        return self.client.get(address, query or None, headers=self.headers)  # type: ignore[return-value]

    def ids(self, **query: str) -> list[str]:
        answer = self.get(**query)
        assert answer.status_code == 200, answer.content
        return [one["id"] for one in answer.json()["statements"]]  # type: ignore[attr-defined]


def key(root: Organisation, *scopes: Scope) -> NewCredential:
    """Make a credential; one for everything where no scope is named."""
    expires = timezone.now() + timedelta(days=1)
    return make_credential(
        actor=None,
        root=root,
        name="lms",
        scopes=scopes or (Scope.ALL,),
        approver="北山",
        purpose="test",
        expires_at=expires,
    )


@pytest.fixture
def api(world: World) -> Api:
    return Api(key(world.north))


Maker = Callable[[Scope], Api]


def test_a_statement_posted_comes_back_as_it_was_sent(api: Api) -> None:
    answer = api.post(FULL)
    assert (answer.status_code, answer.json()) == (200, [FULL["id"]])  # type: ignore[attr-defined]
    found = api.get(statementId=FULL["id"])
    body = found.json()  # type: ignore[attr-defined]
    assert found["Last-Modified"]
    assert found["X-Experience-API-Version"] == "1.0.3"
    assert body["context"]["contextActivities"]["category"] == [{"id": "urn:x:profile"}]
    assert body["authority"]["account"]["name"] != "mailto:lms@example.org"
    assert body["timestamp"] == "2026-03-01T02:00:00.123000Z"
    expected = changed("context/contextActivities/category", [{"id": "urn:x:profile"}])
    for name in ("authority", "stored", "timestamp"):
        body.pop(name)
        expected.pop(name)
    assert body == expected


def test_an_id_is_made_where_none_was_sent(api: Api) -> None:
    (made,) = api.post(small(id=...)).json()  # type: ignore[attr-defined]
    assert api.get(statementId=made).json()["version"] == "1.0.0"  # type: ignore[attr-defined]


def test_a_batch_is_stored_whole_or_not_at_all(api: Api) -> None:
    good = small()
    answer = api.post([good, small(verb={"id": "x"})])
    assert answer.status_code == 400
    assert answer.json()["problems"] == [  # type: ignore[attr-defined]
        {"path": "[1].verb.id", "rule": "2.2.s4.b1.b8", "section": "Data 2.2", "reason": "not_an_iri"}
    ]
    assert Statement.objects.count() == 0
    assert api.post([good, small()]).status_code == 200
    assert api.post([good]).status_code == 200
    assert Statement.objects.count() == 2


def test_put_wants_its_id_and_answers_nothing(api: Api) -> None:
    wanted = str(uuid4())
    for body in (small(id=...), small(id=...)):
        assert (api.put(body, statementId=wanted).status_code, Statement.objects.count()) == (204, 1)
    assert json.loads(Statement.objects.get().raw)["id"] == wanted
    assert api.put(small(), statementId=wanted).status_code == 400
    assert api.put(small(id=...)).status_code == 400
    assert api.put(b"{}", statementId=wanted).status_code == 400
    assert api.put(b"[]", statementId=wanted).status_code == 400


def test_another_content_under_a_known_id_is_a_conflict(api: Api) -> None:
    api.post(FULL)
    answer = api.post(changed("result/success", False))
    assert answer.status_code == 409
    assert answer.json()["problems"][0]["section"] == "Data 2.3.1"  # type: ignore[attr-defined]


# --- the door ---------------------------------------------------------------------------------------


def test_a_default_key_writes_and_reads_nothing(world: World) -> None:
    made = make_credential(actor=world.users["administrator"], root=world.north, name="lms")
    api = Api(made)
    assert api.post(small()).status_code == 200
    assert api.get().status_code == 403
    assert made.secret not in str(Credential.objects.values())


def test_reading_needs_an_approver_a_purpose_and_an_expiry(world: World) -> None:
    for scope in (Scope.READ, Scope.READ_MINE, Scope.ALL, Scope.ALL_READ, Scope.STATE, Scope.PROFILE):
        with pytest.raises(ValueError, match="approver"):
            make_credential(actor=None, root=world.north, name="lms", scopes=[Scope.WRITE, scope])
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.create(root=world.north, name="x", key="x", secret_hash="x", scopes=Scope.READ)
    made = key(world.north, Scope.READ)
    assert list(reading_credentials(world.north)) == [made.credential]
    assert list(reading_credentials(world.south)) == []


def test_ended_and_wrong_keys_open_nothing(world: World) -> None:
    made = key(world.north)
    wrong = NewCredential(made.credential, "not the secret")
    answer = Api(wrong).get()
    assert (answer.status_code, answer["WWW-Authenticate"][:5]) == (401, "Basic")
    revoke_credential(actor=None, credential=made.credential)
    assert Api(made).get().status_code == 401
    late = key(world.north)
    Credential.objects.filter(pk=late.credential.pk).update(expires_at=timezone.now())
    assert Api(late).get().status_code == 401


@pytest.mark.parametrize(
    "header", ["", "Bearer x", "Basic", "Basic !!", "Basic //8=", "Basic YQ==", "Basic AAA6AA=="]
)
def test_an_unreadable_authorization_is_a_401(world: World, header: str) -> None:
    headers = {"Authorization": header, "X-Experience-API-Version": "1.0.3"}
    assert Client().get(URL, headers=headers).status_code == 401


def test_an_organisation_sees_its_own_statements_only(world: World) -> None:
    statement = small()
    Api(key(world.north)).post(statement)
    south = Api(key(world.south))
    assert south.ids() == []
    assert south.get(statementId=statement["id"]).status_code == 404


def test_read_mine_shows_what_the_key_itself_wrote(world: World) -> None:
    other, own = small(), small()
    Api(key(world.north)).post(other)
    api = Api(key(world.north, Scope.READ_MINE, Scope.WRITE))
    assert api.ids() == []
    api.post(own)
    assert api.ids() == [own["id"]]
    assert api.get(statementId=other["id"]).status_code == 404


# --- versions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "status", "answered"),
    [
        ("1.0", 200, "1.0.3"),
        ("1.0.0", 200, "1.0.3"),
        ("1.0.9", 200, "1.0.3"),
        ("2.0.0", 200, "2.0.0"),
        ("2.0", 200, "2.0.0"),
        ("0.95", 400, "1.0.3"),
        ("1.1.0", 400, "1.0.3"),
        ("1", 400, "1.0.3"),
        ("1.0.x", 400, "1.0.3"),
        (None, 400, "1.0.3"),
    ],
)
def test_the_version_header_decides(world: World, asked: str | None, status: int, answered: str) -> None:
    answer = Api(key(world.north), asked).get()
    assert (answer.status_code, answer["X-Experience-API-Version"]) == (status, answered)


def test_context_agents_are_for_version_two(world: World) -> None:
    made = key(world.north)
    agents = [{"objectType": "contextAgent", "agent": {"mbox": "mailto:a@b.c"}}]
    statement = small(context={"contextAgents": agents})
    assert Api(made).post(statement).status_code == 400
    assert Api(made, "2.0.0").post(statement).status_code == 200
    assert Api(made).get(statementId=statement["id"]).json()["version"] == "2.0.0"  # type: ignore[attr-defined]


def test_about_needs_nothing() -> None:
    answer = Client().get("/api/xapi/about")
    assert answer.json() == {"version": ["1.0.3", "2.0.0"]}
    assert answer["X-Experience-API-Version"] == "1.0.3"
    assert Client().post("/api/xapi/about").status_code == 405


# --- queries ---------------------------------------------------------------------------------------------


def test_filters(api: Api) -> None:
    wang = {"mbox": "mailto:wang@example.org"}
    one = small(context={"registration": str(uuid4())})
    two = small(actor=wang, verb={"id": FAILED})
    three = small(
        object={"id": "urn:x:other"},
        context={"instructor": wang, "contextActivities": {"parent": {"id": "urn:x:course"}}},
    )
    for statement in (one, two, three):
        api.post(statement)
    ids = [statement["id"] for statement in (one, two, three)]
    assert api.ids() == ids[::-1]
    assert api.ids(ascending="true") == ids
    assert api.ids(verb=FAILED) == [ids[1]]
    assert api.ids(verb="urn:x:never") == []
    assert api.ids(agent=json.dumps(wang)) == [ids[1]]
    assert api.ids(agent=json.dumps(wang), related_agents="true") == [ids[2], ids[1]]
    assert api.ids(agent=json.dumps(wang), verb=FAILED) == [ids[1]]
    assert api.ids(agent=json.dumps({"mbox": "mailto:nobody@b.c"})) == []
    assert api.ids(activity="urn:x:course") == [ids[1], ids[0]]
    assert api.ids(activity="urn:x:course", related_activities="true") == ids[::-1]
    assert api.ids(activity="urn:x:never") == []
    assert api.ids(registration=one["context"]["registration"]) == [ids[0]]
    stored = api.get(statementId=ids[1]).json()["stored"]  # type: ignore[attr-defined]
    assert api.ids(since=stored) == [ids[2]]
    assert api.ids(until=stored) == [ids[1], ids[0]]


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_pages_follow_each_other_without_gap_or_repetition(api: Api, ascending: str) -> None:
    statements = [small() for _ in range(7)]
    api.post(statements)
    expected = api.ids(ascending=ascending)
    found: list[str] = []
    page = api.get(limit="3", ascending=ascending).json()  # type: ignore[attr-defined]
    while True:
        found += [one["id"] for one in page["statements"]]
        if not page["more"]:
            break
        assert len(page["statements"]) == 3
        page = api.get(page["more"]).json()  # type: ignore[attr-defined]
    assert found == expected
    assert len(found) == 7


def test_a_page_costs_few_queries(api: Api, django_assert_max_num_queries) -> None:
    api.post([small() for _ in range(50)])
    with django_assert_max_num_queries(5):
        api.get(agent=json.dumps({"mbox": "mailto:li@example.org"}), verb=small()["verb"]["id"])


def test_who_vouches_for_nothing_costs_no_search_among_what_others_vouch_for(api: Api) -> None:
    api.post([small() for _ in range(3)])
    with CaptureQueriesContext(connection) as asked:
        agent = json.dumps({"mbox": "mailto:li@example.org"})
        found = api.get(agent=agent, verb=small()["verb"]["id"], related_agents="true").json()
    assert len(found["statements"]) == 3  # type: ignore[index]
    by_authority = [one["sql"] for one in asked if '"authority_id" = ' in one["sql"].partition(" WHERE ")[2]]
    assert len(by_authority) == 1
    assert "verb_id" not in by_authority[0]


def test_a_voided_statement_is_found_by_its_own_parameter_only(api: Api) -> None:
    target = small()
    taking_back = voiding(target["id"])
    api.post(target)
    api.post(taking_back)
    assert api.get(statementId=target["id"]).status_code == 404
    assert api.get(voidedStatementId=target["id"]).json()["id"] == target["id"]  # type: ignore[attr-defined]
    assert api.ids() == [taking_back["id"]]


@pytest.mark.parametrize(
    "query",
    [
        {"statementId": "x"},
        {"statementId": str(uuid4()), "voidedStatementId": str(uuid4())},
        {"statementId": str(uuid4()), "limit": "1"},
        {"agent": "x"},
        {"agent": "{}"},
        {"agent": '{"objectType":"Group","member":[{"mbox":"mailto:a@b.c"}]}'},
        {"agent": "[" * 5000},
        {"verb": "x"},
        {"activity": "x y"},
        {"registration": "x"},
        {"since": "yesterday"},
        {"limit": "-1"},
        {"limit": "²"},
        {"ascending": "yes"},
        {"related_agents": "1"},
        {"format": "pretty"},
        {"unknown": "x"},
        {"StatementId": str(uuid4())},
        {"more": "forged"},
        {"verb": "urn:x:\x00"},
    ],
)
def test_a_parameter_that_is_not_valid_is_a_400(api: Api, query: dict[str, str]) -> None:
    answer = api.get(**query)
    assert answer.status_code == 400, answer.content


def test_head_answers_like_get_without_a_body(api: Api) -> None:
    api.post(FULL)
    query = {"statementId": FULL["id"]}
    answer = api.client.head(URL, query, headers=api.headers)
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer["Content-Length"]) == len(api.get(**query).content)


# --- whatever is sent -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"nonsense",
        b"[" * 100_000,
        b"[" + b"[" * 50_000 + b"]" * 50_000 + b"]",
        b'{"a":1,"a":2}',
        b'[{"id":"\\ud800"}]',
        b'{"actor":"\\u0000"}',
        b"\xff\xfe",
        b"1" * 100_000,
        b"[1,2,3]",
        b"null",
        json.dumps({**small(), "result": {"score": {"raw": 1}}}).replace('"raw": 1', '"raw": 1e999').encode(),
        json.dumps(small(actor={"account": {"homePage": "urn:x:y", "name": "a\x00b"}})).encode(),
    ],
)
def test_malformed_bodies_are_a_400_with_a_reason(api: Api, body: bytes) -> None:
    answer = api.post(body)
    assert answer.status_code == 400, answer.content
    assert answer.json()["problems"][0]["reason"]  # type: ignore[attr-defined]
    assert Statement.objects.count() == 0


def test_a_nul_inside_an_extension_is_nobodys_business(api: Api) -> None:
    statement = small(context={"extensions": {"urn:x:any": "a\x00b"}})
    assert api.post(statement).status_code == 200
    assert api.get(statementId=statement["id"]).json()["context"] == statement["context"]  # type: ignore[attr-defined]


def test_too_much_is_a_413_and_other_content_is_refused(api: Api, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert api.post([small() for _ in range(20)]).status_code == 413
    assert api.post(small(), "text/plain").status_code == 400
    assert api.client.delete(URL, headers=api.headers).status_code == 405


_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FULL, "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)
_bodies = st.binary(max_size=60) | _values.map(lambda value: json.dumps(value).encode())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=_bodies)
def test_no_body_makes_a_500(api: Api, body: bytes) -> None:
    assert api.post(body).status_code in {200, 400}
