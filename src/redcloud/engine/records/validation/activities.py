"""Stage records: activities and interactions. In: JSON objects. Out: problems (xAPI Data 2.4.4.1)."""

from __future__ import annotations

from typing import Any

from redcloud.engine.records.validation import values
from redcloud.engine.records.validation.problems import ENUMERATED, Check, Problem, Problems, is_object

# Which lists of components each type of interaction may carry (2.4.4.1.s15.table2).
COMPONENT_LISTS: dict[str, frozenset[str]] = {
    "choice": frozenset({"choices"}),
    "sequencing": frozenset({"choices"}),
    "likert": frozenset({"scale"}),
    "matching": frozenset({"source", "target"}),
    "performance": frozenset({"steps"}),
    "true-false": frozenset(),
    "fill-in": frozenset(),
    "long-fill-in": frozenset(),
    "numeric": frozenset(),
    "other": frozenset(),
}
COMPONENT_KEYS = frozenset({"choices", "scale", "source", "target", "steps"})
"""Every list of interaction components."""

_INTERACTION = COMPONENT_KEYS | {"interactionType", "correctResponsesPattern"}


def _component(value: Any, problems: Problems) -> None:
    if is_object(value, problems):
        values.required(value, {"id": "2.4.4.1.s15.table1.row1"}, problems)
        values.parts(value, {"id": values.text, "description": values.language_map}, problems)


def _components(value: Any, problems: Problems) -> None:
    values.each(value, _component, problems)
    if type(value) is not list:
        return
    ids = [part["id"] for part in value if type(part) is dict and type(part.get("id")) is str]
    if len(set(ids)) != len(ids):
        problems.append(Problem("", "2.4.4.1.s16.b1", "repeated_id"))


def _interaction_type(value: Any, problems: Problems) -> None:
    if type(value) is not str or value not in COMPONENT_LISTS:
        problems.append(Problem("", "2.4.4.1.s13.b1", "not_an_interaction_type"))


def _responses(value: Any, problems: Problems) -> None:
    values.each(value, values.text, problems)


_DEFINITION: dict[str, Check] = {
    "name": values.language_map,
    "description": values.language_map,
    "type": values.iri,
    "moreInfo": values.iri,
    "extensions": values.extensions,
    "interactionType": _interaction_type,
    "correctResponsesPattern": _responses,
    **dict.fromkeys(COMPONENT_KEYS, _components),
}


def _definition(value: Any, problems: Problems) -> None:
    if not is_object(value, problems):
        return
    values.parts(value, _DEFINITION, problems)
    if _INTERACTION.isdisjoint(value):
        return
    kind = value.get("interactionType")
    if kind is None and "interactionType" not in value:
        problems.append(Problem("interactionType", "2.4.4.1.s13.b1", "missing"))
    elif type(kind) is str and kind in COMPONENT_LISTS:
        for extra in sorted((COMPONENT_KEYS & value.keys()) - COMPONENT_LISTS[kind]):
            problems.append(Problem(extra, "2.4.4.1.s15.table2", "not_for_this_interaction"))


def _object_type(value: Any, problems: Problems) -> None:
    if value != "Activity":
        problems.append(Problem("", ENUMERATED, "not_an_object_type"))


_ACTIVITY: dict[str, Check] = {"objectType": _object_type, "id": values.iri, "definition": _definition}
_ACTIVITY_RULES = {"id": "2.4.4.1.s1.table1.row2"}


def activity(value: Any, problems: Problems) -> None:
    """Check an Activity."""
    if is_object(value, problems):
        values.required(value, _ACTIVITY_RULES, problems)
        values.parts(value, _ACTIVITY, problems)
