"""Stage records: the Statement Resource's reads. In: a root and a filter. Out: statements, a page at a time.

Pages go by the time-ordered key, so the hundredth costs what the first costs. Voided statements are
left out (Communication 2.1.3); filters look at statements themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import (
    Activity,
    Identity,
    Statement,
    StatementActivity,
    StatementActor,
    Verb,
)
from redcloud.engine.records.identifiers import Identifier, digest

PAGE_LIMIT = 500
PAGE_DEFAULT = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """What a client asked for; None and False ask for nothing."""

    agent: Identifier | None = None
    verb: str | None = None
    activity: str | None = None
    registration: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    related_agents: bool = False
    related_activities: bool = False
    ascending: bool = False
    limit: int = PAGE_DEFAULT
    # Only statements that this authority vouches for (scope statements/read/mine).
    authority: Identifier | None = None


def find_one(root: Organisation, statement_id: UUID, *, voided: bool) -> Statement | None:
    """Return a statement by id, voided or not voided as asked."""
    rows = Statement.objects.select_related("authority")
    return rows.filter(root=root, statement_id=statement_id, voided=voided).first()


def find_page(
    root: Organisation, asked: Filter, after: int | None = None
) -> tuple[list[Statement], int | None]:
    """Return one page, and the key after which the next one starts; None where there is none."""
    rows = _filtered(root, asked)
    if rows is None:
        return [], None
    if after is not None:
        rows = rows.filter(pk__gt=after) if asked.ascending else rows.filter(pk__lt=after)
    order = "pk" if asked.ascending else "-pk"
    limit = min(asked.limit or PAGE_DEFAULT, PAGE_LIMIT)
    found = list(rows.select_related("authority").order_by(order)[: limit + 1])
    more = len(found) > limit
    return found[:limit], found[limit - 1].pk if more else None


def _filtered(root: Organisation, asked: Filter) -> QuerySet[Statement] | None:
    """Return the rows asked for; None where a name in the filter was never seen."""
    rows = Statement.objects.filter(root=root, voided=False)
    verb_id = None
    if asked.verb is not None:
        verb = Verb.objects.filter(digest=digest(asked.verb)).first()
        if verb is None:
            return None
        verb_id = verb.pk
        rows = rows.filter(verb=verb)
    if asked.agent is not None:
        links = _agent_links(root, asked, verb_id)
        if links is None:
            return None
        rows = rows.filter(Exists(links))
    if asked.activity is not None:
        activity = Activity.objects.filter(root=root, digest=digest(asked.activity)).first()
        if activity is None:
            return None
        about = StatementActivity.objects.filter(activity=activity, statement=OuterRef("pk"))
        rows = rows.filter(Exists(about if asked.related_activities else about.filter(direct=True)))
    return _by_moment(rows, root, asked)


def _agent_links(root: Organisation, asked: Filter, verb_id: int | None) -> QuerySet[StatementActor] | None:
    agent = asked.agent
    identity = Identity.objects.filter(root=root, digest=agent.digest).first() if agent else None
    if identity is None:
        return None
    links = StatementActor.objects.filter(identity=identity, statement=OuterRef("pk"))
    if verb_id is not None:
        links = links.filter(verb=verb_id)
    return links if asked.related_agents else links.filter(direct=True)


def _by_moment(rows: QuerySet[Statement], root: Organisation, asked: Filter) -> QuerySet[Statement] | None:
    if asked.registration is not None:
        rows = rows.filter(registration=asked.registration)
    if asked.since is not None:
        rows = rows.filter(stored__gt=asked.since)
    if asked.until is not None:
        rows = rows.filter(stored__lte=asked.until)
    if asked.authority is not None:
        own = Identity.objects.filter(root=root, digest=asked.authority.digest).first()
        if own is None:
            return None
        rows = rows.filter(authority=own)
    return rows
