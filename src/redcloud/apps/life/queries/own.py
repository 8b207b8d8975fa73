"""Stage life: what it holds about one member, for that member's own copy and for nobody else."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from redcloud.apps.life.models import RollEntry, Volunteering


def own_data(member_id: int) -> dict[str, Any]:
    """A member's own volunteering, and the marks under their name (for ``people.registries.export``)."""
    services = Volunteering.objects.filter(member_id=member_id).order_by("day", "id")
    marks = RollEntry.objects.filter(member_id=member_id).order_by("roll__meeting__starts_at", "id")
    return {
        "volunteering": list(services.values("day", "kind", "what", "place")),
        "rolls": list(
            marks.values("mark", meeting=F("roll__meeting__title"), starts_at=F("roll__meeting__starts_at"))
        ),
    }
