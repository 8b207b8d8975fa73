"""Stage discussions: writes. A comment by its author, its deletion, a report and its answer.

The record says that the member took part in this discussion on that day, and never what was said.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.discussions import registry
from redcloud.apps.discussions.models import (
    TEXT_MOST,
    Comment,
    CommentSubject,
    Report,
    ReportOutcome,
    ReportReason,
    Thread,
)
from redcloud.apps.discussions.queries import UNDO_FOR, open_report, own_comment, readable_comment
from redcloud.apps.discussions.subjects import name_subject
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.actions import set_consent
from redcloud.apps.people.models import Member, Purpose, User
from redcloud.apps.people.queries import has_consent
from redcloud.apps.records.actions import (
    ActivityRef,
    Event,
    activity_iri,
    record_events,
    retract_events,
)
from redcloud.engine.topics.civic import CIVIC_CODES, RELEASE


@transaction.atomic
def comment(*, actor: User, viewer: Viewer, kind: str, object_id: UUID, text: str) -> Comment:
    """Say something in a discussion.

    Raises
    ------
    NotVisible
        If the viewer does not take part in this discussion.
    ValueError
        ``empty`` or ``too_long``.
    """
    subject = registry.resolve(viewer, kind, object_id)
    if not subject.may_comment or viewer.member_id is None:
        raise NotVisible
    words = text.strip()
    if not words:
        raise ValueError("empty")
    if len(words) > TEXT_MOST:
        raise ValueError("too_long")
    author = Member.objects.select_related("root").get(pk=viewer.member_id)
    thread, _made = Thread.objects.get_or_create(kind=kind, object_id=object_id, branch_id=subject.branch_id)
    written = Comment.objects.create(thread=thread, author=author, text=words)
    name_subject(written)
    record_events(events=[_event(written, subject.title)], root=author.root)
    audit.record(actor=actor, action="discussions.comment", target=written, organisation=thread.branch)
    return written


@transaction.atomic
def delete_comment(*, actor: User, viewer: Viewer, uid: UUID) -> Comment:
    """Take one's own comment back. It disappears at once, its record too; it is erased after ``UNDO_FOR``."""
    found = own_comment(viewer, uid)
    if found.deleted_at is None:
        found.deleted_at = timezone.now()
        found.save(update_fields=["deleted_at"])
        retract_events(events=[_event(found)], root=found.author.root)
        audit.record(
            actor=actor,
            action="discussions.delete_comment",
            target=found,
            organisation=found.thread.branch,
        )
    return found


@transaction.atomic
def restore_comment(*, actor: User, viewer: Viewer, uid: UUID) -> Comment:
    """Undo a deletion; raises ``NotVisible`` when it is too late."""
    found = own_comment(viewer, uid)
    if found.deleted_at is None:
        return found
    if found.deleted_at <= timezone.now() - UNDO_FOR:
        raise NotVisible
    found.deleted_at = None
    found.save(update_fields=["deleted_at"])
    subject = registry.resolve(viewer, found.thread.kind, found.thread.object_id)
    record_events(events=[_event(found, subject.title)], root=found.author.root)
    audit.record(
        actor=actor, action="discussions.restore_comment", target=found, organisation=found.thread.branch
    )
    return found


def purge_deleted(*, now: datetime) -> int:
    """Erase comments that were deleted longer than ``UNDO_FOR`` ago; returns how many."""
    _total, by_model = Comment.objects.filter(deleted_at__lte=now - UNDO_FOR).delete()
    return by_model.get(Comment._meta.label, 0)


@transaction.atomic
def report_comment(*, actor: User, viewer: Viewer, uid: UUID, reason: str) -> Report:
    """Ask the branch's moderator to look at a comment; a second report by the same member is the first.

    Raises
    ------
    NotVisible
        If the comment cannot be read by the viewer, or is the viewer's own.
    ValueError
        ``unknown_reason``.
    """
    if reason not in ReportReason.values:
        raise ValueError("unknown_reason")
    found = readable_comment(viewer, uid)
    if viewer.member_id is None or found.author_id == viewer.member_id:
        raise NotVisible
    made, is_new = Report.objects.get_or_create(
        comment=found, reporter_id=viewer.member_id, defaults={"reason": reason}
    )
    if is_new:
        audit.record(actor=actor, action="discussions.report", target=made, organisation=found.thread.branch)
    return made


@transaction.atomic
def answer_report(*, actor: User, viewer: Viewer, report_id: int, outcome: str) -> Report:
    """Keep or hide a reported comment; all open reports about it are answered together.

    Raises
    ------
    NotVisible
        For everybody but the branch's committee, and for the comment's own author.
    ValueError
        ``unknown_outcome``.
    """
    if outcome not in ReportOutcome.values:
        raise ValueError("unknown_outcome")
    found = open_report(viewer, report_id)
    now = timezone.now()
    found.comment.reports.filter(answered_at=None).update(answered_at=now, answered_by=actor, outcome=outcome)
    if outcome == ReportOutcome.HIDDEN:
        found.comment.hidden_at = now
        found.comment.save(update_fields=["hidden_at"])
    audit.record(
        actor=actor,
        action=f"discussions.report_{outcome}",
        target=found,
        organisation=found.comment.thread.branch,
    )
    found.refresh_from_db()
    return found


@transaction.atomic
def correct_subject(*, actor: User, viewer: Viewer, uid: UUID, code: str) -> Comment:
    """Say what one's own comment is about; an empty code says that it is about no subject of the list.

    Raises
    ------
    NotVisible
        For a comment of somebody else, and where the member has not agreed that subjects are named.
    ValueError
        ``unknown_subject``.
    """
    if code and code not in CIVIC_CODES:
        raise ValueError("unknown_subject")
    found = own_comment(viewer, uid)
    if found.deleted_at is not None or not has_consent(found.author_id, Purpose.COMMENT_TOPICS):
        raise NotVisible
    CommentSubject.objects.update_or_create(
        comment=found, defaults={"code": code, "release": RELEASE, "by_author": True}
    )
    audit.record(
        actor=actor, action="discussions.correct_subject", target=found, organisation=found.thread.branch
    )
    return found


def answer_topic_question(*, actor: User, viewer: Viewer, granted: bool) -> None:
    """Write down whether the member's comments may be used to name topics; no is as good as yes."""
    if viewer.member_id is None:
        raise NotVisible
    member = Member.objects.get(pk=viewer.member_id)
    set_consent(actor=actor, member=member, purpose=Purpose.COMMENT_TOPICS, granted=granted)


def _event(written: Comment, title: str = "") -> Event:
    """That the author took part; ``title`` is that of the object and matters only when recording."""
    root = written.author.root
    return Event(
        member=written.author,
        verb="commented",
        activity=ActivityRef(
            iri=activity_iri(root.slug or str(root.pk), "discussion", written.thread.uid),
            type="discussion",
            name=title,
        ),
        when=written.created_at,
    )
