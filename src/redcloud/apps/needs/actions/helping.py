"""Stage needs: a member says "I helped". The member's own entry in, a record without resident data out.

The record names the need by its public id and its category, which is what everybody may know of it.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from redcloud.apps.needs.models import Need, NeedHelper
from redcloud.apps.needs.queries.handling import may_say_helped
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import Member, User
from redcloud.apps.records.actions import ActivityRef, activity_iri, record_events, retract_events
from redcloud.apps.records.results import Event
from redcloud.engine.needs.categories import category_name


def _own(viewer: Viewer, branch_id: int, uid: UUID) -> tuple[Need, Member]:
    need = Need.objects.filter(uid=uid, holder_id=branch_id).select_related("root", "holder").first()
    if need is None or viewer.member_id is None or not may_say_helped(viewer, need):
        raise NotVisible
    return need, Member.objects.select_related("root").get(pk=viewer.member_id)


def _event(entry: NeedHelper, need: Need, member: Member) -> Event:
    activity = ActivityRef(
        iri=activity_iri(need.root.slug or str(need.root_id), "need", need.uid),
        type="need",
        name=category_name(need.category, "zh"),
    )
    return Event(member, "helped", activity, entry.at)


@transaction.atomic
def say_helped(*, actor: User, viewer: Viewer, branch_id: int, uid: UUID) -> NeedHelper:
    """Write down that the viewer helped with a need of the viewer's branch; twice is once.

    Raises
    ------
    NotVisible
        For others than present members of the branch, and while nobody has taken the need up.
    """
    need, member = _own(viewer, branch_id, uid)
    entry, made = NeedHelper.objects.get_or_create(need=need, member=member)
    if made:
        record_events(events=[_event(entry, need, member)], root=need.root)
        audit.record(actor=actor, action="needs.say_helped", target=need, organisation=need.holder)
    return entry


@transaction.atomic
def take_back_helped(*, actor: User, viewer: Viewer, branch_id: int, uid: UUID) -> None:
    """Take the entry back; its record is voided. Nothing happens where there is none.

    Raises
    ------
    NotVisible
        For others than present members of the branch.
    """
    need, member = _own(viewer, branch_id, uid)
    entry = NeedHelper.objects.filter(need=need, member=member).first()
    if entry is None:
        return
    retract_events(events=[_event(entry, need, member)], root=need.root)
    entry.delete()
    audit.record(actor=actor, action="needs.take_back_helped", target=need, organisation=need.holder)
