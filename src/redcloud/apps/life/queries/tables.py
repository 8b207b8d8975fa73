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
    found = [(activity_iri(slug or str(root), "meeting", uid), code) for uid, slug, root, code in rows]
    keys = keys_of_iris({iri for iri, _code in found})
    table = [{"activity": keys[iri], "topic": code, "sensitive": False} for iri, code in found if iri in keys]
    return pa.Table.from_pylist(table, schema=ACTIVITY_TOPICS)
