"""Stage study: may a statement of a launch be said now? (cmi5 6.3, 7.1, 9). In: a valid statement, what was
said before. Out: nothing, or what is wrong with it.

What a single statement shows of itself is asked by the profile (``records.profiles.cmi5``); here is what
needs the launch and its other statements. Beyond the specification: a package names nobody but its learner,
and nothing of this platform's own but its unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from redcloud.engine.records.identifiers import identifier_of
from redcloud.engine.records.profiles import cmi5
from redcloud.engine.records.profiles.rules import (
    activities_at,
    broken_rules,
    category_ids,
    is_share,
    value_at,
)
from redcloud.engine.records.validation import Problem
from redcloud.engine.records.validation.formats import instant
from redcloud.engine.records.validation.statements import VOIDED
from redcloud.engine.records.vocabulary import OWN
from redcloud.engine.study.packages.terms import SESSION, Terms

_ADL: Final = "http://adlnet.gov/expapi/verbs/"
VERBS: Final = {_ADL + name: name for name in ("initialized", "completed", "passed", "failed", "terminated")}
"""What a unit may say of itself; launched, abandoned, waived and satisfied are said by the platform."""
_JUDGED: Final = frozenset({"passed", "failed"})
_AT_BOTH_ENDS: Final = frozenset({"initialized", "terminated"})
_OURS: Final = "urn:redcloud:"


@dataclass(frozen=True, slots=True)
class Heard:
    """A cmi5 defined statement about a unit that was said before: by which verb, in which session, when."""

    verb: str
    launch: UUID | None
    at: datetime


def heard_in(statement: dict[str, Any], at: datetime) -> Heard | None:
    """Return a stored statement as `Heard`; None for one that is not cmi5 defined, or not a unit's."""
    verb = VERBS.get(statement["verb"]["id"])
    if verb is None or cmi5.CATEGORY not in category_ids(statement):
        return None
    session = value_at(statement, ("context", "extensions", SESSION))
    try:
        return Heard(verb, UUID(session), at)
    except (ValueError, TypeError, AttributeError):
        return Heard(verb, None, at)


def said_of(heard: Iterable[Heard]) -> set[str]:
    """Return which of "completed" and "passed" was said."""
    return {one.verb for one in heard} & {"completed", "passed"}


def wrong_now(
    statement: dict[str, Any], terms: Terms, heard: list[Heard], last: datetime | None
) -> Problem | None:
    """Return why a statement may not be said now.

    Parameters
    ----------
    heard : what was said of the unit in this registration, in the order in which it came.
    last : moment of the latest statement of this session, of any kind.
    """
    is_defined = cmi5.CATEGORY in category_ids(statement)
    return (
        _wrong_words(statement, terms)
        or _wrong_context(statement, terms)
        or (_wrong_defined(statement, terms) if is_defined else None)
        or _wrong_order(statement, is_defined, terms, heard, last)
    )


def _problem(path: str, section: str, reason: str) -> Problem:
    return Problem(path, f"cmi5 {section}", reason)


def _wrong_words(statement: dict[str, Any], terms: Terms) -> Problem | None:
    """What no launch may say."""
    verb, target = statement["verb"]["id"], statement["object"]
    if verb == VOIDED:
        return _problem("verb.id", "6.3", "voiding_not_allowed")
    if verb.startswith(OWN):
        return _problem("verb.id", "7.1.3", "verb_of_the_platform")
    if identifier_of(statement["actor"]) != terms.actor:
        return _problem("actor", "9.2", "other_actor")
    if target.get("objectType", "Activity") != "Activity":
        return _problem("object", "9.4", "not_an_activity")
    key = target["id"]
    if key.startswith(_OURS) and key != terms.activity and not key.startswith(f"{terms.activity}/"):
        return _problem("object.id", "9.4", "other_activity")
    if "attachments" in statement:
        return _problem("attachments", "6.3", "attachments_not_allowed")
    return None


def _wrong_context(statement: dict[str, Any], terms: Terms) -> Problem | None:
    """What differs from the context that the launch gave (9.6, 10)."""
    context = statement.get("context", {})
    for name in ("instructor", "team"):
        if name in context:
            return _problem(f"context.{name}", "9.6", "names_somebody_else")
    if str(context.get("registration", "")).lower() != str(terms.registration):
        return _problem("context.registration", "9.6.1", "other_registration")
    said = value_at(statement, ("context", "extensions", SESSION))
    if not isinstance(said, str) or said.lower() != str(terms.launch):
        return _problem("context.extensions", "9.6.3.1", "other_session")
    if terms.unit.id not in {one["id"] for one in activities_at(statement, "grouping")}:
        return _problem("context.contextActivities.grouping", "9.6.2.3", "publisher_id_missing")
    if "timestamp" not in statement:
        return _problem("timestamp", "9.7", "missing")
    return None


def _wrong_defined(statement: dict[str, Any], terms: Terms) -> Problem | None:
    """What the profile and the launch do not allow a cmi5 defined statement."""
    broken = broken_rules(cmi5.PROFILE, statement)
    if broken:
        return broken[0]
    verb = VERBS.get(statement["verb"]["id"])
    if verb is None:
        return _problem("verb.id", "9.3", "verb_of_the_platform")
    if statement["object"]["id"] != terms.activity:
        return _problem("object.id", "9.4", "other_activity")
    if terms.mode != "Normal" and verb not in _AT_BOTH_ENDS:
        return _problem("verb.id", "10", "not_in_this_mode")
    return _wrong_score(statement, verb, terms.unit.mastery)


def _wrong_score(statement: dict[str, Any], verb: str, mastery: float | None) -> Problem | None:
    """Whether a score agrees with the mastery score of the launch, whatever the statement says of it."""
    if mastery is None or verb not in _JUDGED:
        return None
    named = value_at(statement, cmi5.MASTERY_SCORE)
    if is_share(named) and named != mastery:
        return _problem("context.extensions", "9.6.3.2", "other_mastery_score")
    scaled = value_at(statement, cmi5.SCALED)
    if is_share(scaled) and (scaled >= mastery) is not (verb == "passed"):
        section = "9.3.4" if verb == "passed" else "9.3.5"
        return _problem("result.score.scaled", section, "score_against_the_verb")
    return None


def _wrong_order(
    statement: dict[str, Any], is_defined: bool, terms: Terms, heard: list[Heard], last: datetime | None
) -> Problem | None:
    at = instant(statement["timestamp"])
    verb = VERBS.get(statement["verb"]["id"], "") if is_defined else ""
    here = {one.verb: one.at for one in heard if one.launch == terms.launch}
    if verb in here or (verb in _JUDGED and not _JUDGED.isdisjoint(here)):
        return _problem("verb.id", "9.3", "said_in_this_session")
    if "initialized" not in here:
        return None if verb == "initialized" else _problem("verb.id", "7.1.1", "not_initialized_yet")
    if at is None or at < here["initialized"]:
        return _problem("timestamp", "9.3", "before_initialized")
    if "terminated" in here and at > here["terminated"]:
        return _problem("timestamp", "7.1.2", "after_terminated")
    if verb == "terminated" and last is not None and at < last:
        return _problem("timestamp", "7.1.2", "terminated_not_last")
    return _wrong_in_registration(verb, at, heard)


def _wrong_in_registration(verb: str, at: datetime, heard: list[Heard]) -> Problem | None:
    """What may be said once a registration, whatever the session (9.3)."""
    if verb in ("completed", "passed") and any(one.verb == verb for one in heard):
        return _problem("verb.id", "9.3", "said_in_this_registration")
    if verb == "failed" and any(one.verb == "passed" and one.at <= at for one in heard):
        return _problem("verb.id", "9.3", "failed_after_passed")
    return None
