"""Stage study: the library as Arrow tables, for the engine. Rows in, contracts' tables out."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pyarrow as pa

from redcloud.apps.records.queries import Named, keys_of_iris, uids_of_activities
from redcloud.apps.study.activities import course_iri, iri_of
from redcloud.apps.study.models import Course, Item
from redcloud.apps.study.queries.library import published_in
from redcloud.engine.contracts import ACTIVITY_TOPICS, STUDY_ITEMS


def activity_keys(items: Iterable[Item]) -> dict[int, int]:
    """Item key to the key of its activity in the records, for items that a record speaks of."""
    named = {_named(item): item.pk for item in items}
    return {named[name]: key for name, key in keys_of_iris(named).items()}


def _named(item: Item) -> Named:
    return item.root_id, iri_of(item.root, item.uid)


def items_table(root_id: int, places: Collection[int] | None = None) -> pa.Table:
    """The published items of a root as STUDY_ITEMS; activity 0 where no record speaks of the item.

    ``places`` leaves out what may be used elsewhere alone: see ``published_in``.
    """
    items = list(published_in(root_id, places))
    keys = activity_keys(items)
    rows = [
        {
            "item": item.pk,
            "activity": keys.get(item.pk, 0),
            "title": item.title,
            "text": item.text,
            "minutes": item.minutes,
            "topics": sorted(topic.code for topic in item.topics.all()),
            "published": item.published_on,
        }
        for item in items
    ]
    return pa.Table.from_pylist(rows, schema=STUDY_ITEMS)


def item_topics_table(activities: Collection[int] | None = None) -> pa.Table:
    """Topics of items and courses that a record speaks of, as ACTIVITY_TOPICS.

    ``activities`` are the only ones to look for, which asks for no other item: a page looks for one
    person's. All are looked for when None.
    """
    items = Item.objects.select_related("root").prefetch_related("topics")
    courses = Course.objects.select_related("root").prefetch_related("topics")
    if activities is not None:
        uids = uids_of_activities(activities)
        items, courses = items.filter(uid__in=uids), courses.filter(uid__in=uids)
    found = [(_named(item), list(item.topics.all())) for item in items]
    found += [((course.root_id, course_iri(course)), list(course.topics.all())) for course in courses]
    keys = keys_of_iris(name for name, _topics in found)
    rows = [
        {"activity": keys[name], "topic": topic.code, "sensitive": topic.sensitive}
        for name, topics in found
        if name in keys
        for topic in topics
    ]
    return pa.Table.from_pylist(rows, schema=ACTIVITY_TOPICS)


def minutes_of_activities(activities: Collection[int]) -> dict[int, int]:
    """Declared minutes of the items among some activities of the records; archived items keep theirs."""
    found = Item.objects.filter(uid__in=uids_of_activities(activities)).select_related("root")
    minutes = {_named(item): item.minutes for item in found}
    return {key: minutes[name] for name, key in keys_of_iris(minutes).items()}
