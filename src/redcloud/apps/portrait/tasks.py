"""Stage portrait: the clock. What the lake took or gave up is folded; figures are released weekly."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from redcloud.apps.jobs import at_start, every
from redcloud.apps.people.models import Organisation
from redcloud.apps.people.turns import for_each_root
from redcloud.apps.portrait import actions
from redcloud.apps.records.signals import lake_changed


@receiver(lake_changed, dispatch_uid="portrait.refold")
def fold_what_changed(pseudonyms: frozenset[int], months: frozenset[date] | None, **_: Any) -> None:
    """Fold whose rows changed, before the outbox forgets them: what fails here is drained again."""
    actions.refold(pseudonyms, months)


@at_start
def fold_after_an_upgrade() -> None:
    """Fold everybody as the worker starts where portraits are of an older form, or not there."""
    actions.fold_if_missing()


@every(minute="0", hour="20")
def build_everything() -> None:
    """Fold everybody again at night (Asia/Shanghai): topics of items may have been edited by day."""
    actions.build(actor=None)


@every(minute="30", hour="20")
def release_figures() -> None:
    """Publish the figures of every root whose last release is a week old."""
    for_each_root(_release)


def _release(root: Organisation) -> None:
    with suppress(actions.TooSoon):
        actions.publish_release(actor=None, root=root, day=timezone.localdate())
