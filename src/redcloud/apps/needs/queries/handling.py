"""Stage needs: what a branch, and whom a need was passed on to, see. A viewer in, needs out.

Three doors: the lines (category, place, state, age) are for everybody who may see the branch; the words
and the photo's existence for its committee and the taker; contact and photo for the taker alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from redcloud.apps.needs.models import Need, NeedContact, NeedHelper, NeedPhoto
from redcloud.apps.needs.queries.following import Word, person_name, words_of
from redcloud.apps.needs.queries.proposals import AlikeNeed, ProposedSubject, alike_needs, proposed_subject
from redcloud.apps.people.access import NotVisible, Viewer, branch_visible_to
from redcloud.apps.people.models import (
    BRANCH_KINDS,
    COMMITTEE_ROLES,
    Member,
    Organisation,
    Role,
    RoleAssignment,
)
from redcloud.apps.people.queries import held_on, members_on
from redcloud.engine.needs.states import CLOSED, WAITING, allows

LINES = 100


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One need in a list. It says nothing about who asked and quotes no words."""

    uid: UUID
    holder_id: int
    category: str
    place: str
    state: str
    received_at: datetime
    days: int
    mine: bool  # the viewer is the one who took it


@dataclass(frozen=True, slots=True)
class HandlingView:
    """A need for somebody of the organisation that has it.

    ``words``, the exchange, ``subject`` and ``alike`` are empty unless ``may_read``; ``has_contact`` and
    ``has_photo`` are false unless ``is_taker``.
    """

    need: Need
    may_read: bool
    is_taker: bool
    taker: str
    words: list[Word]
    has_contact: bool
    has_photo: bool
    can_take: bool
    can_answer: bool
    can_mark_solved: bool
    can_pass_on: bool
    helped_by_me: bool
    can_say_helped: bool
    subject: ProposedSubject | None
    alike: list[AlikeNeed]


def _lines(found: QuerySet[Need], viewer: Viewer) -> list[NeedLine]:
    now = timezone.now()
    columns = ("uid", "holder_id", "category", "place__name", "state", "received_at", "taker_id")
    return [
        NeedLine(
            uid,
            holder,
            category,
            place,
            state,
            at,
            max((now - at).days, 0),
            taker is not None and taker == viewer.user_id,
        )
        for uid, holder, category, place, state, at, taker in found.values_list(*columns)[:LINES]
    ]


def waiting_for_branch(viewer: Viewer, branch_id: int) -> list[NeedLine]:
    """Return what waits for a branch, oldest first (2 queries).

    Raises
    ------
    NotVisible
        When the viewer may not see the branch.
    """
    branch = branch_visible_to(viewer, branch_id)
    waiting = Need.objects.filter(holder=branch, state__in=sorted(WAITING))
    return _lines(waiting.order_by("received_at", "pk"), viewer)


def branch_needs(viewer: Viewer, branch_id: int) -> tuple[list[NeedLine], list[NeedLine], list[NeedLine]]:
    """Return a branch's needs: waiting, waiting for the resident's word, and closed (newest first).

    Raises
    ------
    NotVisible
    """
    branch = branch_visible_to(viewer, branch_id)
    held = Need.objects.filter(holder=branch)
    return (
        _lines(held.filter(state__in=sorted(WAITING)).order_by("received_at", "pk"), viewer),
        _lines(held.filter(state="marked_solved").order_by("received_at", "pk"), viewer),
        _lines(held.filter(state__in=sorted(CLOSED)).order_by("-received_at", "-pk"), viewer),
    )


def passed_to(viewer: Viewer, organisation: Organisation) -> list[NeedLine]:
    """Return the open needs that were passed on to a higher organisation, oldest first; none of a branch.

    The caller has the organisation from ``organisation_overseen_by``.
    """
    if organisation.is_branch:
        return []  # What a branch holds is handled there, and its words are not for those above.
    held = Need.objects.filter(holder=organisation).exclude(state__in=sorted(CLOSED))
    return _lines(held.order_by("received_at", "pk"), viewer)


def _readable_by(viewer: Viewer) -> Q:
    """Needs whose words the viewer may read: run by, overseen (no branch's), or given to the viewer."""
    run = Q(holder_id__in=viewer.organisation_ids(*COMMITTEE_ROLES))
    overseen = Q(pk__in=[])
    for path in viewer.paths(Role.OFFICER):
        overseen |= Q(holder__path__startswith=path)
    given = Q(pk__in=[])
    if viewer.user_id is not None:
        given = Q(taker_id=viewer.user_id, holder_id__in=viewer.branch_ids)
    return run | (overseen & ~Q(holder__kind__in=BRANCH_KINDS)) | given


def handled_need(viewer: Viewer, uid: UUID) -> Need:
    """Return a need for those who may handle it: the one door for every write.

    Raises
    ------
    NotVisible
    """
    found = Need.objects.filter(_readable_by(viewer), uid=uid)
    need = found.select_related("place__parent", "holder__parent", "taker__member").first()
    if need is None:
        raise NotVisible
    return need


def need_shown(viewer: Viewer, organisation_id: int, uid: UUID) -> HandlingView:
    """Return a need that an organisation has, as much of it as the viewer may see.

    Raises
    ------
    NotVisible
        For others than the branch's members and handlers; officers see words only of what was passed
        to their own level.
    """
    readable = Need.objects.filter(_readable_by(viewer), uid=uid, holder_id=organisation_id).exists()
    if not readable and organisation_id not in viewer.branch_ids:
        raise NotVisible
    need = (
        Need.objects.filter(uid=uid, holder_id=organisation_id)
        .select_related("place__parent", "holder__parent", "taker__member")
        .first()
    )
    if need is None:
        raise NotVisible
    is_taker = readable and need.taker_id is not None and need.taker_id == viewer.user_id
    helped = (
        viewer.member_id is not None
        and NeedHelper.objects.filter(need=need, member_id=viewer.member_id).exists()
    )
    return HandlingView(
        need=need,
        may_read=readable,
        is_taker=is_taker,
        taker=person_name(need.taker),
        words=words_of(need) if readable else [],
        has_contact=is_taker and NeedContact.objects.filter(need=need).exists(),
        has_photo=is_taker and NeedPhoto.objects.filter(need=need).exists(),
        can_take=readable and not is_taker and allows(need.state, "take"),
        can_answer=is_taker and allows(need.state, "answer"),
        can_mark_solved=is_taker and allows(need.state, "mark_solved"),
        can_pass_on=readable and allows(need.state, "pass_on"),
        helped_by_me=helped,
        can_say_helped=may_say_helped(viewer, need) and not helped,
        subject=proposed_subject(need) if readable and need.state != "withdrawn" else None,
        alike=alike_needs(need, _readable_by(viewer)) if readable and need.words else [],
    )


def may_say_helped(viewer: Viewer, need: Need) -> bool:
    """Whether the viewer is a member of the branch that has the need, and somebody took it up."""
    own = viewer.member_id is not None and need.holder_id in viewer.branch_ids
    return own and need.state not in ("received", "withdrawn")


def handled_photo(viewer: Viewer, organisation_id: int, uid: UUID) -> bytes:
    """Return the photo, for the taker alone.

    Raises
    ------
    NotVisible
    """
    need = handled_need(viewer, uid)
    photo = NeedPhoto.objects.filter(need=need).first()
    if photo is None or need.taker_id != viewer.user_id or need.holder_id != organisation_id:
        raise NotVisible
    return bytes(photo.jpeg)


def members_to_hand_to(need: Need) -> list[Member]:
    """Members of the holder who have an account, by name: whom the committee can give the need to."""
    if not need.holder.is_branch:
        return []
    found = members_on(need.holder, timezone.localdate()).exclude(user=None)
    return [member for member in found if member.user_id != need.taker_id]


def passing_targets(need: Need) -> list[tuple[str, Organisation]]:
    """Return where a need can be passed on: ("up" | "sideways" | "down", organisation), by name.

    Up is offered only where an officer is there to read it, so that nothing is passed into a void.
    """
    holder = need.holder
    targets: list[tuple[str, Organisation]] = []
    if holder.parent is not None and _officer_at_or_above(holder.parent):
        targets.append(("up", holder.parent))
    if holder.parent_id is not None and holder.is_branch:
        beside = Organisation.objects.filter(parent_id=holder.parent_id, kind__in=BRANCH_KINDS)
        targets += [("sideways", other) for other in _by_name(beside.exclude(pk=holder.pk))]
    if not holder.is_branch:
        below = Organisation.objects.filter(parent=holder).exclude(kind="group")
        targets += [("down", other) for other in _by_name(below)]
    return targets


def _by_name(found: QuerySet[Organisation]) -> Iterable[Organisation]:
    return found.order_by("name", "pk")[:300]


def _officer_at_or_above(organisation: Organisation) -> bool:
    ids = [int(step) for step in organisation.path.strip("/").split("/")]
    present = RoleAssignment.objects.filter(held_on(timezone.localdate()), role=Role.OFFICER)
    return present.filter(organisation_id__in=ids).exists()
