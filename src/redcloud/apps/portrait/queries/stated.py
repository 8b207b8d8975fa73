"""Stage portrait: skills and wishes that members show to the committee of their branch.

Who shows nothing, whose time is over and who states nothing look the same: they are not in the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from redcloud.apps.people.access import Viewer, branch_run_by
from redcloud.apps.people.models import Member
from redcloud.apps.people.queries import members_on
from redcloud.apps.portrait.models import Stated
from redcloud.engine.portrait.stated import BY_CODE, STATABLE, Statable


@dataclass(frozen=True, slots=True)
class ShownByMember:
    """What one member shows, never the words beside it; ``until`` is when the first entry ends."""

    member: Member
    entries: list[Statable]
    until: datetime


def shown_to_committee(viewer: Viewer, branch_id: int) -> list[ShownByMember]:
    """What present members of a branch show to its committee, by name.

    Reading it is a look and must be written down: call ``actions.open_stated``.

    Raises
    ------
    NotVisible
        When the viewer is not in the committee of that branch.
    """
    branch = branch_run_by(viewer, branch_id)
    present = members_on(branch, timezone.localdate())
    rows = Stated.objects.filter(
        shown_to=branch, shown_until__gt=timezone.now(), member__in=present, code__in=BY_CODE
    ).select_related("member")
    found: dict[Member, list[Stated]] = {}
    for row in rows.order_by("member__name", "member_id"):
        found.setdefault(row.member, []).append(row)
    order = {entry.code: place for place, entry in enumerate(STATABLE)}
    return [
        ShownByMember(
            member,
            [BY_CODE[code] for code in sorted((row.code for row in mine), key=order.__getitem__)],
            min(row.shown_until for row in mine if row.shown_until),
        )
        for member, mine in found.items()
    ]
