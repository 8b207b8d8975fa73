"""Stage study: a member wishes that the branch studies an item; a week's wishes are released, protected.

Who wished stays the member's own. Branches see dated figures of at least ten people, rounded down, and so
they do of how many of their members finished an item: with fewer there is nothing to see.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from redcloud.apps.people.access import Viewer
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Membership, Organisation, User
from redcloud.apps.people.queries import held_on
from redcloud.apps.study.learning import training_for
from redcloud.apps.study.models import FigureKind, Item, StudyFigure, StudyWish
from redcloud.apps.study.queries import item_visible_to, own_member
from redcloud.apps.topics.queries import sensitive_codes
from redcloud.engine.study.protected import REST, protected_by_branch

RELEASE_EVERY_DAYS = 7


@transaction.atomic
def wish_item(*, actor: User, viewer: Viewer, uid: UUID, wished: bool) -> Item:
    """Wish that the branch studies an item together, or take the wish back.

    Raises
    ------
    NotVisible
        If the item is not for this viewer, or the viewer is on no roster.
    """
    member = own_member(viewer)
    item = item_visible_to(viewer, uid)
    if wished:
        StudyWish.objects.get_or_create(member=member, item=item)
    else:
        StudyWish.objects.filter(member=member, item=item).delete()
    # Names neither item nor organisation: a trail must not tell who wished what.
    record(actor=actor, action="study.wish_item")
    return item


@transaction.atomic
def release_figures(*, root: Organisation, day: date) -> int:
    """Publish the week's figures, if the last ones are a week old; how many stand afterwards."""
    last = StudyFigure.objects.filter(root=root).aggregate(last=Max("released_on"))["last"]
    if last is not None and last + timedelta(days=RELEASE_EVERY_DAYS) > day:
        return 0
    branches = dict(
        Membership.objects.filter(held_on(day), organisation__root=root)
        .order_by("since", "pk")
        .values_list("member_id", "organisation_id")
    )
    codes = sensitive_codes(root.pk)
    sensitive = set(Item.objects.filter(root=root, topics__code__in=codes).values_list("pk", flat=True))
    rows = [
        StudyFigure(
            root=root,
            organisation_id=root.pk if branch == REST else branch,
            item_id=item,
            kind=kind,
            people=people,
            released_on=day,
        )
        for kind, pairs in ((FigureKind.WISHED, _wished(root)), (FigureKind.FINISHED, _finished(root)))
        for item, counts in _by_branch(pairs, branches).items()
        if item not in sensitive
        for branch, people in protected_by_branch(counts, settings.MINIMUM_CONTRIBUTORS).items()
        # How many finished an item in the whole organisation is a figure of the recommender's already.
        if kind == FigureKind.WISHED or branch != REST
    ]
    StudyFigure.objects.filter(root=root).delete()
    StudyFigure.objects.bulk_create(rows, batch_size=1000)
    record(actor=None, action="study.release_figures", target=root, organisation=root)
    return len(rows)


def _wished(root: Organisation) -> Iterable[tuple[int, int]]:
    rows = StudyWish.objects.filter(member__root=root).values_list("member_id", "item_id")
    return rows.iterator(chunk_size=10_000)


def _finished(root: Organisation) -> Iterable[tuple[int, int]]:
    """Who finished what, as the recommenders learn it: with a basis, undisputed."""
    rows = training_for(root).interactions
    return zip(rows["learner"].to_pylist(), rows["item"].to_pylist(), strict=True)


def _by_branch(pairs: Iterable[tuple[int, int]], branches: dict[int, int]) -> dict[int, Counter[int]]:
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for member, item in pairs:
        if member in branches:
            counts[item][branches[member]] += 1
    return counts
