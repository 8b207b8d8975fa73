"""Values of query parameters that several resources take. In: strings. Out: values, or a refusal."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict

from redcloud.engine.records.identifiers import Identifier, identifier_of
from redcloud.engine.records.validation import Edition, Malformed, Problem, decode
from redcloud.engine.records.validation.actors import actor, agent
from redcloud.engine.records.validation.formats import instant, is_iri, is_rfc3339, is_timestamp, is_uuid
from redcloud.engine.records.validation.problems import shown
from redcloud.web.api.xapi.refusals import Refused


def checked(query: QueryDict, allowed: frozenset[str]) -> dict[str, str]:
    """Return the parameters by name; unknown and repeated ones are refused (Communication 3.2.s3.b7, b8)."""
    known = {name.lower() for name in allowed}
    for name, values in query.lists():
        if name not in allowed:
            rule = "communication-3.2.s3.b8" if name.lower() in known else "communication-3.2.s3.b7"
            problem = Problem(shown(name), rule, "unknown_parameter")
            raise Refused(400, "unknown_parameter", [problem])
        if len(values) > 1:
            raise Refused(
                400, "repeated_parameter", [Problem(name, "communication-3.2.s3.b7", "repeated_parameter")]
            )
    return {name: values[0] for name, values in query.lists()}


def bad(name: str, rule: str, reason: str) -> Refused:
    """Return the refusal of one parameter."""
    return Refused(400, "parameter_not_valid", [Problem(name, rule, reason)])


def needed(given: dict[str, str], rules: dict[str, str]) -> None:
    """Refuse unless each parameter of ``rules`` is there; the refusal names all that are missing."""
    missing = [Problem(name, rule, "missing") for name, rule in rules.items() if not given.get(name)]
    if missing:
        raise Refused(400, "parameter_missing", missing)


def uuid_of(name: str, text: str) -> UUID:
    """Return a UUID parameter."""
    if not is_uuid(text):
        raise bad(name, "4.4", "not_a_uuid")
    return UUID(text)


def iri_of(name: str, text: str) -> str:
    """Return an IRI parameter."""
    if not is_iri(text):
        raise bad(name, "2.2.s4.b1.b8", "not_an_iri")
    return text


def moment_of(name: str, text: str, edition: Edition) -> datetime:
    """Return a timestamp parameter, by the rules that timestamps in statements follow (Data 2.2.s4.b4)."""
    found = instant(text)
    if found is None or not (is_timestamp(text) if edition == "1.0.3" else is_rfc3339(text)):
        raise bad(name, "4.5.s1.b1", "not_a_timestamp")
    return found


def agent_json(text: str, *, groups: bool) -> tuple[dict[str, Any], Identifier]:
    """Return the agent of a parameter, as sent and as identifier; ``groups`` lets identified groups in."""
    problems: list[Problem] = []
    value: Any = None
    try:
        value = decode(text.encode("utf-8", "surrogatepass"))
        (actor if groups else agent)(value, problems)
    except Malformed as malformed:
        problems = [malformed.problem]
    if problems:
        at = [one._replace(path=f"agent.{one.path}".rstrip(".")) for one in problems]
        raise Refused(400, "parameter_not_valid", at)
    found = identifier_of(value)
    if found is None:
        raise bad("agent", "2.4.2.1.s2.b1", "no_identifier")
    return value, found
