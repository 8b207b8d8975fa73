"""Stage portrait: what later stages know about activities.

A later stage says here which topics its activities have, and how many minutes their publisher declares;
portrait asks without importing it.
"""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa

from redcloud.apps.people.registries import Registry
from redcloud.engine.contracts import ACTIVITY_TOPICS

activity_topics = Registry()
"""``function(activities: Collection[int] | None) -> ACTIVITY_TOPICS`` of some activities, or of all."""


def topics_table(activities: Collection[int] | None = None) -> pa.Table:
    """ACTIVITY_TOPICS of all stages that registered: of some activities, of all when None."""
    found = activity_topics.call(activities).values() if activities is None or activities else ()
    return pa.concat_tables(
        [ACTIVITY_TOPICS.empty_table(), *(table.cast(ACTIVITY_TOPICS) for table in found)]
    )


activity_minutes = Registry()
"""``function(activities: Collection[int]) -> dict[int, int]``: declared minutes of those that have any."""


def declared_minutes(activities: Collection[int]) -> dict[int, int]:
    """Declared minutes by activity, from all stages that registered; an activity without any is left out."""
    found: dict[int, int] = {}
    if activities:
        for answer in activity_minutes.call(activities).values():
            found |= answer
    return found
