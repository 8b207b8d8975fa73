"""Stage life: writes of minutes. In: the branch's own words and decisions. Out: minutes, then confirmed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.life.actions.locking import locked
from redcloud.apps.life.actions.telling import tell_of_minutes
from redcloud.apps.life.models import Decision, Meeting, MeetingState, Minutes
from redcloud.apps.life.queries import meeting_visible_to, minutes_topics, version_of
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import COMMITTEE_ROLES, User


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """A decision as it was entered; ``votes_for`` only where it was put to the vote."""

    text: str
    votes_for: int | None = None


@transaction.atomic
def keep_minutes(
    *,
    actor: User,
    viewer: Viewer,
    uid: UUID,
    text: str,
    decisions: Sequence[DecisionDraft],
    topics: Collection[int] = (),
    seen: str | None = None,
) -> Minutes:
    """Keep the draft of the minutes, the decisions and the topics, replacing the draft before it.

    Parameters
    ----------
    topics
        Keys of topics of the root that are not sensitive; what is none of these is left out.
    seen
        ``version_of`` the minutes that the writer had before them; None where nobody was looking at any.

    Raises
    ------
    NotVisible
        For everybody but the committee and the chair.
    ValueError
        ``not_held``, ``confirmed``, ``too_many_votes`` (more than voters were present), or ``changed``
        (somebody else kept another draft meanwhile).
    """
    meeting = _writable(viewer, uid)
    minutes = _open_minutes(meeting)
    _check_votes(meeting, decisions)
    said = [(one.text.strip(), one.votes_for) for one in decisions if one.text.strip()]
    if seen is not None and seen != version_of(minutes) and _kept(minutes) != (text.strip(), said):
        raise ValueError("changed")
    minutes.text = text.strip()
    minutes.updated_at = timezone.now()
    minutes.save()
    usable = {topic.pk for topic in minutes_topics(meeting.branch.root_id or meeting.branch_id)}
    minutes.topics.set(usable.intersection(topics))
    meeting.decisions.all().delete()
    Decision.objects.bulk_create(
        Decision(meeting=meeting, text=words, votes_for=votes) for words, votes in said
    )
    audit.record(actor=actor, action="life.keep_minutes", target=minutes, organisation=meeting.branch)
    return minutes


@transaction.atomic
def confirm_minutes(*, actor: User, viewer: Viewer, uid: UUID, seen: str | None = None) -> Minutes:
    """Confirm the minutes: from now on neither they nor the roll change. Whoever was due is told.

    Parameters
    ----------
    seen
        As in ``keep_minutes``: what is confirmed is what somebody had before them.

    Raises
    ------
    NotVisible
        For everybody but the committee and the chair.
    ValueError
        ``not_held``, ``confirmed``, ``empty`` or ``changed``.
    """
    meeting = _writable(viewer, uid)
    minutes = _open_minutes(meeting)
    if minutes.pk is None or not minutes.text:
        raise ValueError("empty")
    if seen is not None and seen != version_of(minutes):
        raise ValueError("changed")
    minutes.confirmed_at = timezone.now()
    minutes.confirmed_by = actor
    minutes.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record(actor=actor, action="life.confirm_minutes", target=minutes, organisation=meeting.branch)
    tell_of_minutes(meeting, but=actor)
    return minutes


def _writable(viewer: Viewer, uid: UUID) -> Meeting:
    meeting = locked(meeting_visible_to(viewer, uid))
    runs = meeting.branch_id in viewer.organisation_ids(*COMMITTEE_ROLES)
    chairs = viewer.member_id is not None and meeting.chair_id == viewer.member_id
    if not (runs or chairs):
        raise NotVisible
    if meeting.state != MeetingState.HELD:
        raise ValueError("not_held")
    return meeting


def _kept(minutes: Minutes) -> tuple[str, list[tuple[str, int | None]]]:
    """What a draft says now: its text and its decisions."""
    decisions = minutes.meeting.decisions.order_by("pk").values_list("text", "votes_for")
    return minutes.text, list(decisions)


def _open_minutes(meeting: Meeting) -> Minutes:
    minutes = Minutes.objects.filter(meeting=meeting).first() or Minutes(meeting=meeting)
    if minutes.confirmed_at is not None:
        raise ValueError("confirmed")
    return minutes


def _check_votes(meeting: Meeting, decisions: Sequence[DecisionDraft]) -> None:
    roll = getattr(meeting, "roll", None)
    most = roll.voters_present if roll is not None else 0
    if any(one.votes_for is not None and not 0 <= one.votes_for <= most for one in decisions):
        raise ValueError("too_many_votes")
