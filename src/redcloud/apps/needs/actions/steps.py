"""Stage needs: moves a need from state to state. The one place that writes ``state``."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from redcloud.apps.needs.models import Need
from redcloud.engine.needs.states import CLOSED, Step, after

_WRITTEN = ("state", "changed_at", "marked_solved_at", "closed_at", "taker", "holder", "words", "spot")


def locked(need: Need) -> Need:
    """Read the need again under a lock, so that two people cannot both act on what they saw."""
    found: Need = Need.objects.select_for_update(of=("self",)).select_related("holder").get(pk=need.pk)
    return found


def move(need: Need, step: Step, *, now: datetime | None = None) -> None:
    """Take ``step`` and store the state and its moments; the caller holds the lock.

    Raises
    ------
    engine.needs.states.StepRefused
    """
    moment = now or timezone.now()
    before, need.state = need.state, after(need.state, step)
    need.changed_at = moment
    if need.state == "marked_solved" and before != "marked_solved":
        need.marked_solved_at = moment
    if need.state in CLOSED:
        need.closed_at = moment
    else:
        need.closed_at = None
        if need.state != "marked_solved":
            need.marked_solved_at = None
    need.save(update_fields=_WRITTEN)
