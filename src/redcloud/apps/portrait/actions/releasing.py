"""Stage portrait: publishes protected figures of a root. State and memberships in, a dated release out."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from redcloud.apps.people import audit
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.people.turns import hold
from redcloud.apps.portrait.models import DecoyKey, Dispute, Release
from redcloud.apps.portrait.queries.placing import (
    counted_subjects,
    first_pseudonyms,
    memberships_table,
    organisations_table,
)
from redcloud.apps.portrait.state import portrait_store, releases_folder
from redcloud.engine.contracts import RELEASED_FIGURES
from redcloud.engine.lazily import lazily
from redcloud.engine.portrait.lines import month_and_kind
from redcloud.engine.portrait.yearly import months_of, year_and_kind
from redcloud.engine.privacy import Protected, protect, tree_of, units
from redcloud.engine.privacy.cells import HIDDEN
from redcloud.engine.privacy.placing import people, placements

if TYPE_CHECKING:
    import pyarrow.dataset as ds
else:
    ds = lazily("pyarrow.dataset")

PERIOD_DAYS = 7
MONTHS_SHOWN = 24


class TooSoon(Exception):  # noqa: N818 - an answer, not a fault
    """A release of this root was published less than a period ago; the day says when the next may be."""

    def __init__(self, next_day: date) -> None:
        super().__init__(f"the next release may be published on {next_day}")
        self.next_day = next_day


def publish_release(*, actor: User | None, root: Organisation, day: date) -> Release:
    """Publish the figures of ``root`` as of ``day``; weekly at most, and never changed afterwards.

    Only months that are over are in it: within a month, two releases would show who came in between. Working
    the figures out takes longer than others can wait for a write: only the storing is a transaction.

    Raises
    ------
    TooSoon
        When the last release is less than seven days older than ``day``.
    """
    _check_period(root, day)
    protected = _figures(root, day)
    return _store(actor, root, day, protected)


def _check_period(root: Organisation, day: date) -> None:
    last = Release.objects.filter(root=root).order_by("-day").first()
    if last is not None and day < last.day + timedelta(days=PERIOD_DAYS):
        raise TooSoon(last.day + timedelta(days=PERIOD_DAYS))


@transaction.atomic
def _store(actor: User | None, root: Organisation, day: date, protected: Protected) -> Release:
    hold(root)  # one release at a time
    _check_period(root, day)
    path = _write(root, day, protected.figures)
    price = protected.price
    release = Release.objects.create(
        root=root,
        day=day,
        k=settings.MINIMUM_CONTRIBUTORS,
        path=path,
        cells=price.cells,
        hidden_too_few=price.hidden["too_few"],
        hidden_complementary=price.hidden["complementary"],
        hidden_all_or_none=price.hidden["all_or_none"],
        contributions=price.contributions,
        contributions_shown=price.contributions_shown,
    )
    audit.record(actor=actor, action="portrait.publish_release", target=release, organisation=root)
    return release


def _figures(root: Organisation, day: date) -> Protected:
    last = day.replace(day=1) - timedelta(days=1)
    first = (last - timedelta(days=31 * (MONTHS_SHOWN - 1))).replace(day=1)
    subjects = counted_subjects(root.pk)
    placed = placements(memberships_table(root.pk), subjects, first, last)
    kept = portrait_store().everybody(units.COUNTED_COLUMNS)
    return protect(
        tree_of(organisations_table(root.pk), root.pk),
        units.contributed(kept, subjects, placed, _disputed(root.pk)),
        people(placed),
        secret=decoy_key(root),
        k=settings.MINIMUM_CONTRIBUTORS,
        hidden_before=hidden_before(root, first),
    )


def hidden_before(root: Organisation, first: date) -> pa.Table:
    """HIDDEN: what the releases of a root have hidden, from the month of ``first`` on: it stays hidden.

    A month and kind of which a release showed nothing has no rows in it, and is not among them: who keeps
    that release knows nothing that could be compared.
    """
    paths = [
        releases_folder() / path for path in Release.objects.filter(root=root).values_list("path", flat=True)
    ]
    if not paths:
        return HIDDEN.empty_table()
    rows = ds.dataset(paths, schema=RELEASED_FIGURES).to_table(
        columns=HIDDEN.names,
        filter=pc.is_valid(pc.field("hidden")) & (pc.field("month") >= pa.scalar(first)),
    )
    return rows.group_by(HIDDEN.names).aggregate([])


def _disputed(root_id: int) -> pa.Table:
    """DISPUTED lines of the members of a root. Disputes of other kinds of line are in no figure anyway.

    A disputed line of service says that about every month of its year.
    """
    open_ones = Dispute.objects.filter(
        member__root=root_id, withdrawn_at=None, line_kind__in=("participation", "service")
    ).values_list("member_id", "line_kind", "line_key")
    subjects = first_pseudonyms(root_id)
    rows = []
    for member_id, line_kind, key in open_ones:
        if member_id not in subjects:
            continue  # nothing of theirs is in a figure
        if line_kind == "participation":
            month, kind = month_and_kind(key)
            months = [month]
        else:
            year, kind = year_and_kind(key)
            months = list(months_of(year))
        subject = subjects[member_id]
        rows += [{"subject": subject, "month": month, "kind": kind} for month in months]
    named = pa.Table.from_pylist(rows, schema=units.DISPUTED)
    return named.group_by(units.DISPUTED.names).aggregate([]).cast(units.DISPUTED)


def decoy_key(root: Organisation) -> bytes:
    """Key of the decoys of a root (``engine.privacy.decoys``); made with its first release."""
    found, _made = DecoyKey.objects.get_or_create(root=root)
    return bytes(found.secret)


def _write(root: Organisation, day: date, figures: pa.Table) -> str:
    name = f"{root.pk}/{day.isoformat()}.parquet"
    path: Path = releases_folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".tmp")
    # On the disk before the database says that it is there: a release cannot be made a second time.
    with fresh.open("wb") as file:
        pq.write_table(figures.sort_by([("organisation", "ascending"), ("month", "ascending")]), file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return name
