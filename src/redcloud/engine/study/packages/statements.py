"""Stage study: what the platform itself says of a launch (cmi5 9.3): launched, abandoned, satisfied.

Each has an id that follows from what it is about, so that said twice it is one statement. "Waived" is left
out: nobody here decides that somebody need not do a unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID, uuid5

from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.profiles.cmi5 import CATEGORY
from redcloud.engine.study.packages.structure import Unit, Words
from redcloud.engine.study.packages.terms import CONTEXT, SESSION, Terms

LAUNCHED: Final = "http://adlnet.gov/expapi/verbs/launched"
ABANDONED: Final = "https://w3id.org/xapi/adl/verbs/abandoned"
SATISFIED: Final = "https://w3id.org/xapi/adl/verbs/satisfied"
_DISPLAYS: Final = {
    LAUNCHED: {"en": "launched", "zh-Hans": "打开了"},
    ABANDONED: {"en": "abandoned", "zh-Hans": "中途离开了"},
    SATISFIED: {"en": "satisfied", "zh-Hans": "达到了要求"},
}
_TYPE: Final = "https://w3id.org/xapi/cmi5/activitytype/"
_NAMESPACE: Final = UUID("1d5a9d3e-3c0b-5f0e-8a44-0c6e3c1f7b52")


def moment(when: datetime) -> str:
    """Return an instant as statements write it: in UTC (9.7)."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def duration(length: timedelta) -> str:
    """Return a duration of ISO 8601; what clocks make negative is nothing.

    Examples
    --------
    >>> duration(timedelta(minutes=2, milliseconds=250)), duration(timedelta(seconds=-1))
    ('PT120.25S', 'PT0S')
    """
    return f"PT{max(0.0, round(length.total_seconds(), 2)):g}S"


def unit_activity(iri: str, unit: Unit) -> dict[str, Any]:
    """Return a unit as the object of a statement, with what its package says of it."""
    definition = {"name": dict(unit.title), "description": dict(unit.description), "type": unit.activity_type}
    return _activity(iri, {name: held for name, held in definition.items() if held})


def _activity(iri: str, definition: dict[str, Any]) -> dict[str, Any]:
    return {"objectType": "Activity", "id": iri, "definition": definition}


def launched(terms: Terms, launch_url: str, when: datetime) -> dict[str, Any]:
    """Return the statement that comes before a unit is opened (9.3.1).

    Parameters
    ----------
    launch_url : where the unit lies, without what the launch adds.
    """
    unit = terms.unit
    more: dict[str, Any] = {"launchmode": terms.mode, "launchurl": launch_url, "moveon": unit.move_on}
    if unit.mastery is not None:
        more["masteryscore"] = unit.mastery
    if unit.launch_parameters is not None:
        more["launchparameters"] = unit.launch_parameters
    return _statement(
        terms,
        LAUNCHED,
        unit_activity(terms.activity, unit),
        when,
        key=f"launched|{terms.launch}",
        extensions={CONTEXT + name: value for name, value in more.items()},
    )


def abandoned(terms: Terms, length: timedelta, when: datetime) -> dict[str, Any]:
    """Return the statement that a session ended without a word from the unit (9.3.6, 9.5.4.2)."""
    activity = unit_activity(terms.activity, terms.unit)
    statement = _statement(terms, ABANDONED, activity, when, key=f"abandoned|{terms.launch}")
    return {**statement, "result": {"duration": duration(length)}}


def unit_satisfied(terms: Terms, when: datetime) -> dict[str, Any]:
    """Return that a unit's criterion is met: a cmi5 allowed statement, as good practice has it."""
    activity = unit_activity(terms.activity, terms.unit)
    key = f"satisfied|{terms.registration}|{terms.activity}"
    return _statement(terms, SATISFIED, activity, when, key=key, defined=False)


def satisfied(
    actor: Identifier,
    registration: UUID,
    session: UUID,
    *,
    kind: Literal["block", "course"],
    iri: str,
    publisher_id: str,
    title: Words,
    when: datetime,
) -> dict[str, Any]:
    """Return that a block or the course is satisfied (9.3.9), once a registration."""
    context: dict[str, Any] = {
        "registration": str(registration),
        "contextActivities": {
            "category": [{"objectType": "Activity", "id": CATEGORY}],
            "grouping": [{"objectType": "Activity", "id": publisher_id}],
        },
        "extensions": {SESSION: str(session)},
    }
    activity = _activity(iri, {"name": dict(title), "type": _TYPE + kind})
    return _built(actor, SATISFIED, activity, context, when, f"satisfied|{registration}|{iri}")


def _statement(
    terms: Terms,
    verb: str,
    activity: dict[str, Any],
    when: datetime,
    *,
    key: str,
    extensions: Mapping[str, Any] | None = None,
    defined: bool = True,
) -> dict[str, Any]:
    template = terms.context_template
    activities = dict(template["contextActivities"])
    if defined:
        activities["category"] = [{"objectType": "Activity", "id": CATEGORY}]
    context = {
        "registration": str(terms.registration),
        "contextActivities": activities,
        "extensions": {**template["extensions"], **(extensions or {})},
    }
    return _built(terms.actor, verb, activity, context, when, key)


def _built(
    actor: Identifier, verb: str, activity: dict[str, Any], context: dict[str, Any], when: datetime, key: str
) -> dict[str, Any]:
    return {
        "id": str(uuid5(_NAMESPACE, key)),
        "actor": actor.as_agent(),
        "verb": {"id": verb, "display": _DISPLAYS[verb]},
        "object": activity,
        "context": context,
        "timestamp": moment(when),
    }
