"""Stage people: organisations in turn: one after the other at night, one act at a time in a transaction."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from redcloud.apps.people.models import Organisation

log = structlog.get_logger(__name__)


def hold(organisation: Organisation) -> None:
    """Hold an organisation until the transaction ends: whoever holds it too waits.

    Rows that only point at it (a meeting, a membership) can be written meanwhile.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def for_each_root(act: Callable[[Organisation], object]) -> None:
    """Do something for every root; what fails for one keeps none of the others from having its turn.

    Raises
    ------
    ExceptionGroup
        At the end, with everything that failed.
    """
    failed: list[Exception] = []
    for root in Organisation.objects.filter(parent=None).order_by("pk"):
        try:
            act(root)
        except Exception as problem:
            log.exception("failed for one organisation", organisation=root.pk)
            failed.append(problem)
    if failed:
        raise ExceptionGroup("failed for some organisations", failed)
