"""Stage records: a stored statement in the format that was asked for. In: a valid statement. Out: a new one.

The formats of xAPI Communication 2.1.3.s1.table1.row12. "Exact" is as received, except that context
activities come as arrays (2.4.6.2.s4.b3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from redcloud.engine.records.languages import chosen_tag
from redcloud.engine.records.validation.activities import COMPONENT_KEYS
from redcloud.engine.records.validation.actors import IDENTIFIERS

Format = Literal["exact", "ids", "canonical"]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Canon:
    """What the store holds of activities and verbs, by IRI, and the languages liked best."""

    definitions: Mapping[str, Json] = field(default_factory=dict)
    displays: Mapping[str, dict[str, str]] = field(default_factory=dict)
    ranges: Sequence[str] = ()


def with_arrays(whole: Json) -> Json:
    """Put single context activities into arrays, in the statement and its SubStatement; changes ``whole``."""
    for part in _statements(whole):
        groups = part.get("context", {}).get("contextActivities", {})
        for key, value in groups.items():
            if type(value) is not list:
                groups[key] = [value]
    return whole


def only_ids(whole: Json) -> Json:
    """Return a statement whose agents, groups, verbs and activities have only what identifies them."""
    return _mapped(whole, _party_id, lambda verb: {"id": verb["id"]}, lambda one: {"id": one["id"]})


def canonical(whole: Json, canon: Canon) -> Json:
    """Return a statement whose verbs and activities are as the store knows them, in one language a map.

    Where the store's words lack a language that the statement itself has, the statement's count.
    """

    def verb(one: Json) -> Json:
        display = {**one.get("display", {}), **canon.displays.get(one["id"], {})}
        return {**one, "display": _one_language(display, canon)} if display else one

    def activity(one: Json) -> Json:
        definition = _definition(one.get("definition", {}), canon.definitions.get(one["id"], {}), canon)
        return {**one, "definition": definition} if definition or "definition" in one else one

    return _mapped(whole, lambda party: party, verb, activity)


def activities_in(whole: Json) -> Iterator[Json]:
    """Yield every activity of a statement whose context activities are arrays."""
    for part in _statements(whole):
        if part["object"].get("objectType", "Activity") == "Activity":
            yield part["object"]
        for group in part.get("context", {}).get("contextActivities", {}).values():
            yield from group


def verbs_in(whole: Json) -> Iterator[Json]:
    """Yield the verbs of a statement and of its SubStatement."""
    for part in _statements(whole):
        yield part["verb"]


def _statements(whole: Json) -> Iterator[Json]:
    yield whole
    if whole["object"].get("objectType") == "SubStatement":
        yield whole["object"]


def _party_id(party: Json) -> Json:
    kept = {key: value for key, value in party.items() if key == "objectType" or key in IDENTIFIERS}
    # An anonymous group is known by its members alone.
    if IDENTIFIERS.isdisjoint(party):
        kept["member"] = [_party_id(one) for one in party.get("member", ())]
    return kept


_Change = Callable[[Json], Json]


def _mapped(whole: Json, party: _Change, verb: _Change, activity: _Change) -> Json:
    found = {**whole, "actor": party(whole["actor"]), "verb": verb(whole["verb"])}
    target = whole["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        found["object"] = activity(target)
    elif kind in ("Agent", "Group"):
        found["object"] = party(target)
    elif kind == "SubStatement":
        found["object"] = _mapped(target, party, verb, activity)
    if "authority" in whole:
        found["authority"] = party(whole["authority"])
    if "context" in whole:
        found["context"] = _mapped_context(whole["context"], party, activity)
    return found


def _mapped_context(context: Json, party: _Change, activity: _Change) -> Json:
    found = dict(context)
    for key in ("instructor", "team"):
        if key in found:
            found[key] = party(found[key])
    for key, held in (("contextAgents", "agent"), ("contextGroups", "group")):
        if key in found:
            found[key] = [{**one, held: party(one[held])} for one in found[key]]
    if "contextActivities" in found:
        found["contextActivities"] = {
            key: [activity(one) for one in group] for key, group in found["contextActivities"].items()
        }
    return found


def _definition(own: Json, known: Json, canon: Canon) -> Json:
    found = dict(known or own)
    for key in ("name", "description"):
        words = {**own.get(key, {}), **known.get(key, {})}
        if words:
            found[key] = _one_language(words, canon)
    for key in COMPONENT_KEYS & found.keys():
        found[key] = [_component(one, canon) for one in found[key]]
    return found


def _component(one: Json, canon: Canon) -> Json:
    if "description" not in one:
        return one
    return {**one, "description": _one_language(one["description"], canon)}


def _one_language(words: Mapping[str, str], canon: Canon) -> dict[str, str]:
    tag = chosen_tag(words, canon.ranges)
    return {} if tag is None else {tag: words[tag]}
