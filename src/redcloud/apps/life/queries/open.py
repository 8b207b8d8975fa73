"""Stage life: what was open to somebody. The viewer in, how often each kind of meeting was held out.

Counted from the meetings and from where the viewer belonged on their days, never from a roll: it says
what the branch did, and not whether the viewer came.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone

from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import Membership
from redcloud.apps.rules.queries import pack_of


def held_while_belonging(viewer: Viewer) -> dict[str, int]:
    """How many meetings of each kind the viewer's branches held on days on which the viewer belonged there.

    Meetings of other groups are not among them, nor are those of the committee, which were open to few.

    Raises
    ------
    NotVisible
        When the viewer is no member.
    """
    if viewer.member_id is None or viewer.root_id is None:
        raise NotVisible
    for_all = [kind.code for kind in pack_of(viewer.root_id).kinds if kind.invited != "committee"]
    held = Meeting.objects.filter(state=MeetingState.HELD, kind__in=for_all)
    counted: Counter[str] = Counter()
    for stay in Membership.objects.filter(member_id=viewer.member_id):
        mine = held.filter(Q(group=None) | Q(group=stay.group_id), branch_id=stay.organisation_id)
        counted.update(mine.filter(_during(stay.since, stay.until)).values_list("kind", flat=True))
    return dict(counted)


def _during(since: date, until: date | None) -> Q:
    found = Q(starts_at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    return found & Q(starts_at__lt=timezone.make_aware(datetime.combine(until, time.min))) if until else found
