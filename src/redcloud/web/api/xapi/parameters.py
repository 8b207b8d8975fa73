"""Query parameters of the Statement Resource. In: strings. Out: a Filter, or a refusal with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from django.core import signing

from redcloud.apps.records.queries.filters import PAGE_LIMIT, Filter
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.presenting import Format
from redcloud.engine.records.validation import Edition, Problem
from redcloud.web.api.xapi.refusals import Refused
from redcloud.web.api.xapi.values import agent_json, bad, iri_of, moment_of, uuid_of

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


def _boolean(name: str, text: str | None) -> bool:
    if text not in (None, "true", "false"):
        raise bad(name, "2.2.s4.b1.b3", "not_a_boolean")
    return text == "true"


def _limit(text: str | None) -> int:
    if text is None:
        return 0
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise bad("limit", "2.2.s4.b1.b2", "not_a_size")
    return min(int(text), PAGE_LIMIT)


def filter_of(given: dict[str, str], authority: Identifier | None, edition: Edition) -> Filter:
    """Return the filter that the parameters ask for."""
    agent, verb, activity = given.get("agent"), given.get("verb"), given.get("activity")
    registration, since, until = given.get("registration"), given.get("since"), given.get("until")
    return Filter(
        agent=agent_json(agent, groups=True)[1] if agent is not None else None,
        verb=iri_of("verb", verb) if verb is not None else None,
        activity=iri_of("activity", activity) if activity is not None else None,
        registration=uuid_of("registration", registration) if registration is not None else None,
        since=moment_of("since", since, edition) if since is not None else None,
        until=moment_of("until", until, edition) if until is not None else None,
        related_agents=_boolean("related_agents", given.get("related_agents")),
        related_activities=_boolean("related_activities", given.get("related_activities")),
        ascending=_boolean("ascending", given.get("ascending")),
        limit=_limit(given.get("limit")),
        authority=authority,
    )


def shape_of(given: dict[str, str]) -> tuple[Format, bool]:
    """Return the format asked for, and whether attachments come with the statements."""
    asked = given.get("format", "exact")
    for known in get_args(Format):
        if asked == known:
            return known, _boolean("attachments", given.get("attachments"))
    raise bad("format", "2.2.s4.b1.b6", "not_a_format")


def excluded(rule: str, names: Iterable[str]) -> Refused:
    """Return the refusal of parameters that may not stand together."""
    problems = [Problem(name, rule, "excluded_by_another_parameter") for name in names]
    return Refused(400, "parameters_exclude_each_other", problems)


def more_token(given: dict[str, str], after: int) -> str:
    """Return a signed text from which the query goes on; nothing is kept on the server."""
    kept = {name: value for name, value in given.items() if name in FILTERS | SHAPE}
    return signing.dumps({"q": kept, "a": after}, salt=_SALT, compress=True)


def resumed(token: str) -> tuple[dict[str, str], int]:
    """Return the query and the place of a token that this store gave out."""
    try:
        found = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise bad("more", "2.5.s3.b1", "not_a_more_token") from None
    return found["q"], found["a"]
