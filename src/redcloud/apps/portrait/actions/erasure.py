"""Stage portrait: forgetting a member. In: a member's key. Out: nothing kept or written."""

from __future__ import annotations

from django.db import transaction

from redcloud.apps.portrait.models import Dispute, Hidden, HoursPlan, Look, Note, Share, Stated
from redcloud.apps.portrait.state import portrait_store
from redcloud.apps.records.queries import pseudonyms_of_member


def erase_member(member_id: int) -> None:
    """Remove everything that is kept of a member (for ``people.registries.erasure``).

    The lake's rows are erased by the stage records, which is called after this one.
    """
    values = pseudonyms_of_member(member_id)
    for rows in (Note, Dispute, Share, Hidden, HoursPlan, Stated, Look):
        rows.objects.filter(member_id=member_id).delete()
    transaction.on_commit(lambda: portrait_store().remove(values))
