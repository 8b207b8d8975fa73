"""Stage life: what meetings were about, for the fold. In: confirmed minutes. Out: ACTIVITY_TOPICS."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa

from redcloud.apps.life.models import Minutes
from redcloud.apps.records.queries import keys_of_iris, uids_of_activities
from redcloud.engine.contracts import ACTIVITY_TOPICS
from redcloud.engine.records.profile import activity_iri


def meeting_topics_table(activities: Collection[int] | None = None) -> pa.Table:
    """Topics of meetings with confirmed minutes that a record speaks of; of all activities when None."""
    held = Minutes.objects.exclude(confirmed_at=None).exclude(topics=None)
    if activities is not None:
        held = held.filter(meeting__uid__in=uids_of_activities(activities))
    rows = held.values_list(
        "meeting__uid", "meeting__branch__root__slug", "meeting__branch__root_id", "topics__code"
    )
    found = [
        ((root, activity_iri(slug or str(root), "meeting", uid)), code)
        for uid, slug, root, code in rows
        if root is not None
    ]
    keys = keys_of_iris(name for name, _code in found)
    table = [
        {"activity": keys[name], "topic": code, "sensitive": False} for name, code in found if name in keys
    ]
    return pa.Table.from_pylist(table, schema=ACTIVITY_TOPICS)
