"""Stage study: what recommenders learn from and are asked with. Kept portraits and records in, tables out.

Only kept portraits teach: nobody without a recorded basis has one. What a member finished is read
live, for leaving it out; it steers only where the member switched personalisation on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db.models import Count, Model

from redcloud.apps.needs.models import Need
from redcloud.apps.people.models import Organisation, Purpose
from redcloud.apps.people.queries import consents_on
from redcloud.apps.portrait.models import Dispute, LineKinds
from redcloud.apps.portrait.registry import topics_table
from redcloud.apps.portrait.state import portrait_store
from redcloud.apps.records.models import Pseudonym
from redcloud.apps.study.models import Item, Refusal, Suggestion
from redcloud.apps.study.queries import activity_keys, asked_pairs, items_table, published_in
from redcloud.apps.topics.queries import sensitive_codes
from redcloud.engine.contracts import INTERACTIONS
from redcloud.engine.portrait.rows import study_progress, topic_interest
from redcloud.engine.study.collaborative.counted import protect
from redcloud.engine.study.interface import ASKED, HISTORY, INTERESTS, NEEDS, Training
from redcloud.engine.study.near_needs import TOPIC_OF_NEED

NEEDS_WITHIN_DAYS = 90
FEW = 50
"""Up to so many members are looked up one by one; more are found by one scan."""


def training_for(root: Organisation) -> Training:
    """What the recommenders of a root may learn from: finished items in kept portraits."""
    return Training(
        items=items_table(root.pk),
        interactions=_interactions(root),
        sensitive=sensitive_codes(root.pk),
        fewest_people=settings.MINIMUM_CONTRIBUTORS,
    )


def _interactions(root: Organisation) -> pa.Table:
    items = {key: item for item, key in activity_keys(published_in(root.pk)).items()}
    members = _members_by_pseudonym(consents_on(Purpose.PORTRAIT, root.pk))
    disputed = _disputed(LineKinds.STUDY_DONE)
    rows = [
        {
            "learner": members[row["pseudonym"]],
            "item": items[row["activity"]],
            "day": row["done_day"],
            "done": True,
        }
        for row in _finished(members, items)
        if (members[row["pseudonym"]], str(row["activity"])) not in disputed
    ]
    return pa.Table.from_pylist(rows, schema=INTERACTIONS)


def _finished(members: Collection[int], items: Collection[int]) -> Iterator[dict[str, Any]]:
    """First day on which each pseudonym of ``members`` finished each of some items, from kept portraits."""
    who, what = _keys(members), _keys(items)
    for kept in portrait_store().everybody(("pseudonym", "day", "activity", "progress")):
        study = kept.rows.filter(pc.is_valid(kept.rows["progress"]))
        mine = study.filter(pc.is_in(study["pseudonym"], value_set=who))
        mine = mine.filter(pc.is_in(mine["activity"], value_set=what))
        progress = study_progress(mine, "pseudonym")
        yield from progress.filter(pc.is_valid(progress["done_day"])).to_pylist()


def interests_of(member_ids: Collection[int]) -> pa.Table:
    """Topic interests in the kept portraits of members, as INTERESTS by member."""
    members = _members_by_pseudonym(member_ids)
    parts = _interests(members)
    if not parts:
        return INTERESTS.empty_table()
    kept = pa.concat_tables(parts)
    learners = pa.array([members[value] for value in kept["pseudonym"].to_pylist()], pa.int64())
    merged = (
        pa.table({"learner": learners, **{n: kept[n] for n in ("topic", "weight", "records", "last_day")}})
        .group_by(["learner", "topic"])
        .aggregate([("weight", "sum"), ("records", "sum"), ("last_day", "max")])
    )
    disputed = _disputed(LineKinds.TOPIC, member_ids)
    pairs = zip(merged["learner"].to_pylist(), merged["topic"].to_pylist(), strict=True)
    merged = merged.filter(pa.array([pair not in disputed for pair in pairs], pa.bool_()))
    columns = [merged[n] for n in ("learner", "topic", "weight_sum", "records_sum", "last_day_max")]
    return pa.table(columns, names=INTERESTS.names).cast(INTERESTS)


def _interests(members: Collection[int]) -> list[pa.Table]:
    """Topics of pseudonyms in their kept portraits: a few by point reads, more by one scan."""
    if len(members) <= FEW:
        kept = portrait_store().read(members)
        topics = topics_table(pc.unique(kept.rows["activity"]).to_pylist())
        return [topic_interest(kept.rows, topics, kept.landmark, "pseudonym")]
    topics, who = topics_table(), _keys(members)
    return [
        topic_interest(
            kept.rows.filter(pc.is_in(kept.rows["pseudonym"], value_set=who)),
            topics,
            kept.landmark,
            "pseudonym",
        )
        for kept in portrait_store().everybody(("pseudonym", "day", "activity"))
    ]


def _disputed(kind: str, member_ids: Collection[int] | None = None) -> set[tuple[int, str]]:
    """(member, line key) of lines that their member says are wrong: they teach and steer nothing."""
    rows = Dispute.objects.filter(line_kind=kind, withdrawn_at=None)
    if member_ids is not None and len(member_ids) <= FEW:
        rows = rows.filter(member_id__in=member_ids)
    return set(rows.values_list("member_id", "line_key"))


def _members_by_pseudonym(member_ids: Collection[int]) -> dict[int, int]:
    wanted = set(member_ids)
    rows = Pseudonym.objects.filter(identity__member__isnull=False)
    if len(wanted) <= FEW:
        rows = rows.filter(identity__member_id__in=wanted)
    pairs = rows.values_list("value", "identity__member_id")
    return {value: member for value, member in pairs.iterator(chunk_size=10_000) if member in wanted}


def _keys(values: Iterable[int]) -> pa.Array:
    return pa.array(list(values), pa.int64())


def done_table(done: Mapping[int, Iterable[UUID]], root_id: int) -> pa.Table:
    """HISTORY of what members finished, from item uids."""
    keys = dict(Item.objects.filter(root_id=root_id).values_list("uid", "pk"))
    rows = [
        {"learner": member, "item": keys[uid]} for member, uids in done.items() for uid in uids if uid in keys
    ]
    return pa.Table.from_pylist(rows, schema=HISTORY)


def excluded_table(member_ids: Collection[int]) -> pa.Table:
    """HISTORY of what members refused and of everything that they were ever sent."""
    pairs = pairs_of((Refusal, Suggestion), "item_id", member_ids)
    return pa.Table.from_pylist([{"learner": m, "item": item} for m, item in pairs], schema=HISTORY)


def pairs_of(
    models: Iterable[type[Model]], column: str, member_ids: Collection[int]
) -> Iterator[tuple[int, int]]:
    """Give member and ``column`` of the rows that some tables have of these members."""
    wanted = set(member_ids)
    for model in models:
        rows = model._default_manager.all()
        if len(wanted) <= FEW:
            rows = rows.filter(member_id__in=wanted)
        found = rows.values_list("member_id", column).iterator(chunk_size=10_000)
        yield from ((member, other) for member, other in found if member in wanted)


def asked_table(root_id: int) -> pa.Table:
    """ASKED: what the branches of a root have planned."""
    rows = [{"unit": unit, "item": item, "plan": plan} for unit, item, plan in asked_pairs(root_id)]
    return pa.Table.from_pylist(rows, schema=ASKED)


def needs_table(root: Organisation, branch_ids: Collection[int], today: date) -> pa.Table:
    """NEEDS for branches: counted in the smallest area around the branch that has enough of them.

    A count below the minimum is widened to the next organisation above; what is too few in the
    whole root is left out. Counts are rounded down like all that are cited.
    """
    counts = _needs_by_path(root, today - timedelta(days=NEEDS_WITHIN_DAYS))
    paths = Organisation.objects.in_bulk(list(branch_ids)) if counts else {}
    rows = [
        {"unit": branch.pk, "topic": topic, "needs": needs, "place": place}
        for branch in paths.values()
        for topic, place, needs in _nearest(branch.path, counts)
    ]
    return pa.Table.from_pylist(rows, schema=NEEDS)


def _needs_by_path(root: Organisation, since: date) -> dict[str, Counter[str]]:
    """Needs by the path of every organisation at or above their holder, and topic."""
    found = (
        Need.objects.filter(root=root, received_at__date__gte=since, category__in=TOPIC_OF_NEED)
        .values_list("holder__path", "category")
        .annotate(needs=Count("pk"))
    )
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path, category, needs in found:
        for above in _upwards(path):
            counts[above][TOPIC_OF_NEED[category]] += needs
    return counts


def _upwards(path: str) -> list[str]:
    """Paths from an organisation up to its root: "1/5/9/", "1/5/", "1/"."""
    parts = path.strip("/").split("/")
    return ["/".join(parts[:depth]) + "/" for depth in range(len(parts), 0, -1)]


def _nearest(path: str, counts: dict[str, Counter[str]]) -> list[tuple[str, int, int]]:
    fewest = settings.MINIMUM_CONTRIBUTORS
    found: dict[str, tuple[str, int, int]] = {}
    for above in _upwards(path):
        for topic, needs in counts.get(above, Counter()).items():
            if needs >= fewest and topic not in found:
                place = int(above.strip("/").rsplit("/", 1)[-1])
                found[topic] = (topic, place, int(protect(np.array([needs]), fewest)[0]))
    return sorted(found.values())
