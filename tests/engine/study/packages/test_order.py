"""What a unit may say, and when: each rule of cmi5 that needs the launch or its other statements."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from redcloud.engine.records.profiles.cmi5 import CATEGORY
from redcloud.engine.records.validation import statement_problems
from redcloud.engine.study.packages import Terms
from redcloud.engine.study.packages.order import Heard, heard_in, said_of, wrong_now
from tests.engine.study.packages.making import after, allowed, statement, terms

Made = dict[str, Any]


def told(story: list[Made], of: Terms | None = None, earlier: list[Heard] | None = None) -> list[str]:
    """Say statements one after the other; reasons of those that are refused, "" for the others."""
    heard, last, answers = list(earlier or []), None, []
    for one in story:
        assert statement_problems(one, "1.0.3") == []
        wrong = wrong_now(one, of or terms(), heard, last)
        answers.append(wrong.reason if wrong else "")
        if wrong is None:
            at = after((float(one["timestamp"][14:16])) + 0)
            last = max(at, last or at)
            found = heard_in(one, at)
            heard += [found] if found else []
    return answers


def test_a_session_as_it_should_be() -> None:
    story = [
        statement("initialized", 0),
        allowed(1),
        statement("passed", 2),
        statement("completed", 3),
        statement("terminated", 4),
    ]
    assert told(story) == [""] * 5


@pytest.mark.parametrize(
    ("verbs", "reasons"),
    [
        (["completed"], ["not_initialized_yet"]),
        (["terminated"], ["not_initialized_yet"]),
        (["initialized", "initialized"], ["", "said_in_this_session"]),
        (["initialized", "completed", "completed"], ["", "", "said_in_this_session"]),
        (["initialized", "passed", "passed"], ["", "", "said_in_this_session"]),
        (["initialized", "passed", "failed"], ["", "", "said_in_this_session"]),
        (["initialized", "failed", "passed"], ["", "", "said_in_this_session"]),
        (["initialized", "failed", "failed"], ["", "", "said_in_this_session"]),
        (["initialized", "terminated", "completed"], ["", "", "after_terminated"]),
        (["initialized", "terminated", "terminated"], ["", "", "said_in_this_session"]),
        (["initialized", "failed", "completed", "terminated"], ["", "", "", ""]),
    ],
)
def test_the_order_of_verbs_in_a_session(verbs: list[str], reasons: list[str]) -> None:
    assert told([statement(verb, at) for at, verb in enumerate(verbs)]) == reasons


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        ("completed", "completed", "said_in_this_registration"),
        ("passed", "passed", "said_in_this_registration"),
        ("passed", "failed", "failed_after_passed"),
        ("failed", "failed", ""),
        ("failed", "passed", ""),
        ("completed", "passed", ""),
        ("passed", "completed", ""),
    ],
)
def test_what_was_said_in_an_earlier_session_of_the_registration(before: str, now: str, reason: str) -> None:
    earlier = [Heard(before, UUID(int=99), after(-60))]
    assert told([statement("initialized"), statement(now, 1)], earlier=earlier) == ["", reason]


def test_the_moment_decides_and_not_the_arrival() -> None:
    assert told([statement("initialized", 5), allowed(4)]) == ["", "before_initialized"]
    late = [statement("initialized", 0), statement("terminated", 4), statement("completed", 3)]
    assert told(late) == ["", "", ""]
    assert told([statement("initialized", 0), allowed(9), statement("terminated", 5)]) == [
        "",
        "",
        "terminated_not_last",
    ]
    same = [statement("initialized", 1), statement("completed", 1), statement("terminated", 1)]
    assert told(same) == ["", "", ""]


def test_a_statement_of_the_units_own_kind_comes_between_both_ends() -> None:
    assert told([allowed(0)]) == ["not_initialized_yet"]
    assert told([statement("initialized"), statement("terminated", 1), allowed(2)])[-1] == "after_terminated"
    verb = "http://adlnet.gov/expapi/verbs/passed"
    twice = [statement("initialized"), statement("passed", 1), allowed(2, verb=verb), allowed(3, verb=verb)]
    assert told(twice) == [""] * 4


@pytest.mark.parametrize("mode", ["Browse", "Review"])
def test_looking_around_and_looking_back_complete_nothing(mode: Any) -> None:
    of = terms(mode)
    story = [statement("initialized", 0, of), statement("completed", 1, of), allowed(2, of)]
    assert told([*story, statement("terminated", 3, of)], of) == ["", "not_in_this_mode", "", ""]


@pytest.mark.parametrize(
    ("verb", "scaled", "reason"),
    [
        ("passed", 0.8, ""),
        ("passed", 0.79, "score_against_the_verb"),
        ("failed", 0.79, ""),
        ("failed", 0.8, "score_against_the_verb"),
    ],
)
def test_a_score_agrees_with_the_launch_even_where_the_statement_names_no_mastery_score(
    verb: str, scaled: float, reason: str
) -> None:
    of = terms(mastery=0.8)
    story = [statement("initialized", 0, of), statement(verb, 1, of, score={"scaled": scaled})]
    assert told(story, of) == ["", reason]


def test_another_mastery_score_than_the_launchs_is_refused() -> None:
    of = terms(mastery=0.8)
    said = statement("passed", 1, of, score={"scaled": 0.5})
    said["context"]["extensions"]["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"] = 0.5
    assert told([statement("initialized", 0, of), said], of) == ["", "other_mastery_score"]


def _path(*steps: str, to: Any) -> Callable[[Made], None]:
    def change(made: Made) -> None:
        place = made
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        if to is ...:
            place.pop(steps[-1])
        else:
            place[steps[-1]] = to

    return change


OTHER = {"objectType": "Agent", "account": {"homePage": "https://example.org", "name": "x"}}
SOMEBODY = {"objectType": "Agent", "mbox": "mailto:li@example.org"}
ITEM = "urn:redcloud:north:item:00000000-0000-0000-0000-000000000001"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_path("actor", to=OTHER), "other_actor"),
        (_path("actor", to=SOMEBODY), "other_actor"),
        (_path("object", to=SOMEBODY), "not_an_activity"),
        (_path("object", to={"objectType": "StatementRef", "id": str(UUID(int=5))}), "not_an_activity"),
        (_path("object", "id", to=ITEM), "other_activity"),
        (_path("object", "id", to="urn:redcloud:north:unit:other"), "other_activity"),
        (_path("verb", "id", to="https://w3id.org/redcloud/verb/completed"), "verb_of_the_platform"),
        (_path("context", "registration", to=str(UUID(int=8))), "other_registration"),
        (_path("context", "registration", to=...), "other_registration"),
        (_path("context", "extensions", to={}), "other_session"),
        (_path("context", "contextActivities", "grouping", to=...), "publisher_id_missing"),
        (_path("context", "instructor", to=SOMEBODY), "names_somebody_else"),
        (_path("context", "team", to={"objectType": "Group", "member": [SOMEBODY]}), "names_somebody_else"),
        (_path("timestamp", to=...), "missing"),
    ],
)
def test_whatever_the_kind_of_statement_it_is_the_launchs_own(
    change: Callable[[Made], None], reason: str
) -> None:
    for made in (allowed(1), statement("completed", 1)):
        changed = copy.deepcopy(made)
        change(changed)
        assert wrong_now(changed, terms(), [Heard("initialized", terms().launch, after(0))], None) == (
            wrong_now(changed, terms(), [Heard("initialized", terms().launch, after(0))], after(0))
        )
        wrong = wrong_now(changed, terms(), [Heard("initialized", terms().launch, after(0))], None)
        assert wrong is not None
        assert wrong.reason == reason


def test_voiding_and_attachments_are_refused() -> None:
    voiding = allowed(1) | {
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
        "object": {"objectType": "StatementRef", "id": str(UUID(int=1))},
    }
    assert told([statement("initialized"), voiding]) == ["", "voiding_not_allowed"]
    attached = allowed(1) | {"attachments": []}
    assert told([statement("initialized"), attached]) == ["", "attachments_not_allowed"]


@pytest.mark.parametrize("verb", ["launched", "abandoned", "waived", "satisfied"])
def test_what_the_platform_says_a_unit_does_not(verb: str) -> None:
    made = statement("initialized", 1)
    adl = "http://adlnet.gov/expapi/verbs/" if verb == "launched" else "https://w3id.org/xapi/adl/verbs/"
    made["verb"]["id"] = adl + verb
    assert told([statement("initialized"), made])[1] != ""


def test_a_defined_statement_is_about_the_unit_itself_and_keeps_the_profile() -> None:
    below = statement("completed", 1)
    below["object"]["id"] += "/test/1/question/2"
    assert told([statement("initialized"), below]) == ["", "other_activity"]
    fine = allowed(1)
    fine["object"]["id"] += "/test/1/question/2"
    assert told([statement("initialized"), fine]) == ["", ""]
    scored = statement("completed", 1, score={"scaled": 1})
    assert told([statement("initialized"), scored])[1] == "not_in_this_statement"
    local = statement("completed", 1)
    local["timestamp"] = "2026-11-01T16:01:00+08:00"
    assert told([statement("initialized"), local])[1] == "not_in_utc"


def test_what_was_heard_is_read_back_from_stored_statements() -> None:
    made = statement("passed", 1)
    found = heard_in(made, after(1))
    assert found == Heard("passed", terms().launch, after(1))
    assert heard_in(allowed(1), after(1)) is None
    made["context"]["extensions"] = {}
    assert heard_in(made, after(1)) == Heard("passed", None, after(1))
    assert said_of([Heard("failed", None, after(0)), Heard("passed", None, after(1))]) == {"passed"}
    assert CATEGORY.endswith("/cmi5")
