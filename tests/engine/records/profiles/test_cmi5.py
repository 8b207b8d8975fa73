"""cmi5 on the way in: each kind of statement as the text describes it, and each rule broken once."""

from __future__ import annotations

from typing import Any

import pytest

from redcloud.engine.records.profiles import profile_problems
from redcloud.engine.records.validation import statement_problems
from tests.engine.records.samples import edited

CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
MOVE_ON = "https://w3id.org/xapi/cmi5/context/categories/moveon"
CONTEXT = "https://w3id.org/xapi/cmi5/context/extensions/"
RESULT = "https://w3id.org/xapi/cmi5/result/extensions/"
ADL = "http://adlnet.gov/expapi/verbs/"
LMS = "https://w3id.org/xapi/adl/verbs/"


def statement(verb: str, result: dict[str, Any] | None = None, **extensions: Any) -> dict[str, Any]:
    """Return a cmi5 defined statement that keeps the profile, if ``result`` does."""
    category = [{"id": CMI5}]
    if result and ("success" in result or "completion" in result):
        category.append({"id": MOVE_ON})
    made: dict[str, Any] = {
        "id": "9dc99b37-e920-4a68-a066-917faca28949",
        "actor": {"account": {"homePage": "https://lms.example.org", "name": "1625378"}},
        "verb": {"id": verb},
        "object": {"id": "https://lms.example.org/au/1"},
        "context": {
            "registration": "ec531277-b57b-4c15-8d91-d292c5b2b8f7",
            "contextActivities": {"category": category, "grouping": [{"id": "https://publisher.example/au"}]},
            "extensions": {
                CONTEXT + "sessionid": "s1",
                **{CONTEXT + name: value for name, value in extensions.items()},
            },
        },
        "timestamp": "2026-03-01T10:00:00.000Z",
    }
    if result is not None:
        made["result"] = result
    return made


PASSED = statement(
    ADL + "passed", {"success": True, "duration": "PT1M", "score": {"scaled": 0.9}}, masteryscore=0.8
)
COMPLETED = statement(ADL + "completed", {"completion": True, "duration": "PT1M"})
GOOD = [
    statement(ADL + "launched", launchmode="Normal", launchurl="https://au.example/", moveon="Passed"),
    statement(ADL + "initialized"),
    COMPLETED,
    PASSED,
    statement(ADL + "failed", {"success": False, "duration": "PT1M"}),
    statement(LMS + "abandoned", {"duration": "PT9M"}),
    statement(
        LMS + "waived",
        {"success": True, "completion": True, "extensions": {RESULT + "reason": "Tested Out"}},
    ),
    statement(ADL + "terminated", {"duration": "PT2M", "extensions": {RESULT + "progress": 40}}),
    edited(
        statement(LMS + "satisfied"),
        "object/definition",
        {"type": "https://w3id.org/xapi/cmi5/activitytype/block"},
    ),
]


@pytest.mark.parametrize("good", GOOD, ids=lambda one: one["verb"]["id"].rsplit("/", 1)[1])
def test_each_kind_of_statement_is_taken(good: dict[str, Any]) -> None:
    assert statement_problems(good) == []
    assert profile_problems(good) == []


@pytest.mark.parametrize(
    ("good", "path", "value", "section"),
    [
        (COMPLETED, "verb/id", ADL + "experienced", "7.1.3"),
        (COMPLETED, "id", ..., "9.1"),
        (COMPLETED, "actor", {"mbox": "mailto:a@b.c"}, "9.2"),
        (COMPLETED, "actor/objectType", "Group", "9.2"),
        (COMPLETED, "object/objectType", "Agent", "9.4"),
        (PASSED, "result/score/scaled", -0.1, "9.5.1"),
        (PASSED, "result/score/raw", 5, "9.5.1"),
        (PASSED, "result/score/max", 5.5, "9.5.1"),
        (COMPLETED, "result/score", {"scaled": 1}, "9.5.1"),
        (PASSED, "result/success", False, "9.5.2"),
        (PASSED, "result/completion", True, "9.5.3"),
        (COMPLETED, "result/completion", False, "9.5.3"),
        (PASSED, "result/duration", ..., "9.5.4"),
        (COMPLETED, "result/extensions", {RESULT + "progress": 101}, "9.5.5.1"),
        (GOOD[6], "result/extensions", {}, "9.5.5.2"),
        (COMPLETED, "context/registration", ..., "9.6.1"),
        (COMPLETED, "context/contextActivities/category", [{"id": CMI5}], "9.6.2.2"),
        (GOOD[1], "context/contextActivities/category", [{"id": CMI5}, {"id": MOVE_ON}], "9.6.2.2"),
        (COMPLETED, "context/contextActivities/grouping", [], "9.6.2.3"),
        (GOOD[1], "context/extensions", {}, "9.6.3.1"),
        (PASSED, f"context/extensions|{CONTEXT}masteryscore", 1.5, "9.6.3.2"),
        (GOOD[0], f"context/extensions|{CONTEXT}launchmode", "Fast", "9.6.3.3"),
        (GOOD[0], f"context/extensions|{CONTEXT}launchurl", ..., "9.6.3.4"),
        (GOOD[0], f"context/extensions|{CONTEXT}moveon", "Never", "9.6.3.6"),
        (COMPLETED, "timestamp", ..., "9.7"),
        (COMPLETED, "timestamp", "2026-03-01T18:00:00+08:00", "9.7"),
        (PASSED, "result/score/scaled", 0.5, "9.3.4"),
        (GOOD[8], "object/definition/type", "urn:x:au", "9.3.9"),
    ],
)
def test_each_rule_is_named_when_broken(good: dict[str, Any], path: str, value: Any, section: str) -> None:
    problems = profile_problems(edited(good, path, value))
    assert [one.section for one in problems] == [f"cmi5 {section}"]
    assert all(one.path and one.reason for one in problems)


def test_a_failed_statement_with_a_passing_score_is_refused() -> None:
    failed = statement(
        ADL + "failed", {"success": False, "duration": "PT1M", "score": {"scaled": 0.9}}, masteryscore=0.8
    )
    assert [one.section for one in profile_problems(failed)] == ["cmi5 9.3.5"]


def test_nothing_is_asked_of_a_statement_that_claims_nothing() -> None:
    bare = edited(COMPLETED, "context/contextActivities/category", [{"id": "urn:x:another"}])
    assert profile_problems(edited(bare, "context/registration", ...)) == []


def test_a_single_category_that_is_no_list_claims_as_well() -> None:
    single = edited(GOOD[1], "context/contextActivities/category", {"id": CMI5})
    assert profile_problems(single) == []
    assert profile_problems(edited(single, "timestamp", ...)) != []
