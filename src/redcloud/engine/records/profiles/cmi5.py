"""Stage records: the cmi5 profile, "cmi5 defined" statements. Out: its rules.

Written from the text of cmi5 (Quartz, 1st edition), chapters 7.1.3 and 9. Not asked, because one
statement does not show it: the order of verbs, once a session or registration, ids equal to launch data.
"""

from __future__ import annotations

from typing import Any

from redcloud.engine.records.profiles.rules import (
    Profile,
    Rule,
    activities_at,
    category_ids,
    equal,
    forbidden,
    is_share,
    is_text,
    required,
    value_at,
    where_given,
)

CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
MOVE_ON = "https://w3id.org/xapi/cmi5/context/categories/moveon"
_CONTEXT = "https://w3id.org/xapi/cmi5/context/extensions/"
_RESULT = "https://w3id.org/xapi/cmi5/result/extensions/"
_ADL = "http://adlnet.gov/expapi/verbs/"
_LMS = "https://w3id.org/xapi/adl/verbs/"
_TYPE = "https://w3id.org/xapi/cmi5/activitytype/"
MASTERY_SCORE = ("context", "extensions", _CONTEXT + "masteryscore")
SCALED = ("result", "score", "scaled")


def _is_utc(timestamp: Any) -> bool:
    return type(timestamp) is str and timestamp.endswith(("Z", "z", "+00:00", "+0000", "+00"))


def _is_whole(value: Any) -> bool:
    return type(value) is int or (type(value) is float and value.is_integer())


def _says_move_on(statement: dict[str, Any]) -> bool:
    result = statement.get("result", {})
    return "success" in result or "completion" in result


def _raw_without_bounds(statement: dict[str, Any]) -> bool:
    score = value_at(statement, ("result", "score"))
    return type(score) is dict and "raw" in score and not {"min", "max"} <= score.keys()


def _mastery(reached: bool) -> Rule:
    """Return the rule that a scaled score agrees with the verb where both stand in the statement."""

    def broken(statement: dict[str, Any]) -> bool:
        scaled, mastery = value_at(statement, SCALED), value_at(statement, MASTERY_SCORE)
        if not is_share(scaled) or not is_share(mastery):
            return False
        return bool((scaled >= mastery) is not reached)

    section = "9.3.4" if reached else "9.3.5"
    return Rule(section, SCALED, "score_against_the_verb", broken)


_EVERY = (
    required(
        "9.2",
        "actor",
        holds=lambda actor: actor.get("objectType", "Agent") == "Agent" and "account" in actor,
        reason="not_an_agent_with_an_account",
    ),
    required(
        "9.4",
        "object",
        holds=lambda target: target.get("objectType", "Activity") == "Activity",
        reason="not_an_activity",
    ),
    required("9.6.1", "context", "registration"),
    Rule(
        "9.6.2.2",
        ("context", "contextActivities", "category"),
        "move_on_category",
        lambda statement: (MOVE_ON in category_ids(statement)) is not _says_move_on(statement),
    ),
    Rule(
        "9.6.2.3",
        ("context", "contextActivities", "grouping"),
        "missing",
        lambda statement: not activities_at(statement, "grouping"),
    ),
    required("9.6.3.1", "context", "extensions", _CONTEXT + "sessionid", holds=is_text),
    where_given("9.6.3.2", *MASTERY_SCORE, holds=is_share, reason="out_of_range"),
    where_given(
        "9.5.5.1",
        *("result", "extensions", _RESULT + "progress"),
        holds=lambda value: _is_whole(value) and 0 <= value <= 100,
        reason="out_of_range",
    ),
    required("9.7", "timestamp", holds=_is_utc, reason="not_in_utc"),
)
_ID = required("9.1", "id")
_DURATION = required("9.5.4", "result", "duration")
_NO_SCORE = forbidden("9.5.1", "result", "score")
_NO_SUCCESS = forbidden("9.5.2", "result", "success")
_NO_COMPLETION = forbidden("9.5.3", "result", "completion")
_NOTHING = (_NO_SCORE, _NO_SUCCESS, _NO_COMPLETION)
_COMPLETION = equal("9.5.3", "result", "completion", to=True)
_SCORE = (
    where_given("9.5.1", *SCALED, holds=is_share, reason="out_of_range"),
    Rule("9.5.1", ("result", "score"), "raw_without_min_and_max", _raw_without_bounds),
    *(
        where_given("9.5.1", "result", "score", part, holds=_is_whole, reason="not_a_whole_number")
        for part in ("raw", "min", "max")
    ),
)


def _one_of(section: str, name: str, *values: str) -> Rule:
    path = ("context", "extensions", _CONTEXT + name)
    return required(section, *path, holds=lambda value: value in values, reason="not_in_the_vocabulary")


_MOVE_ON_VALUES = ("Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable")

PROFILE = Profile(
    name="cmi5",
    category=CATEGORY,
    every=_EVERY,
    verbs_section="7.1.3",
    verbs={
        _ADL + "launched": (
            *_NOTHING,
            _one_of("9.6.3.3", "launchmode", "Normal", "Browse", "Review"),
            required("9.6.3.4", "context", "extensions", _CONTEXT + "launchurl", holds=is_text),
            _one_of("9.6.3.6", "moveon", *_MOVE_ON_VALUES),
        ),
        _ADL + "initialized": (_ID, *_NOTHING),
        _ADL + "completed": (_ID, _NO_SCORE, _NO_SUCCESS, _COMPLETION, _DURATION),
        _ADL + "passed": (
            *(_ID, *_SCORE, equal("9.5.2", "result", "success", to=True), _NO_COMPLETION, _DURATION),
            _mastery(True),
        ),
        _ADL + "failed": (
            *(_ID, *_SCORE, equal("9.5.2", "result", "success", to=False), _NO_COMPLETION, _DURATION),
            _mastery(False),
        ),
        _LMS + "abandoned": (*_NOTHING, _DURATION),
        _LMS + "waived": (
            _NO_SCORE,
            equal("9.5.2", "result", "success", to=True),
            _COMPLETION,
            required("9.5.5.2", "result", "extensions", _RESULT + "reason", holds=is_text),
        ),
        _ADL + "terminated": (_ID, *_NOTHING, _DURATION),
        _LMS + "satisfied": (
            *_NOTHING,
            required(
                "9.3.9",
                *("object", "definition", "type"),
                holds=lambda value: value in (_TYPE + "block", _TYPE + "course"),
                reason="not_a_block_or_course",
            ),
        ),
    },
)
