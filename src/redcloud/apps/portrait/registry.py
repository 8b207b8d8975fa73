"""Stage portrait: what later stages know about activities.

A later stage says here which topics its activities have; portrait asks without importing it.
"""

from __future__ import annotations

import pyarrow as pa

from redcloud.apps.people.registries import Registry
from redcloud.engine.contracts import ACTIVITY_TOPICS

activity_topics = Registry()
"""``function(root_id: int | None) -> ACTIVITY_TOPICS`` of the stage's activities, of all roots when None."""


def topics_table(root_id: int | None = None) -> pa.Table:
    """ACTIVITY_TOPICS of all stages that registered."""
    found = activity_topics.call(root_id).values()
    return pa.concat_tables(
        [ACTIVITY_TOPICS.empty_table(), *(table.cast(ACTIVITY_TOPICS) for table in found)]
    )
