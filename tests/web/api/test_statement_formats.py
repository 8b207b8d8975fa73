"""Statements read over HTTP: formats and languages, what the store sets, headers, parameters."""

from __future__ import annotations

import copy
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from redcloud.apps.records.models import Statement
from redcloud.engine.records.languages import chosen_tag, language_ranges
from tests.apps.records.making import small, voiding
from tests.engine.records.samples import FULL, QUIZ, SUBSTATEMENT, changed, with_object
from tests.web.api.test_xapi import URL, Api, key
from tests.world import World


@pytest.fixture
def api(world: World) -> Api:
    return Api(key(world.north))


@pytest.fixture
def api_2(world: World) -> Api:
    return Api(key(world.north), "2.0.0")


def one(api: Api, statement_id: str, language: str | None = None, **query: str) -> dict[str, Any]:
    """Return a statement as the store gives it out."""
    headers = dict(api.headers)
    if language is not None:
        headers["Accept-Language"] = language
    answer = api.client.get(URL, {"statementId": statement_id, **query}, headers=headers)
    assert answer.status_code == 200, answer.content
    return answer.json()  # type: ignore[no-any-return]


def test_ids_leaves_what_identifies_and_nothing_else(api: Api) -> None:
    api.post(FULL)
    found = one(api, FULL["id"], format="ids")
    assert found["actor"] == {"objectType": "Agent", "mbox": "mailto:li@example.org"}
    assert found["verb"] == {"id": FULL["verb"]["id"]}
    assert found["object"] == {"id": FULL["object"]["id"]}
    context = found["context"]
    assert context["instructor"] == FULL["context"]["instructor"]
    assert context["team"] == FULL["context"]["team"]
    assert context["contextActivities"]["category"] == [{"id": "urn:x:profile"}]
    assert context["extensions"] == FULL["context"]["extensions"]
    assert found["result"] == FULL["result"]


def test_ids_reaches_into_substatements_groups_and_the_parties_of_version_two(api_2: Api) -> None:
    group = {"objectType": "Group", "name": "team", "mbox": "mailto:t@example.org", "member": []}
    anonymous = {"objectType": "Group", "name": "two", "member": [{"mbox": "mailto:a@b.c", "name": "A"}]}
    agents = [{"objectType": "contextAgent", "agent": {"mbox": "mailto:a@b.c", "name": "A"}}]
    inner = {**SUBSTATEMENT, "actor": group, "object": QUIZ, "context": {"instructor": anonymous}}
    statement = small(actor=anonymous, object=inner, context={"contextAgents": agents})
    assert api_2.post(statement).status_code == 200
    found = one(api_2, statement["id"], format="ids")
    bare = {"objectType": "Group", "member": [{"mbox": "mailto:a@b.c"}]}
    assert found["actor"] == found["object"]["context"]["instructor"] == bare
    assert found["object"]["actor"] == {"objectType": "Group", "mbox": "mailto:t@example.org"}
    assert found["object"]["object"] == {"id": QUIZ["id"]}
    assert found["object"]["verb"] == {"id": SUBSTATEMENT["verb"]["id"]}
    assert found["context"]["contextAgents"][0]["agent"] == {"mbox": "mailto:a@b.c"}


def test_canonical_gives_one_language_a_map(api: Api) -> None:
    statement = changed("verb/display", {"en-US": "completed", "zh-Hans": "完成"})
    statement["context"]["contextActivities"]["parent"][0]["definition"] = {
        "name": {"fr": "Cours", "en-GB": "Course"}
    }
    api.post(statement)
    found = one(api, FULL["id"], "zh-CN;q=0.5, zh, en;q=0.1", format="canonical")
    assert found["verb"]["display"] == {"zh-Hans": "完成"}
    definition = found["object"]["definition"]
    assert definition["name"] == {"zh-Hans": "急救"}
    assert definition["description"] == FULL["object"]["definition"]["description"]
    assert definition["extensions"] == FULL["object"]["definition"]["extensions"]
    (parent,) = found["context"]["contextActivities"]["parent"]
    assert parent["definition"]["name"] == {"en-GB": "Course"}
    assert found["actor"] == FULL["actor"]
    assert one(api, FULL["id"], "zh")["verb"] == statement["verb"]


def test_canonical_is_what_the_store_knows_and_adds_the_statements_own_languages(api: Api) -> None:
    first = small(object={"id": "urn:x:a", "definition": {"type": "urn:x:t", "name": {"en": "first"}}})
    later = small(object={"id": "urn:x:a", "definition": {"name": {"en": "second", "zh": "第二"}}})
    bare = small(object={"objectType": "Activity", "id": "urn:x:a"})
    api.post([first, later, bare])
    english = [one(api, each["id"], "en", format="canonical")["object"] for each in (first, later, bare)]
    assert [each["definition"]["name"] for each in english] == [{"en": "first"}] * 3
    assert {each["definition"]["type"] for each in english} == {"urn:x:t"}
    assert one(api, later["id"], "zh", format="canonical")["object"]["definition"]["name"] == {"zh": "第二"}
    assert one(api, bare["id"], format="exact")["object"] == bare["object"]


def test_canonical_reaches_the_components_of_interactions(api: Api) -> None:
    quiz = copy.deepcopy(QUIZ)
    quiz["definition"]["choices"] = [{"id": "a", "description": {"en": "A", "zh": "甲"}}, {"id": "b"}]
    statement = with_object({**SUBSTATEMENT, "object": quiz})
    api.post(statement)
    choices = one(api, statement["id"], "zh", format="canonical")["object"]["object"]["definition"]["choices"]
    assert choices == [{"id": "a", "description": {"zh": "甲"}}, {"id": "b"}]


def test_another_organisations_words_for_a_verb_are_not_shown(world: World) -> None:
    verb = {"id": "urn:x:did"}
    Api(key(world.south)).post(small(verb={**verb, "display": {"en": "a secret of the south"}}))
    north = Api(key(world.north))
    statement = small(verb=verb)
    north.post(statement)
    assert one(north, statement["id"], format="canonical")["verb"] == verb


@pytest.mark.parametrize(
    ("header", "tags", "expected"),
    [
        ("", ["en", "zh"], "en"),
        ("zh", ["en", "zh-Hans"], "zh-Hans"),
        ("zh-Hans-CN", ["en", "zh"], "zh"),
        ("en;q=0.2, ZH;q=0.9", ["en", "zh"], "zh"),
        ("fr, *", ["en", "zh"], "en"),
        ("fr", ["en", "zh"], "en"),
        ("en;q=0, zh;q=0.1", ["en", "zh"], "zh"),
        ("e", ["en", "e-x"], "e-x"),
        (";;;q=, =, *;q=9, zh", ["en", "zh"], "zh"),
        ("zh", [], None),
    ],
)
def test_the_header_chooses_a_language(header: str, tags: list[str], expected: str | None) -> None:
    assert chosen_tag(tags, language_ranges(header)) == expected


def test_what_the_store_sets(api: Api) -> None:
    (made,) = api.post(small(id=..., timestamp=...)).json()  # type: ignore[attr-defined]
    answer = api.get(statementId=made)
    found = answer.json()  # type: ignore[attr-defined]
    assert found["id"] == made
    assert found["timestamp"] == found["stored"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", found["stored"])
    assert found["authority"]["account"]["homePage"]
    stored = datetime.fromisoformat(found["stored"])
    assert parsedate_to_datetime(answer["Last-Modified"]) == stored.replace(microsecond=0)


@pytest.mark.parametrize("query", [{}, {"attachments": "true"}, {"ascending": "true"}])
def test_a_page_was_modified_when_the_newest_statement_on_it_was_stored(
    api: Api, query: dict[str, str]
) -> None:
    assert "Last-Modified" not in api.get(**query)
    newest = datetime(2026, 3, 3, 10, tzinfo=UTC)
    for days in (2, 0, 1):
        (made,) = api.post(small(id=...)).json()  # type: ignore[attr-defined]
        Statement.objects.filter(statement_id=made).update(stored=newest - timedelta(days=days))
    assert parsedate_to_datetime(api.get(**query)["Last-Modified"]) == newest


@pytest.mark.parametrize(
    "timestamp", ["2026-03-01T10:00:00Z", "2026-03-01 18:00:00+08:00", "2026-03-01T05:00:00-05:00"]
)
def test_timestamps_come_back_in_utc_to_the_microsecond(api_2: Api, timestamp: str) -> None:
    statement = small(timestamp=timestamp)
    assert api_2.post(statement).status_code == 200
    assert one(api_2, statement["id"])["timestamp"] == "2026-03-01T10:00:00.000000Z"


@pytest.mark.parametrize(("header", "version"), [("1.0.3", "1.0.0"), ("2.0.0", "2.0.0")])
def test_the_version_is_kept_or_set(world: World, header: str, version: str) -> None:
    api = Api(key(world.north), header)
    bare, said = small(), small(version="1.0.32")
    api.post([bare, said])
    assert one(api, bare["id"])["version"] == version
    assert one(api, said["id"])["version"] == "1.0.32"


@pytest.mark.parametrize(
    ("method", "query", "status"),
    [
        ("get", {}, 200),
        ("get", {"LIMIT": "1"}, 400),
        ("get", {"statementId": str(uuid4())}, 404),
        ("put", {}, 400),
        ("post", {}, 400),
        ("delete", {}, 405),
        ("head", {}, 200),
    ],
)
def test_every_answer_says_until_when_the_store_is_complete(
    api: Api, method: str, query: dict[str, str], status: int
) -> None:
    answer = getattr(api.client, method)(URL, query_params=query, headers=api.headers)
    assert answer.status_code == status
    through = datetime.fromisoformat(answer["X-Experience-API-Consistent-Through"])
    assert through.tzinfo is not None
    assert Client().get(URL).headers["X-Experience-API-Consistent-Through"]


def test_what_is_stored_before_the_time_said_can_be_read(api: Api) -> None:
    api.post(small())
    answer = api.get(since="2000-01-01T00:00:00Z")
    (found,) = answer.json()["statements"]  # type: ignore[attr-defined]
    assert datetime.fromisoformat(answer["X-Experience-API-Consistent-Through"]) <= datetime.fromisoformat(
        found["stored"]
    )


def test_a_batch_with_an_id_twice_is_refused_whole(api: Api) -> None:
    same = small()
    answer = api.post([small(), same, {**same, "id": same["id"].upper()}])
    assert answer.status_code == 400
    (problem,) = answer.json()["problems"]  # type: ignore[attr-defined]
    assert (problem["path"], problem["section"]) == ("[2].id", "Communication 2.1.2")
    api.post(same)
    assert api.post([same, same]).status_code == 400
    assert api.ids() == [same["id"]]


def test_an_empty_batch_stores_nothing(api: Api) -> None:
    answer = api.post([])
    assert (answer.status_code, answer.json()) == (200, [])  # type: ignore[attr-defined]


def test_more_goes_on_in_the_same_format(api: Api) -> None:
    api.post([small(verb={"id": "urn:x:did", "display": {"en": "did"}}) for _ in range(3)])
    page = api.get(limit="2", format="ids").json()  # type: ignore[attr-defined]
    assert page["more"].startswith("/api/xapi/statements?more=")
    rest = api.get(page["more"]).json()  # type: ignore[attr-defined]
    assert [each["verb"] for each in rest["statements"]] == [{"id": "urn:x:did"}]
    assert rest["more"] == ""


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ({"statementId": FULL["id"], "voidedStatementId": FULL["id"]}, "communication-2.1.3.s2.b1"),
        *[
            ({name: FULL["id"], other: value}, "communication-2.1.3.s2.b2")
            for name in ("statementId", "voidedStatementId")
            for other, value in {
                "agent": '{"mbox":"mailto:a@b.c"}',
                "verb": "urn:x:v",
                "activity": "urn:x:a",
                "registration": FULL["id"],
                "related_activities": "true",
                "related_agents": "true",
                "since": "2012-06-01T19:09:13.245Z",
                "until": "2012-06-01T19:09:13.245Z",
                "limit": "1",
                "ascending": "true",
            }.items()
        ],
        ({"statementid": FULL["id"]}, "communication-3.2.s3.b8"),
        ({"AGENT": "{}"}, "communication-3.2.s3.b8"),
        ({"unknown": "1"}, "communication-3.2.s3.b7"),
    ],
)
def test_parameters_that_may_not_stand_there_are_named_with_their_rule(
    api: Api, query: dict[str, str], rule: str
) -> None:
    answer = api.get(**query)
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["rule"] == rule  # type: ignore[attr-defined]
    assert answer.json()["problems"][0]["section"].startswith("Communication")  # type: ignore[attr-defined]


def test_a_voided_statement_has_formats_too(api: Api) -> None:
    api.post([FULL, voiding(FULL["id"])])
    query = {"voidedStatementId": FULL["id"], "format": "ids"}
    assert api.get(**query).json()["verb"] == {"id": FULL["verb"]["id"]}  # type: ignore[attr-defined]


def test_since_follows_the_edition(api: Api, api_2: Api) -> None:
    assert api.get(since="20120601T190913Z").status_code == 200
    assert api_2.get(since="20120601T190913Z").status_code == 400
