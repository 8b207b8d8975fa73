"""Stage records: statements that go for good, with all that points at them. In: their keys."""

from __future__ import annotations

from collections.abc import Collection

from redcloud.apps.records.actions.attaching import release_attachments
from redcloud.apps.records.actions.forwarding import forget_forwards
from redcloud.apps.records.actions.reaching import cut_reaches
from redcloud.apps.records.models import (
    Outbox,
    Statement,
    StatementActivity,
    StatementActor,
    StatementReference,
)

_AT_ONCE = 5000


def delete_statements(keys: Collection[int]) -> None:
    """Delete statements, their links, files and queued copies, inside the caller's transaction.

    What the lake has of them is the caller's to take back.
    """
    given = list(keys)
    release_attachments(given)
    forget_forwards(given)
    for start in range(0, len(given), _AT_ONCE):
        part = given[start : start + _AT_ONCE]
        StatementActor.objects.filter(statement__in=part).delete()
        StatementActivity.objects.filter(statement__in=part).delete()
        StatementReference.objects.filter(statement__in=part).delete()
        cut_reaches(part)
        Outbox.objects.filter(record_id__in=part).delete()
        Statement.objects.filter(pk__in=part).delete()
