"""Stage records: how a profile's rules are written down. In: paths and what has to hold. Out: rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from redcloud.engine.records.validation import Problem
from redcloud.engine.records.validation.problems import shown

Path = tuple[str, ...]
Holds = Callable[[Any], bool]
ABSENT = object()


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of a profile: at ``path`` something has to hold, or ``reason`` is reported."""

    section: str
    path: Path
    reason: str
    broken: Callable[[dict[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Extension:
    """What an extension has to be wherever it is given."""

    section: str
    holds: Holds
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Rules for every statement that claims the profile, and more for each of its verbs.

    ``in_context``, ``in_result`` : extensions by IRI, looked at where a statement carries them.
    ``verbs_section`` : the section that lists the verbs, where no other verb may be used.
    """

    name: str
    category: str
    every: tuple[Rule, ...]
    verbs: Mapping[str, tuple[Rule, ...]]
    in_context: Mapping[str, Extension] = field(default_factory=dict)
    in_result: Mapping[str, Extension] = field(default_factory=dict)
    verbs_section: str = ""


def broken_rules(profile: Profile, statement: dict[str, Any]) -> list[Problem]:
    """Return a problem for each rule that a statement breaks."""
    verb = statement["verb"]["id"]
    of_verb = profile.verbs.get(verb)
    if of_verb is None and profile.verbs_section:
        return [Problem("verb.id", f"{profile.name} {profile.verbs_section}", "not_a_verb_of_the_profile")]
    found = [_problem(profile, rule) for rule in profile.every if rule.broken(statement)]
    found += [_problem(profile, rule) for rule in of_verb or () if rule.broken(statement)]
    for part, checks in (("context", profile.in_context), ("result", profile.in_result)):
        held = value_at(statement, (part, "extensions"))
        if held is ABSENT:
            continue
        for iri, value in held.items():
            check = checks.get(iri)
            if check is not None and not check.holds(value):
                rule = Rule(check.section, (part, "extensions", iri), check.reason, bool)
                found.append(_problem(profile, rule))
    return found


def _problem(profile: Profile, rule: Rule) -> Problem:
    return Problem(".".join(shown(step) for step in rule.path), f"{profile.name} {rule.section}", rule.reason)


def value_at(statement: Any, path: Path) -> Any:
    """Return what stands at a path, or `ABSENT`."""
    found = statement
    for step in path:
        if type(found) is not dict or step not in found:
            return ABSENT
        found = found[step]
    return found


def required(section: str, *path: str, holds: Holds | None = None, reason: str = "missing") -> Rule:
    """Return the rule that something is there and, with ``holds``, is as it should be."""

    def broken(statement: dict[str, Any]) -> bool:
        value = value_at(statement, path)
        return value is ABSENT or (holds is not None and not holds(value))

    return Rule(section, path, reason, broken)


def where_given(section: str, *path: str, holds: Holds, reason: str) -> Rule:
    """Return the rule that something, if it is there, is as it should be."""

    def broken(statement: dict[str, Any]) -> bool:
        value = value_at(statement, path)
        return value is not ABSENT and not holds(value)

    return Rule(section, path, reason, broken)


def forbidden(section: str, *path: str) -> Rule:
    """Return the rule that something is not there."""
    return Rule(
        section, path, "not_in_this_statement", lambda statement: value_at(statement, path) is not ABSENT
    )


def equal(section: str, *path: str, to: Any) -> Rule:
    """Return the rule that something is there with exactly this value."""
    return required(
        section, *path, holds=lambda value: value == to and type(value) is type(to), reason="other_value"
    )


def is_number(value: Any) -> bool:
    """Whether a JSON value is a number."""
    return type(value) is int or type(value) is float


def is_share(value: Any) -> bool:
    """Whether a JSON value is a number from 0 to 1."""
    return is_number(value) and 0 <= value <= 1


def is_string(value: Any) -> bool:
    """Whether a JSON value is a string."""
    return type(value) is str


def is_text(value: Any) -> bool:
    """Whether a JSON value is a string that says something."""
    return type(value) is str and bool(value)


def is_boolean(value: Any) -> bool:
    """Whether a JSON value is true or false."""
    return type(value) is bool


def category_ids(statement: dict[str, Any]) -> set[str]:
    """Return the ids among the category activities of a valid statement."""
    return {one["id"] for one in activities_at(statement, "category")}


def activities_at(statement: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the context activities of a kind, whether one or several were given."""
    value = value_at(statement, ("context", "contextActivities", kind))
    if value is ABSENT:
        return []
    return value if type(value) is list else [value]
