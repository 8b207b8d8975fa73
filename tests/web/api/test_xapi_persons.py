"""The Agents and Activities Resources: what the store knows of one of them, within one organisation."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Identity, Scope
from tests.apps.records.making import small
from tests.web.api.calling import COURSE, Program, bare_root, new_key

LI = {"objectType": "Agent", "mbox": "mailto:li@example.org"}
ACCOUNT = {"account": {"homePage": "https://lms.example.org", "name": "li"}}


@pytest.fixture
def root(db: None) -> Organisation:
    return bare_root()


@pytest.fixture
def program(root: Organisation) -> Program:
    return Program(new_key(root))


def person(program: Program, agent: dict[str, Any]) -> Any:
    answer = program.call("GET", "agents", agent=json.dumps(agent))
    assert answer.status_code == 200, answer.content
    return answer.json()


# --- agents -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "agent",
    [
        {"mbox": "mailto:nobody@example.org"},
        {"mbox_sha1sum": "a" * 40},
        {"openid": "https://nobody.example.org"},
        ACCOUNT,
    ],
)
def test_an_agent_never_seen_is_a_person_too(program: Program, agent: dict[str, Any]) -> None:
    (kind, value) = next(iter(agent.items()))
    assert person(program, agent) == {"objectType": "Person", kind: [value]}
    assert person(program, {**agent, "name": "李"})["name"] == ["李"]
    assert not Identity.objects.exclude(kind="account", home_page__endswith="/api/xapi/").exists()


def test_names_come_from_statements_newest_first(program: Program) -> None:
    for name in ("李一", "李二"):
        program.call("POST", "statements", small(actor={**LI, "name": name}))
    team = {"objectType": "Group", "member": [{**LI, "name": "李三"}, {**ACCOUNT, "name": "王"}]}
    named_elsewhere = {"extensions": {"urn:x:any": {**LI, "name": "not a name"}}}
    program.call("POST", "statements", small(context={"team": team, **named_elsewhere}))
    assert person(program, {**LI, "name": "自称"})["name"] == ["自称", "李三", "李二", "李一"]
    assert person(program, ACCOUNT) == {
        "objectType": "Person",
        "name": ["王"],
        "account": [ACCOUNT["account"]],
    }


def test_an_address_is_joined_with_its_hash_where_statements_use_both(program: Program) -> None:
    hashed = hashlib.sha1(LI["mbox"].encode(), usedforsecurity=False).hexdigest()
    program.call("POST", "statements", small())
    assert person(program, LI) == {"objectType": "Person", "mbox": [LI["mbox"]]}
    program.call("POST", "statements", small(actor={"mbox_sha1sum": hashed.upper()}))
    assert person(program, LI)["mbox_sha1sum"] == [hashed]
    # Never the other way: that would give an address away.
    assert "mbox" not in person(program, {"mbox_sha1sum": hashed})


def test_only_who_reads_all_statements_is_told_names(root: Organisation) -> None:
    Program(new_key(root)).call("POST", "statements", small(actor={**LI, "name": "李"}))
    for scope in Scope:
        answer = Program(new_key(root, scope)).call("GET", "agents", agent=json.dumps(LI))
        if scope in (Scope.WRITE, Scope.DEFINE):
            assert answer.status_code == 403
        else:
            knows = scope in (Scope.ALL, Scope.ALL_READ, Scope.READ)
            assert ("name" in answer.json()) is knows, scope
    south = Program(new_key(bare_root("south")))
    assert "name" not in person(south, LI)


@pytest.mark.parametrize(
    "agent",
    [None, "", "true", "{}", '{"objectType":"Agent","name":"x"}', "[" * 100_000],
    ids=lambda agent: str(agent)[:20],
)
def test_what_is_no_agent_is_a_400(program: Program, agent: str | None) -> None:
    answer = program.call("GET", "agents", **({} if agent is None else {"agent": agent}))
    assert answer.status_code == 400
    group = json.dumps({"objectType": "Group", "mbox": "mailto:a@b.c"})
    assert program.call("GET", "agents", agent=group).status_code == 400
    assert program.call("GET", "agents", agent=json.dumps(LI), foo="bar").status_code == 400


# --- activities -------------------------------------------------------------------------------------


def activity(program: Program, iri: str = COURSE) -> Any:
    answer = program.call("GET", "activities", activityId=iri)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_an_activity_never_seen_is_one_too(program: Program) -> None:
    assert activity(program) == {"objectType": "Activity", "id": COURSE}


def test_an_activity_comes_with_all_that_was_said_of_it(program: Program) -> None:
    definition = {
        "name": {"en-US": "example meeting"},
        "type": "http://adlnet.gov/expapi/activities/meeting",
        "moreInfo": "https://example.org/meeting",
        "extensions": {"https://example.org/key": {"any": [1, None]}},
    }
    spoken = {"objectType": "Activity", "id": COURSE, "definition": definition}
    program.call("POST", "statements", small(object=spoken))
    assert activity(program) == spoken
    french = {**spoken, "definition": {**definition, "name": {"fr-FR": "réunion", "en-US": "changed"}}}
    program.call("POST", "statements", [small(object={"id": COURSE}), small(object=french)])
    assert activity(program)["definition"] == {
        **definition,
        "name": {"en-US": "changed", "fr-FR": "réunion"},
    }


def test_two_statements_of_one_batch_complete_each_other(program: Program) -> None:
    names = ({"en": "meeting"}, {"fr": "réunion"})
    batch = [small(object={"id": COURSE, "definition": {"name": name}}) for name in names]
    mentioned = {"id": COURSE, "definition": {"name": {"zh": "会议"}, "description": {"zh": "长"}}}
    batch.append(small(context={"contextActivities": {"parent": [mentioned]}}))
    program.call("POST", "statements", batch)
    assert activity(program)["definition"] == {
        "name": {"en": "meeting", "fr": "réunion", "zh": "会议"},
        "description": {"zh": "长"},
    }


def test_a_nul_in_an_extension_of_a_definition_comes_back(program: Program) -> None:
    spoken = {"id": COURSE, "definition": {"extensions": {"urn:x:any": "a\x00b"}}}
    assert program.call("POST", "statements", small(object=spoken)).status_code == 200
    assert activity(program) == {"objectType": "Activity", **spoken}
    more = {"id": COURSE, "definition": {"name": {"en": "a"}, "extensions": {"urn:x:more": "\x00"}}}
    assert program.call("POST", "statements", small(object=more)).status_code == 200
    assert activity(program)["definition"]["extensions"] == {"urn:x:any": "a\x00b", "urn:x:more": "\x00"}


def test_activities_stay_in_their_organisation(program: Program) -> None:
    program.call("POST", "statements", small(object={"id": COURSE, "definition": {"name": {"en": "a"}}}))
    assert "definition" not in activity(Program(new_key(bare_root("south"))))


def test_which_scopes_read_activities(root: Organisation) -> None:
    for scope in Scope:
        status = Program(new_key(root, scope)).call("GET", "activities", activityId=COURSE).status_code
        assert status == (403 if scope == Scope.WRITE else 200), scope


def test_what_is_no_activity_is_a_400(program: Program) -> None:
    for query in ({}, {"activityId": ""}, {"activityId": "true"}, {"activityId": COURSE, "foo": "bar"}):
        assert program.call("GET", "activities", **query).status_code == 400


def test_both_answer_head_and_carry_a_tag(program: Program) -> None:
    for path, query in (("agents", {"agent": json.dumps(LI)}), ("activities", {"activityId": COURSE})):
        got, head = program.call("GET", path, **query), program.call("HEAD", path, **query)
        assert (head.status_code, head.content) == (200, b"")
        assert head["ETag"] == got["ETag"]
        assert head["Content-Length"] == str(len(got.content))
        assert program.call("POST", path, {}, **query)["Allow"] == "GET, HEAD, OPTIONS"
