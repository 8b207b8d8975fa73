"""Query parameters of the Statement Resource. In: strings. Out: a Filter, or a refusal with the reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core import signing
from django.http import QueryDict

from redcloud.apps.records.queries.filters import PAGE_LIMIT, Filter
from redcloud.engine.records.identifiers import Identifier, identifier_of
from redcloud.engine.records.validation import Malformed, Problem, decode
from redcloud.engine.records.validation.actors import actor
from redcloud.engine.records.validation.formats import instant, is_iri, is_uuid
from redcloud.web.api.xapi.protocol import Refused

ONE = frozenset({"statementId", "voidedStatementId"})
FILTERS = frozenset(
    {
        "agent",
        "verb",
        "activity",
        "registration",
        "related_agents",
        "related_activities",
        "since",
        "until",
        "limit",
        "ascending",
    }
)
SHAPE = frozenset({"format", "attachments"})
_SALT = "xapi.more"


def checked(query: QueryDict, allowed: frozenset[str]) -> dict[str, str]:
    """Return the parameters by name; unknown or repeated ones are refused (Communication 2.1.3)."""
    for name, values in query.lists():
        if name not in allowed:
            raise Refused(400, "unknown_parameter", [Problem(name[:80], "2.2.s4.b1.b7", "unknown_parameter")])
        if len(values) > 1:
            raise Refused(400, "repeated_parameter", [Problem(name, "2.2.s2.b2", "repeated_parameter")])
    return {name: values[0] for name, values in query.lists()}


def _bad(name: str, rule: str, reason: str) -> Refused:
    return Refused(400, "parameter_not_valid", [Problem(name, rule, reason)])


def uuid_of(name: str, text: str) -> UUID:
    """Return a UUID parameter."""
    if not is_uuid(text):
        raise _bad(name, "4.4", "not_a_uuid")
    return UUID(text)


def _boolean(name: str, text: str | None) -> bool:
    if text not in (None, "true", "false"):
        raise _bad(name, "2.2.s4.b1.b3", "not_a_boolean")
    return text == "true"


def _moment(name: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    found = instant(text)
    if found is None:
        raise _bad(name, "4.5.s1.b1", "not_a_timestamp")
    return found


def _iri(name: str, text: str | None) -> str | None:
    if text is not None and not is_iri(text):
        raise _bad(name, "2.2.s4.b1.b8", "not_an_iri")
    return text


def _limit(text: str | None) -> int:
    if text is None:
        return 0
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise _bad("limit", "2.2.s4.b1.b2", "not_a_size")
    return min(int(text), PAGE_LIMIT)


def _agent(text: str | None) -> Identifier | None:
    if text is None:
        return None
    problems: list[Problem] = []
    try:
        value = decode(text.encode("utf-8", "surrogatepass"))
        actor(value, problems)
    except Malformed as malformed:
        problems = [malformed.problem]
    if problems:
        raise Refused(
            400, "parameter_not_valid", [one._replace(path=f"agent.{one.path}") for one in problems]
        )
    found = identifier_of(value)
    if found is None:
        raise _bad("agent", "2.4.2.1.s2.b1", "no_identifier")
    return found


def filter_of(given: dict[str, str], authority: Identifier | None) -> Filter:
    """Return the filter that the parameters ask for."""
    registration = given.get("registration")
    return Filter(
        agent=_agent(given.get("agent")),
        verb=_iri("verb", given.get("verb")),
        activity=_iri("activity", given.get("activity")),
        registration=uuid_of("registration", registration) if registration is not None else None,
        since=_moment("since", given.get("since")),
        until=_moment("until", given.get("until")),
        related_agents=_boolean("related_agents", given.get("related_agents")),
        related_activities=_boolean("related_activities", given.get("related_activities")),
        ascending=_boolean("ascending", given.get("ascending")),
        limit=_limit(given.get("limit")),
        authority=authority,
    )


def shape_of(given: dict[str, str]) -> None:
    """Refuse what cannot be given yet, rather than give something else."""
    asked = given.get("format", "exact")
    if asked not in ("exact", "ids", "canonical"):
        raise _bad("format", "2.2.s4.b1.b6", "not_a_format")
    if asked != "exact":
        raise Refused(501, "format_not_supported")
    if _boolean("attachments", given.get("attachments")):
        raise Refused(501, "attachments_not_supported")


def more_token(given: dict[str, str], after: int) -> str:
    """Return a signed text from which the query goes on; nothing is kept on the server."""
    kept = {name: value for name, value in given.items() if name in FILTERS}
    return signing.dumps({"q": kept, "a": after}, salt=_SALT, compress=True)


def resumed(token: str) -> tuple[dict[str, str], int]:
    """Return the query and the place of a token that this store gave out."""
    try:
        found = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise _bad("more", "2.5.s3.b1", "not_a_more_token") from None
    return found["q"], found["a"]
