"""Stage portrait: keeps the portraits up to date. Changed pseudonyms in, state written; or state removed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

import structlog
from django.conf import settings
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.portrait import dimensions
from redcloud.apps.portrait.state import limits, portrait_store
from redcloud.apps.records.actions import lake
from redcloud.apps.records.models import Pseudonym
from redcloud.apps.records.queries import pseudonyms_of_member
from redcloud.engine import portrait
from redcloud.engine.backends import open_engine
from redcloud.engine.objects import OutOfReach
from redcloud.engine.portrait import BuildReport

log = structlog.get_logger(__name__)
Progress = Callable[[int, int], None]


def build(
    *,
    actor: User | None,
    root: Organisation | None = None,
    engine: str = "duckdb",
    progress: Progress = lambda done, total: None,
) -> BuildReport:
    """Fold everybody with a recorded basis, or everybody of one root, from the lake.

    Parameters
    ----------
    actor : who asked; None for the clock.
    root : only this organisation's; the others' portraits stay as they are.
    engine : ``duckdb``, or the address of a Spark master.
    progress : called with buckets done and buckets in all (of a full build).
    """
    if root is not None and portrait_store().epoch() is not None:
        values = Pseudonym.objects.filter(identity__root=root).values_list("value", flat=True)
        report = _refold(list(values), engine)
    else:
        with open_engine(engine, limits()) as opened:
            report = portrait.build(
                opened,
                lake(),
                portrait_store(),
                dimensions.everybody,
                today=timezone.localdate(),
                rows_a_pass=portrait.rows_a_pass(settings.FOLD_MEMORY_MIB),
                progress=progress,
            )
    audit.record(actor=actor, action="portrait.build", target=root, organisation=root)
    return report


def fold_if_missing() -> BuildReport | None:
    """Fold everybody where a lake has no portraits in force: after an upgrade of their form, or a restore.

    Until then the pages would show none, and the next fold might be the next member's record.
    """
    if portrait_store().epoch() is not None or not lake().rows():
        return None
    return build(actor=None)


def refold(pseudonyms: Iterable[int], months: Collection[date] | None = None) -> BuildReport:
    """Fold some pseudonyms again, and nobody else; who has no basis has no portrait afterwards.

    Not an act of a person, so it takes no actor: it follows from records that were stored.

    Parameters
    ----------
    months : first days of the months whose records changed; all of them when None.
    """
    if portrait_store().epoch() is None:
        return build(actor=None)
    return _refold(sorted(set(pseudonyms)), "duckdb", months)


def follow_consent(member_id: int, purpose: str, granted: bool) -> None:
    """Fold, or forget at once, when a member answers (for ``people.registries.consent_changed``)."""
    if purpose != "portrait":
        return
    values = pseudonyms_of_member(member_id)
    if not granted:
        portrait_store().remove(values)
    elif values:
        try:
            refold(values)
        except OutOfReach as problem:
            # The answer stands, and other stages are still to hear of it.
            log.warning("a portrait follows at night: the lake does not answer", code=problem.code)


def _refold(values: list[int], engine: str, months: Collection[date] | None = None) -> BuildReport:
    with open_engine(engine, limits()) as opened:
        return portrait.refold(
            opened, lake(), portrait_store(), lambda: dimensions.some(values, months), values, months
        )
