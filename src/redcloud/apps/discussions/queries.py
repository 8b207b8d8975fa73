"""Stage discussions: reads. A thread for its own people; reported comments for their moderator.

No function takes an author or searches words: what a person wrote across threads cannot be asked
for, except by that person (``own_comments``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from redcloud.apps.discussions import registry
from redcloud.apps.discussions.models import Comment, CommentSubject, Report
from redcloud.apps.discussions.registry import ThreadSubject
from redcloud.apps.people.access import NotVisible, Viewer, branch_run_by
from redcloud.apps.people.models import Organisation, Purpose
from redcloud.apps.people.queries import newest_answer

UNDO_FOR = timedelta(minutes=30)
"""How long a deleted comment can be brought back before it is purged."""
SHOWN = 100


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A discussion as one participant reads it."""

    kind: str
    object_id: UUID
    subject: ThreadSubject
    comments: list[Comment]
    ask_consent: bool
    names_own: bool
    """Whether the viewer agreed that subjects of their comments are named, and may correct them."""
    reported: set[int]

    @property
    def count(self) -> int:
        """Comments that can be read."""
        return len(self._readable)

    @property
    def subjects(self) -> list[str]:
        """Codes of what the discussion touches, by the comments whose authors agreed; each once."""
        named = (subject_of(one) for one in self._readable)
        return list(dict.fromkeys(about.code for about in named if about is not None and about.code))

    @property
    def _readable(self) -> list[Comment]:
        return [one for one in self.comments if one.deleted_at is None and one.hidden_at is None]


def thread_for(viewer: Viewer, kind: str, object_id: UUID) -> ThreadView:
    """The discussion about an object, oldest comment first.

    Deleted comments are left out, except the viewer's own while they can be brought back.

    Raises
    ------
    NotVisible
        Also where the object exists but is not for this viewer.
    """
    subject = registry.resolve(viewer, kind, object_id)
    found = (
        Comment.objects.filter(
            thread__kind=kind, thread__object_id=object_id, thread__branch_id=subject.branch_id
        )
        .select_related("author", "about")
        .order_by("id")
    )
    undo_since = timezone.now() - UNDO_FOR
    comments = [
        one
        for one in found
        if one.deleted_at is None or (one.author_id == viewer.member_id and one.deleted_at > undo_since)
    ]
    reported = set(
        Report.objects.filter(comment__in=comments, reporter_id=viewer.member_id).values_list(
            "comment_id", flat=True
        )
        if viewer.member_id is not None
        else ()
    )
    answer = _topic_answer(viewer)
    ask = answer is None and viewer.member_id is not None
    return ThreadView(kind, object_id, subject, comments, ask, answer is True, reported)


def subject_of(written: Comment) -> CommentSubject | None:
    """What is said of a comment's subject, if anything is."""
    found: CommentSubject | None = getattr(written, "about", None)
    return found


def _topic_answer(viewer: Viewer) -> bool | None:
    """Whether the member's comments may be used to name topics; None where that was never asked.

    Asked once; both answers close the question, and the answer can be changed on the account page.
    """
    if viewer.member_id is None:
        return None
    return newest_answer(viewer.member_id, Purpose.COMMENT_TOPICS)


@dataclass(frozen=True, slots=True)
class OwnSubject:
    """A civic subject that a member's own comments are about."""

    code: str
    comments: int
    last_at: datetime


def own_subjects(viewer: Viewer) -> list[OwnSubject]:
    """What the viewer's own comments are about, the latest first; nothing for whoever has not agreed."""
    if viewer.member_id is None:
        return []
    rows = _own_named(viewer).values("about__code").annotate(count=Count("id"), last=Max("created_at"))
    return [OwnSubject(row["about__code"], row["count"], row["last"]) for row in rows.order_by("-last")]


def own_comments_about(viewer: Viewer, code: str) -> list[Comment]:
    """The viewer's own comments about a subject, the latest first: at most `SHOWN` of them.

    Raises
    ------
    NotVisible
        Where there is none.
    """
    if viewer.member_id is None:
        raise NotVisible
    rows = _own_named(viewer).filter(about__code=code).select_related("thread", "about")
    found = list(rows.order_by("-id")[:SHOWN])
    if not found:
        raise NotVisible
    return found


def _own_named(viewer: Viewer) -> QuerySet[Comment]:
    rows = Comment.objects.filter(author_id=viewer.member_id, deleted_at=None, hidden_at=None)
    return rows.exclude(about=None).exclude(about__code="")


def own_comment(viewer: Viewer, uid: UUID) -> Comment:
    """The viewer's own comment; raises ``NotVisible`` for any other."""
    found = _comments().filter(uid=uid, author_id=viewer.member_id).first() if viewer.member_id else None
    if found is None:
        raise NotVisible
    return found


def readable_comment(viewer: Viewer, uid: UUID) -> Comment:
    """A comment in a thread that the viewer takes part in; raises ``NotVisible`` for any other."""
    found = _comments().filter(uid=uid, deleted_at=None, hidden_at=None).first()
    if found is None:
        raise NotVisible
    subject = registry.resolve(viewer, found.thread.kind, found.thread.object_id)
    if subject.branch_id != found.thread.branch_id:
        raise NotVisible
    return found


def open_reports(viewer: Viewer, branch_id: int) -> tuple[Organisation, list[Report]]:
    """The reports that wait for the branch's moderator; without the name of who reported.

    Raises
    ------
    NotVisible
        For everybody but the branch's committee.
    """
    branch = branch_run_by(viewer, branch_id)
    waiting = _waiting_reports(branch_id).exclude(comment__author_id=viewer.member_id)
    return branch, list(waiting.select_related("comment__author", "comment__thread").order_by("id"))


def open_report(viewer: Viewer, report_id: int) -> Report:
    """One waiting report. Nobody decides about their own comment.

    Raises
    ------
    NotVisible
    """
    found = Report.objects.select_related("comment__thread").filter(pk=report_id, answered_at=None).first()
    if found is None or found.comment.author_id == viewer.member_id:
        raise NotVisible
    branch_run_by(viewer, found.comment.thread.branch_id)
    return found


def count_open_reports(viewer: Viewer, branch_id: int) -> int:
    """How many reports wait for this viewer in a branch that the viewer runs."""
    branch_run_by(viewer, branch_id)
    return _waiting_reports(branch_id).exclude(comment__author_id=viewer.member_id).count()


def own_comments(member_id: int) -> dict[str, Any]:
    """A member's own comments, for that member's export."""
    rows = Comment.objects.filter(author_id=member_id, deleted_at=None).select_related("about").order_by("id")
    return {
        "comments": [
            {"at": row.created_at.isoformat(), "text": row.text, "subject": about.code if about else ""}
            for row in rows
            for about in [subject_of(row)]
        ]
    }


def _comments() -> QuerySet[Comment]:
    return Comment.objects.select_related("thread__branch", "author__root")


def _waiting_reports(branch_id: int) -> QuerySet[Report]:
    return Report.objects.filter(
        comment__thread__branch_id=branch_id,
        answered_at=None,
        comment__deleted_at=None,
        comment__hidden_at=None,
    )
