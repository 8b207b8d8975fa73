"""Stage records: whole statements. In: a decoded JSON value. Out: problems (xAPI Data 2.4, 2.4.4.3).

Written from the text of xAPI 1.0.3, part two; ``Edition`` "2.0.0" adds what IEEE 9274.1.1 changes.
"""

from __future__ import annotations

import re
from typing import Any

from redcloud.engine.records.validation import values
from redcloud.engine.records.validation.activities import activity
from redcloud.engine.records.validation.actors import actor, agent, authority, group
from redcloud.engine.records.validation.contexts import (
    attachments,
    context,
    context_2,
    result,
    statement_reference,
)
from redcloud.engine.records.validation.problems import (
    ENUMERATED,
    Check,
    Edition,
    Problem,
    Problems,
    is_object,
    prefix,
)

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
"""The one verb that the specification itself defines (2.3.2)."""

# "1.0" alone is tolerated. The length is what a row has room for.
_VERSION_1 = re.compile(r"1\.0(?:\.[0-9A-Za-z.\-+]{1,60})?")
_VERSION_2 = re.compile(r"1\.0(?:\.[0-9A-Za-z.\-+]{1,60})?|2\.0\.[0-9A-Za-z.\-+]{1,60}")
_VERB: dict[str, Check] = {"id": values.iri, "display": values.language_map}
_VERB_RULES = {"id": "2.4.3.s3.table1.row1"}
_REQUIRED = dict.fromkeys(("actor", "verb", "object"), "2.2.s2.b3")
_NOT_IN_SUBSTATEMENTS = ("id", "stored", "version", "authority")


def _verb(value: Any, problems: Problems) -> None:
    if is_object(value, problems):
        values.required(value, _VERB_RULES, problems)
        values.parts(value, _VERB, problems)


_OBJECTS: dict[str, Check] = {
    "Activity": activity,
    "Agent": agent,
    "Group": group,
    "StatementRef": statement_reference,
}


def _plain_object(value: Any, problems: Problems) -> None:
    if not is_object(value, problems):
        return
    kind = value.get("objectType", "Activity")
    check = _OBJECTS.get(kind) if type(kind) is str else None
    if kind == "SubStatement":
        problems.append(Problem("objectType", "2.4.4.3.s8.b4", "nested_substatement"))
    elif check is None:
        problems.append(Problem("objectType", ENUMERATED, "not_an_object_type"))
    else:
        check(value, problems)


def _accepted(_value: Any, _problems: Problems) -> None:
    """Accept a property that is checked elsewhere."""


class _Checks:
    """The checks of one edition, by property."""

    def __init__(self, version: re.Pattern[str], context_check: Check, timestamp: Check) -> None:
        shared: dict[str, Check] = {
            "actor": actor,
            "verb": _verb,
            "result": result,
            "context": context_check,
            "timestamp": timestamp,
            "attachments": attachments,
        }
        self.substatement: dict[str, Check] = {
            **shared,
            "objectType": _accepted,
            "object": _plain_object,
            # These four are refused by a rule of their own.
            **dict.fromkeys(_NOT_IN_SUBSTATEMENTS, _accepted),
        }
        self.statement: dict[str, Check] = {
            **shared,
            "object": self._object,
            "id": values.uuid,
            "stored": timestamp,
            "authority": authority,
            "version": values.formatted(version.fullmatch, "2.4.10.s3.b2", "not_a_known_version"),
        }

    def _object(self, value: Any, problems: Problems) -> None:
        if type(value) is dict and value.get("objectType") == "SubStatement":
            for key in _NOT_IN_SUBSTATEMENTS:
                if key in value:
                    problems.append(Problem(key, "2.4.4.3.s8.b3", "not_in_a_substatement"))
            _whole(value, self.substatement, problems)
        else:
            _plain_object(value, problems)


def _whole(value: dict[str, Any], checks: dict[str, Check], problems: Problems) -> None:
    values.required(value, _REQUIRED, problems)
    values.parts(value, checks, problems)
    target, verb, about = value.get("object"), value.get("verb"), value.get("context")
    kind = target.get("objectType", "Activity") if type(target) is dict else None
    if type(verb) is dict and verb.get("id") == VOIDED and kind not in ("StatementRef", None):
        problems.append(Problem("object.objectType", "2.3.2.s2.b1", "voiding_without_reference"))
    if type(about) is dict and kind in ("Agent", "Group", "StatementRef", "SubStatement"):
        if "revision" in about:
            problems.append(Problem("context.revision", "2.4.6.s4.b1", "only_for_activities"))
        if "platform" in about:
            problems.append(Problem("context.platform", "2.4.6.s4.b2", "only_for_activities"))


_CHECKS: dict[Edition, _Checks] = {
    "1.0.3": _Checks(_VERSION_1, context, values.timestamp),
    "2.0.0": _Checks(_VERSION_2, context_2, values.timestamp_2),
}


def statement_problems(statement: Any, edition: Edition = "1.0.3", position: int | None = None) -> Problems:
    """Return what breaks a MUST of the specification; an empty list means that it may be stored.

    Parameters
    ----------
    statement : a decoded JSON value, of whatever type.
    edition : the version that the request speaks.
    position : place in a batch, put before the paths; None for a statement on its own.

    Examples
    --------
    >>> statement_problems({"actor": {"mbox": "mailto:a@example.org"}, "verb": {"id": "urn:x:did"}})
    [Problem(path='object', rule='2.2.s2.b3', reason='missing')]
    """
    problems: Problems = []
    if is_object(statement, problems):
        _whole(statement, _CHECKS[edition].statement, problems)
    if problems and position is not None:
        prefix(position, problems, 0)
    return problems
