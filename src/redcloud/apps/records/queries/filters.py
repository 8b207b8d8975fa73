"""Stage records: the Statement Resource's reads. In: a root and a filter. Out: statements, a page at a time.

Pages go by the time-ordered key, so the hundredth costs what the first costs. A page is put together from
sources that are each read by one index: statements that match themselves, those that point at a matching
one (Communication 2.1.3.s3), and those that the agent vouches for. Voided statements are left out, and yet
what points at them stays (2.1.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import (
    Reach,
    ReachActivity,
    ReachActor,
    Statement,
    StatementActivity,
    StatementActor,
)
from redcloud.apps.records.queries.held import Held, held_by_key, held_columns, held_row
from redcloud.apps.records.queries.keys import Wanted, look_up
from redcloud.apps.records.queries.moments import keys_between
from redcloud.engine.records.identifiers import Identifier, digest_text

_Row = TypeVar("_Row", bound=Model)

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


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of what a filter names; None where it names nothing."""

    # Whether any statement points at one of the agent's, or of the activity's, where one of these is named.
    reached: bool
    agent: int | None
    verb: int | None
    activity: int | None
    authority: int | None


def find_one(root: Organisation, statement_id: UUID, *, voided: bool) -> Held | None:
    """Return a statement by id, voided or not voided as asked."""
    rows = Statement.objects.filter(root=root, statement_id=statement_id, voided=voided)
    row = rows.values_list(*held_columns()).first()
    return None if row is None else held_row(row)


def find_page(root: Organisation, asked: Filter, after: int | None = None) -> tuple[list[Held], int | None]:
    """Return one page, and the key after which the next one starts; None where there is none."""
    keys = _keys(root, asked)
    if keys is None:
        return [], None
    limit = min(asked.limit or PAGE_DEFAULT, PAGE_LIMIT)
    between = keys_between(asked.since, asked.until)
    # Nearly everything on a page matches itself: its text comes with its key, in one question.
    rows, name = _own(root, asked, keys)
    window = _window(rows, name, asked, between, after)
    columns = held_columns("" if name == "pk" else "statement__")
    found = {row[0]: held_row(row) for row in window.values_list(*columns)[: limit + 1]}
    others: set[int] = set()
    for rows, name in _sources(root, asked, keys):
        window = _window(rows, name, asked, between, after)
        others.update(window.values_list(name, flat=True).distinct()[: limit + 1])
    order = sorted(found.keys() | others, reverse=not asked.ascending)
    page = order[:limit]
    found |= held_by_key([key for key in page if key not in found])
    return [found[key] for key in page if key in found], page[-1] if len(order) > limit else None


def _keys(root: Organisation, asked: Filter) -> _Keys | None:
    """Return the keys; None where a name in the filter was never seen."""
    agent, authority = (None if one is None else one.digest_text for one in (asked.agent, asked.authority))
    verb, activity = (None if iri is None else digest_text(iri) for iri in (asked.verb, asked.activity))
    known = look_up(
        Wanted(
            root.pk,
            verbs=[verb] if verb else [],
            activities=[activity] if activity else [],
            identities=[one for one in (agent, authority) if one],
            reached_agent=agent,
            reached_activity=None if agent else activity,
        )
    )
    named = [
        (agent, known.identities),
        (verb, known.verbs),
        (activity, known.activities),
        (authority, known.identities),
    ]
    if any(name is not None and name not in keys for name, keys in named):
        return None
    found = (None if name is None else keys[name] for name, keys in named)
    return _Keys(known.reached, *found)


def _window(
    rows: QuerySet[_Row], key: str, asked: Filter, between: tuple[int | None, int | None], after: int | None
) -> QuerySet[_Row]:
    """Put rows into the order of the pages, from the place where the page starts.

    Parameters
    ----------
    between : the least and the greatest key that can be of the time asked for.
    """
    first, last = between
    if first is not None:
        rows = rows.filter(**{f"{key}__gte": first})
    if last is not None:
        rows = rows.filter(**{f"{key}__lte": last})
    if after is not None:
        rows = rows.filter(**{f"{key}__{'gt' if asked.ascending else 'lt'}": after})
    return rows.order_by(key if asked.ascending else f"-{key}")


def _timely(asked: Filter, keys: _Keys, to: str = "") -> Q:
    """Return what has to hold of the statement itself, whatever it points at; ``to`` leads to it."""
    found = Q(**{f"{to}voided": False})
    if asked.since is not None:
        found &= Q(**{f"{to}stored__gt": asked.since})
    if asked.until is not None:
        found &= Q(**{f"{to}stored__lte": asked.until})
    if keys.authority is not None:
        found &= Q(**{f"{to}authority": keys.authority})
    return found


def _sources(root: Organisation, asked: Filter, keys: _Keys) -> Iterator[tuple[QuerySet[Any], str]]:
    """Yield what else a page is put together from, each with the column that is the statement's key."""
    if keys.agent is not None and asked.related_agents and _vouches(keys.agent):
        yield _plain(root, asked, keys).filter(authority=keys.agent), "pk"
    pointing: QuerySet[Any]
    if (keys.agent is not None or keys.activity is not None) and not keys.reached:
        return
    if keys.agent is not None:
        pointing = _by_agent(asked, keys)
    elif keys.activity is not None:
        pointing = _by_activity(asked, keys)
    elif keys.verb is not None or asked.registration is not None:
        pointing = _by_verb(root, asked, keys)
    else:
        return
    yield pointing.filter(_timely(asked, keys, "statement__")), "statement_id"


def _vouches(agent: int) -> bool:
    """Whether an agent is the authority of any statement.

    Hardly any is. Asked alone it is one look into one index; together with a verb SQLite reads all
    statements of that verb to find that there are none.
    """
    return Statement.objects.filter(authority=agent).exists()


def _own(root: Organisation, asked: Filter, keys: _Keys) -> tuple[QuerySet[Any], str]:
    """Return the statements that match themselves.

    The rows asked are those of the link that names the fewest statements, read in the order of the page:
    then the page ends with its last row, whatever the store holds. A registration is one attempt of one
    person, an agent is one person, an activity is met by many.
    """
    if asked.registration is not None or (keys.agent is None and keys.activity is None):
        return _matching(root, asked, keys), "pk"
    links: QuerySet[Any]
    if keys.agent is not None:
        links = _acting(asked, keys)
        if keys.activity is not None:
            links = links.filter(Exists(_about(asked, keys).filter(statement=OuterRef("statement"))))
    else:
        links = _about(asked, keys)
        if keys.verb is not None:
            links = links.filter(statement__verb=keys.verb)
    return links.filter(_timely(asked, keys, "statement__")), "statement_id"


def _matching(root: Organisation, asked: Filter, keys: _Keys) -> QuerySet[Statement]:
    rows = _plain(root, asked, keys)
    if keys.agent is not None:
        rows = rows.filter(Exists(_acting(asked, keys).filter(statement=OuterRef("pk"))))
    return rows


def _plain(root: Organisation, asked: Filter, keys: _Keys) -> QuerySet[Statement]:
    """Return the statements that match in all but the agent."""
    rows = Statement.objects.filter(_timely(asked, keys), root=root)
    if keys.verb is not None:
        rows = rows.filter(verb=keys.verb)
    if asked.registration is not None:
        rows = rows.filter(registration=asked.registration)
    if keys.activity is not None:
        rows = rows.filter(Exists(_about(asked, keys).filter(statement=OuterRef("pk"))))
    return rows


def _acting(asked: Filter, keys: _Keys) -> QuerySet[StatementActor]:
    rows = StatementActor.objects.filter(identity=keys.agent)
    if keys.verb is not None:
        rows = rows.filter(verb=keys.verb)
    return rows if asked.related_agents else rows.filter(direct=True)


def _about(asked: Filter, keys: _Keys) -> QuerySet[StatementActivity]:
    rows = StatementActivity.objects.filter(activity=keys.activity)
    return rows if asked.related_activities else rows.filter(direct=True)


def _by_agent(asked: Filter, keys: _Keys) -> QuerySet[ReachActor]:
    rows = ReachActor.objects.filter(_pointed_at(asked, keys), identity=keys.agent)
    if keys.verb is not None:
        rows = rows.filter(verb=keys.verb)
    if not asked.related_agents:
        rows = rows.filter(direct=True)
    if keys.activity is not None:
        about = ReachActivity.objects.filter(
            activity=keys.activity, statement=OuterRef("statement"), via=OuterRef("via")
        )
        rows = rows.filter(Exists(about if asked.related_activities else about.filter(direct=True)))
    return rows


def _by_activity(asked: Filter, keys: _Keys) -> QuerySet[ReachActivity]:
    rows = ReachActivity.objects.filter(_pointed_at(asked, keys), activity=keys.activity)
    if keys.verb is not None:
        rows = rows.filter(via__verb=keys.verb)
    return rows if asked.related_activities else rows.filter(direct=True)


def _by_verb(root: Organisation, asked: Filter, keys: _Keys) -> QuerySet[Reach]:
    rows = Reach.objects.filter(root=root)
    if keys.authority is not None:
        rows = rows.filter(via__authority=keys.authority)
    if keys.verb is not None:
        rows = rows.filter(verb=keys.verb)
    return rows if asked.registration is None else rows.filter(registration=asked.registration)


def _pointed_at(asked: Filter, keys: _Keys) -> Q:
    """Return what has to hold of the statement pointed at, besides what its rows say themselves.

    Who may read only what a credential wrote does not learn from a match what others wrote.
    """
    found = Q()
    if asked.registration is not None:
        found &= Q(via__registration=asked.registration)
    if keys.authority is not None:
        found &= Q(via__authority=keys.authority)
    return found
