"""Stage records: result, context and attachments. In: JSON objects. Out: problems (2.4.5, 2.4.6, 2.4.11)."""

from __future__ import annotations

from typing import Any

from redcloud.engine.records.validation import values
from redcloud.engine.records.validation.activities import activity
from redcloud.engine.records.validation.actors import actor, agent, group
from redcloud.engine.records.validation.problems import ENUMERATED, Check, Problem, Problems, is_object

_SCORE: dict[str, Check] = dict.fromkeys(("scaled", "raw", "min", "max"), values.number)


def _score(value: Any, problems: Problems) -> None:
    if not is_object(value, problems):
        return
    before = len(problems)
    values.parts(value, _SCORE, problems)
    if len(problems) != before:
        return
    scaled, raw = value.get("scaled", 0), value.get("raw")
    low, high = value.get("min"), value.get("max")
    if not -1 <= scaled <= 1:
        problems.append(Problem("scaled", "2.4.5.1.s2.table1.row1", "out_of_range"))
    if low is not None and high is not None and low >= high:
        problems.append(Problem("min", "2.4.5.1.s2.table1.row3", "out_of_range"))
    elif raw is not None and ((low is not None and raw < low) or (high is not None and raw > high)):
        problems.append(Problem("raw", "2.4.5.1.s2.table1.row2", "out_of_range"))


_RESULT: dict[str, Check] = {
    "score": _score,
    "success": values.boolean,
    "completion": values.boolean,
    "response": values.text,
    "duration": values.duration,
    "extensions": values.extensions,
}


def result(value: Any, problems: Problems) -> None:
    """Check a Result."""
    if is_object(value, problems):
        values.parts(value, _RESULT, problems)


def statement_reference(value: Any, problems: Problems) -> None:
    """Check a StatementRef; whether its target exists is not asked (2.4.4.3.s4.b2)."""
    if is_object(value, problems):
        values.required(value, {"objectType": "2.4.4.3.s4.b1", "id": "2.4.4.3.s4.b2"}, problems)
        values.parts(value, _REFERENCE, problems)


def _reference_type(value: Any, problems: Problems) -> None:
    if value != "StatementRef":
        problems.append(Problem("", "2.4.4.3.s4.b1", "not_a_statement_reference"))


_REFERENCE: dict[str, Check] = {"objectType": _reference_type, "id": values.uuid}


def _activities(value: Any, problems: Problems) -> None:
    if type(value) is list:
        values.each(value, activity, problems)
    else:
        activity(value, problems)


# Another key than these four is "2.4.6.2.s4.b1", reported as an unknown property.
_CONTEXT_ACTIVITIES: dict[str, Check] = dict.fromkeys(
    ("parent", "grouping", "category", "other"), _activities
)


def _context_activities(value: Any, problems: Problems) -> None:
    if is_object(value, problems):
        values.parts(value, _CONTEXT_ACTIVITIES, problems)


def _relevant_types(value: Any, problems: Problems) -> None:
    values.each(value, values.iri, problems)
    if value == []:
        problems.append(Problem("", ENUMERATED, "empty"))


def _context_party(object_type: str, key: str, check: Check) -> Check:
    """Return the check of xAPI 2.0's contextAgents or contextGroups."""

    def is_type(value: Any, problems: Problems) -> None:
        if value != object_type:
            problems.append(Problem("", ENUMERATED, "not_an_object_type"))

    checks: dict[str, Check] = {"objectType": is_type, key: check, "relevantTypes": _relevant_types}

    def one(value: Any, problems: Problems) -> None:
        if is_object(value, problems):
            values.required(value, {"objectType": ENUMERATED, key: ENUMERATED}, problems)
            values.parts(value, checks, problems)

    def all_of_them(value: Any, problems: Problems) -> None:
        values.each(value, one, problems)

    return all_of_them


_CONTEXT: dict[str, Check] = {
    "registration": values.uuid,
    "instructor": actor,
    "team": group,
    "contextActivities": _context_activities,
    "revision": values.text,
    "platform": values.text,
    "language": values.language_tag,
    "statement": statement_reference,
    "extensions": values.extensions,
}
_CONTEXT_2: dict[str, Check] = {
    **_CONTEXT,
    "contextAgents": _context_party("contextAgent", "agent", agent),
    "contextGroups": _context_party("contextGroup", "group", group),
}


def context(value: Any, problems: Problems) -> None:
    """Check a Context by xAPI 1.0.3."""
    if is_object(value, problems):
        values.parts(value, _CONTEXT, problems)


def context_2(value: Any, problems: Problems) -> None:
    """Check a Context by xAPI 2.0, which knows contextAgents and contextGroups."""
    if is_object(value, problems):
        values.parts(value, _CONTEXT_2, problems)


_ATTACHMENT: dict[str, Check] = {
    "usageType": values.iri,
    "display": values.language_map,
    "description": values.language_map,
    "contentType": values.media_type,
    "length": values.size,
    "sha2": values.sha2,
    "fileUrl": values.iri,
}
_ATTACHMENT_RULES = {
    "usageType": "2.4.11.s2.table1.row1",
    "display": "2.4.11.s2.table1.row2",
    "contentType": "2.4.11.s2.table1.row4",
    "length": "2.4.11.s2.table1.row5",
    "sha2": "2.4.11.s2.table1.row6",
}


def _attachment(value: Any, problems: Problems) -> None:
    if is_object(value, problems):
        values.required(value, _ATTACHMENT_RULES, problems)
        values.parts(value, _ATTACHMENT, problems)


def attachments(value: Any, problems: Problems) -> None:
    """Check what a statement says about its attachments."""
    values.each(value, _attachment, problems)
