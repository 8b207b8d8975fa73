"""Every MUST of a statement: what is right passes, what is wrong is named with its path and rule."""

from __future__ import annotations

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redcloud.engine.records.validation import Malformed, decode, statement_problems
from tests.engine.records.samples import (
    ACTIVITY,
    FULL,
    QUIZ,
    REFERENCE,
    SUBSTATEMENT,
    changed,
    statements,
    with_object,
)

SHA1 = "ebd31e95054c018b10727ccffd2ef2ec3a016ee9"


@pytest.mark.parametrize(
    "statement",
    [
        FULL,
        changed("object", QUIZ),
        with_object(SUBSTATEMENT),
        with_object({**SUBSTATEMENT, "timestamp": "2999-01-01T00:00:00Z"}),
        with_object(REFERENCE),
        with_object({"objectType": "Agent", "mbox_sha1sum": SHA1}),
        with_object({"objectType": "Group", "account": {"homePage": "urn:x:y", "name": ""}}),
        changed("actor", {"objectType": "Group", "mbox": "mailto:team@example.org", "member": []}),
        changed("authority", {"objectType": "Group", "member": [{"mbox": "mailto:a@b.c"}] * 2}),
        changed("verb/display", ...),
        changed("result/score", {"scaled": -1}),
        changed("timestamp", "20260301T100000Z"),
        changed("context/contextActivities", {}),
        changed("version", "1.0"),
        changed("id", "7CCD3322-E1A5-011A-C67D-6A735C76F119"),
    ],
)
def test_a_valid_statement_has_no_problems(statement: dict[str, Any]) -> None:
    assert statement_problems(statement) == []


@pytest.mark.parametrize(
    ("path", "value", "found_at", "rule", "reason"),
    [
        # 2.2: required, null, types, unknown properties
        ("actor", ..., "actor", "2.2.s2.b3", "missing"),
        ("verb", ..., "verb", "2.2.s2.b3", "missing"),
        ("object", ..., "object", "2.2.s2.b3", "missing"),
        ("result", None, "result", "2.2.s4.b1.b1", "null"),
        ("actor/name", None, "actor.name", "2.2.s4.b1.b1", "null"),
        ("verb/display/en-US", None, "verb.display.en-US", "2.2.s4.b1.b1", "null"),
        ("result/score/raw", "9", "result.score.raw", "2.2.s4.b1.b2", "not_a_number"),
        ("result/score/raw", True, "result.score.raw", "2.2.s4.b1.b2", "not_a_number"),
        ("result/success", "true", "result.success", "2.2.s4.b1.b3", "not_a_boolean"),
        ("extra", 1, "extra", "2.2.s4.b1.b7", "unknown_property"),
        ("Result", {}, "Result", "2.2.s4.b1.b7", "unknown_property"),
        ("object/definition/Name", {}, "object.definition.Name", "2.2.s4.b1.b7", "unknown_property"),
        ("actor", "li", "actor", "2.2.s4.b1.b7", "not_an_object"),
        ("actor/name", "a\x00b", "actor.name", "2.2.s4.b1.b4", "nul"),
        # 2.4.1 id, 2.4.10 version
        ("id", "7ccd3322e1a5411aa67d6a735c76f119", "id", "4.4", "not_a_uuid"),
        ("id", 7, "id", "4.4", "not_a_string"),
        ("version", "0.95", "version", "2.4.10.s3.b2", "not_a_known_version"),
        ("version", "1.1.0", "version", "2.4.10.s3.b2", "not_a_known_version"),
        # 2.4.2 actor
        ("actor/mbox", ..., "actor", "2.4.2.1.s2.b1", "no_identifier"),
        ("actor/mbox", "li@example.org", "actor.mbox", "2.4.2.3.s3.table1.row1", "not_a_mailto_iri"),
        ("actor/mbox", "mailto:li", "actor.mbox", "2.4.2.3.s3.table1.row1", "not_a_mailto_iri"),
        ("actor/openid", "https://a.b/", "actor", "2.4.2.1.s2.b2", "several_identifiers"),
        ("actor/objectType", "agent", "actor.objectType", "2.2.s4.b1.b6", "not_an_object_type"),
        ("actor/member", [], "actor.member", "2.2.s4.b1.b7", "unknown_property"),
        (
            "actor",
            {"mbox_sha1sum": SHA1[1:]},
            "actor.mbox_sha1sum",
            "2.4.2.3.s3.table1.row2",
            "not_a_sha1_hash",
        ),
        ("actor", {"openid": "example.org"}, "actor.openid", "2.4.2.3.s3.table1.row3", "not_a_uri"),
        ("actor", {"account": {"name": "a"}}, "actor.account.homePage", "2.4.2.4.s2.table1.row1", "missing"),
        (
            "context/instructor/account/homePage",
            "example.org",
            "context.instructor.account.homePage",
            "2.2.s4.b1.b8",
            "not_an_iri",
        ),
        ("actor", {"objectType": "Group"}, "actor.member", "2.4.2.2.s4.b1", "missing"),
        (
            "context/team/member",
            [{"objectType": "Group", "member": [{"mbox": "mailto:a@b.c"}]}],
            "context.team.member[0].objectType",
            "2.4.2.2.s5.b2",
            "group_in_group",
        ),
        (
            "context/team",
            {"mbox": "mailto:a@b.c"},
            "context.team.objectType",
            "2.4.2.2.s2.table1.row1",
            "not_a_group",
        ),
        (
            "authority",
            {"objectType": "Group", "member": [{"mbox": "mailto:a@b.c"}]},
            "authority.member",
            "2.4.9.s3.b1",
            "not_two_members",
        ),
        # 2.4.3 verb, 4.2 language maps
        ("verb/id", ..., "verb.id", "2.4.3.s3.table1.row1", "missing"),
        ("verb/id", "completed", "verb.id", "2.2.s4.b1.b8", "not_an_iri"),
        ("verb/display", {"english": "x", "a-b": "y"}, "verb.display.a-b", "2.2.s4.b2", "not_a_language_tag"),
        # 2.4.4 object
        ("object/objectType", "activity", "object.objectType", "2.2.s4.b1.b6", "not_an_object_type"),
        ("object/id", ..., "object.id", "2.4.4.1.s1.table1.row2", "missing"),
        ("object/id", "", "object.id", "2.2.s4.b1.b8", "not_an_iri"),
        ("object/definition/type", "course", "object.definition.type", "2.2.s4.b1.b8", "not_an_iri"),
        (
            "object/definition/extensions",
            {"level": 1},
            "object.definition.extensions.level",
            "4.1.s3.b1",
            "not_an_iri",
        ),
        # 2.4.5 result
        ("result/score/scaled", 1.01, "result.score.scaled", "2.4.5.1.s2.table1.row1", "out_of_range"),
        ("result/score/raw", 11, "result.score.raw", "2.4.5.1.s2.table1.row2", "out_of_range"),
        ("result/score/min", 10, "result.score.min", "2.4.5.1.s2.table1.row3", "out_of_range"),
        ("result/duration", "P4W1D", "result.duration", "4.6.s1.b1", "not_a_duration"),
        ("result/response", 7, "result.response", "2.2.s4.b1.b4", "not_a_string"),
        # 2.4.6 context
        ("context/registration", "1", "context.registration", "4.4", "not_a_uuid"),
        ("context/language", "chinese language", "context.language", "2.2.s4.b2", "not_a_language_tag"),
        ("context/contextAgents", [], "context.contextAgents", "2.2.s4.b1.b7", "unknown_property"),
        (
            "context/contextActivities/parent",
            [{"id": "urn:x:a"}, {}],
            "context.contextActivities.parent[1].id",
            "2.4.4.1.s1.table1.row2",
            "missing",
        ),
        (
            "context/contextActivities/sibling",
            [],
            "context.contextActivities.sibling",
            "2.2.s4.b1.b7",
            "unknown_property",
        ),
        (
            "context/statement/objectType",
            "SubStatement",
            "context.statement.objectType",
            "2.4.4.3.s4.b1",
            "not_a_statement_reference",
        ),
        # 2.4.7 timestamp
        ("timestamp", "2026-03-01", "timestamp", "4.5.s1.b1", "not_a_timestamp"),
        ("timestamp", "2026-02-30T10:00:00Z", "timestamp", "4.5.s1.b1", "not_a_timestamp"),
        ("timestamp", "2026-03-01T10:00:00-00:00", "timestamp", "4.5.s1.b1", "not_a_timestamp"),
        ("stored", "yesterday", "stored", "4.5.s1.b1", "not_a_timestamp"),
        # 2.4.11 attachments
        ("attachments/0/sha2", ..., "attachments[0].sha2", "2.4.11.s2.table1.row6", "missing"),
        ("attachments/0/sha2", "00", "attachments[0].sha2", "2.4.11.s2.table1.row6", "not_a_sha2_hash"),
        ("attachments/0/length", 1.5, "attachments[0].length", "2.2.s4.b1.b2", "not_a_size"),
        (
            "attachments/0/contentType",
            "pdf",
            "attachments[0].contentType",
            "2.4.11.s2.table1.row4",
            "not_a_media_type",
        ),
        ("attachments", {}, "attachments", "2.2.s4.b1.b7", "not_an_array"),
    ],
)
def test_a_broken_rule_is_named(path: str, value: Any, found_at: str, rule: str, reason: str) -> None:
    problems = statement_problems(changed(path, value))
    assert [tuple(one) for one in problems] == [(found_at, rule, reason)]


@pytest.mark.parametrize(
    ("target", "found_at", "rule"),
    [
        ({**SUBSTATEMENT, "id": FULL["id"]}, "object.id", "2.4.4.3.s8.b3"),
        ({**SUBSTATEMENT, "authority": FULL["authority"]}, "object.authority", "2.4.4.3.s8.b3"),
        ({**SUBSTATEMENT, "object": SUBSTATEMENT}, "object.object.objectType", "2.4.4.3.s8.b4"),
        ({**SUBSTATEMENT, "verb": {}}, "object.verb.id", "2.4.3.s3.table1.row1"),
        ({"objectType": "StatementRef", "id": "x"}, "object.id", "4.4"),
        ({"mbox": "mailto:a@b.c"}, "object.id", "2.4.4.1.s1.table1.row2"),
    ],
)
def test_other_kinds_of_object_have_rules_of_their_own(target: Any, found_at: str, rule: str) -> None:
    assert (found_at, rule) in [one[:2] for one in statement_problems(with_object(target))]


@pytest.mark.parametrize(
    ("definition", "rule"),
    [
        ({"choices": [{"id": "a"}]}, "2.4.4.1.s13.b1"),
        ({"interactionType": "guess"}, "2.4.4.1.s13.b1"),
        ({"interactionType": "choice", "choices": [{"id": "a"}, {"id": "a"}]}, "2.4.4.1.s16.b1"),
        ({"interactionType": "numeric", "choices": [{"id": "a"}]}, "2.4.4.1.s15.table2"),
        ({"interactionType": "likert", "scale": [{}]}, "2.4.4.1.s15.table1.row1"),
    ],
)
def test_interactions_have_rules(definition: dict[str, Any], rule: str) -> None:
    problems = statement_problems(changed("object", {"id": "urn:x:quiz", "definition": definition}))
    assert [one.rule for one in problems] == [rule]


def test_only_a_reference_can_be_voided() -> None:
    voiding = {"id": "http://adlnet.gov/expapi/verbs/voided"}
    assert [one.rule for one in statement_problems(changed("verb", voiding))] == ["2.3.2.s2.b1"]
    assert statement_problems(changed("verb", voiding, with_object(REFERENCE))) == []


def test_revision_and_platform_are_for_activities_alone() -> None:
    rules = {one.rule for one in statement_problems(changed("object", REFERENCE))}
    assert rules == {"2.4.6.s4.b1", "2.4.6.s4.b2"}


def test_version_two_knows_context_agents() -> None:
    good = [{"objectType": "contextAgent", "agent": FULL["actor"], "relevantTypes": ["urn:x:t"]}]
    assert statement_problems(changed("context/contextAgents", good), "2.0.0") == []
    for broken in (
        {**good[0], "relevantTypes": []},
        {"objectType": "contextAgent"},
        {"agent": FULL["actor"]},
    ):
        assert statement_problems(changed("context/contextAgents", [broken]), "2.0.0") != []


def test_the_place_in_a_batch_and_the_section_are_said() -> None:
    (problem,) = statement_problems(changed("verb/id", "x"), position=3)
    assert (problem.path, problem.section) == ("[3].verb.id", "Data 2.2")


@pytest.mark.parametrize("value", [None, [], "x", 1, True])
def test_what_is_no_object_is_no_statement(value: Any) -> None:
    assert len(statement_problems(value)) == 1


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"{", "not_json"),
        (b'{"a":NaN}', "not_json"),
        (b'{"a":1e999}', "number_out_of_range"),
        (b"1" * 5000, "number_out_of_range"),
        (b'{"a":1,"a":1}', "duplicate_name"),
        (b'{"x":{"a":1,"b":"\\":","a":2}}', "duplicate_name"),
        (b'{"a":"\\ud800"}', "lone_surrogate"),
        (b'{"a":"\\udc00x"}', "lone_surrogate"),
        (b'{"a":"\xff"}', "not_utf8"),
        (b'{"a":"\x00"}', "nul"),
        (b"[" * 100_000, "too_deep"),
        (b"[" * 400 + b"]" * 400, "too_deep"),
        (b'"' + b"x" * 1024 * 1024 + b'"', "too_large"),
    ],
)
def test_what_json_leaves_open_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(Malformed) as refused:
        decode(raw)
    assert refused.value.problem.reason == reason


def test_strings_that_look_like_names_are_no_names() -> None:
    assert decode(b'{"a" :"\\":","b":[{"a":"\\\\"}]}') == {"a": '":', "b": [{"a": "\\"}]}


@given(st.binary(max_size=200))
def test_no_bytes_escape(raw: bytes) -> None:
    with contextlib.suppress(Malformed):
        statement_problems(decode(raw))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(list(FULL)), inner),
    )
)
def test_no_value_escapes(value: Any) -> None:
    assert isinstance(statement_problems(value), list)


@given(statements)
def test_generated_statements_pass(statement: dict[str, Any]) -> None:
    raw = json.dumps(statement).encode()
    assert statement_problems(decode(raw)) == []


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value outside extensions."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, part in value.items():
            if key != "extensions":
                found += _places(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            found += _places(part, (*path, index))
    return found


@settings(max_examples=200)
@given(statements, st.data())
def test_a_null_anywhere_outside_extensions_is_refused(
    statement: dict[str, Any], data: st.DataObject
) -> None:
    way = data.draw(st.sampled_from(_places(statement)))
    broken = copy.deepcopy(statement)
    place = broken
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = None
    assert statement_problems(broken) != []


@settings(max_examples=200)
@given(statements, st.data())
def test_an_unknown_property_anywhere_is_refused(statement: dict[str, Any], data: st.DataObject) -> None:
    broken = copy.deepcopy(statement)
    objects = [way for way in [(), *_places(broken)] if isinstance(_at(broken, way), dict)]
    target = _at(broken, data.draw(st.sampled_from(objects)))
    target["not a property"] = "x"
    assert statement_problems(broken) != []


def _at(value: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        value = value[step]
    return value


def test_the_sample_itself_is_not_changed_by_validation() -> None:
    before = copy.deepcopy(ACTIVITY)
    statement_problems(FULL)
    assert before == ACTIVITY
