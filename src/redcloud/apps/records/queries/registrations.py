"""Stage records: what was said in one registration. In: a root and a registration. Out: its statements.

A registration is one attempt of one person; whoever asks has made sure that it is theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Max

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Statement
from redcloud.engine.records.identifiers import Identifier, digest


def said_in(
    root: Organisation, registration: UUID, verbs: Collection[str], activity: str | None = None
) -> list[tuple[dict[str, Any], datetime]]:
    """Return statements with one of ``verbs`` about an activity, or any, with their moments, as they came."""
    rows = Statement.objects.filter(
        root=root,
        registration=registration,
        voided=False,
        verb__digest__in=[digest(iri) for iri in verbs],
    )
    if activity is not None:
        rows = rows.filter(activity__digest=digest(activity))
    found = rows.order_by("pk").values_list("raw", "timestamp")
    return [(msgspec.json.decode(raw), at) for raw, at in found]


def last_said(
    root: Organisation, registration: UUID, since: datetime, *, authority: Identifier
) -> datetime | None:
    """Return the moment of the latest statement of a registration for which ``authority`` vouches.

    Parameters
    ----------
    since : of what was stored later alone.
    """
    rows = Statement.objects.filter(
        root=root, registration=registration, stored__gte=since, authority__digest=authority.digest
    )
    latest: datetime | None = rows.aggregate(latest=Max("timestamp"))["latest"]
    return latest


def known_ids(root: Organisation, ids: Iterable[UUID]) -> set[UUID]:
    """Return those of some ids under which a statement is stored already."""
    rows = Statement.objects.filter(root=root, statement_id__in=list(ids))
    return set(rows.values_list("statement_id", flat=True))
