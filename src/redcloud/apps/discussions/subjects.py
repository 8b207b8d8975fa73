"""Stage discussions: names what comments are about where their author agreed. Comments in, codes out.

The words go through a function of the release and come back as a code of a fixed list; no model learns from
them and nothing of them is kept. What the author says of a comment is never overwritten.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from redcloud.apps.discussions.models import Comment, CommentSubject
from redcloud.apps.people.models import Purpose
from redcloud.apps.people.queries import consents_on, has_consent
from redcloud.engine.topics.civic import RELEASE
from redcloud.engine.topics.civic_hints import civic_hint


def name_subject(written: Comment) -> None:
    """Name the subject of a new comment where its author agreed and its words are clear enough."""
    if has_consent(written.author_id, Purpose.COMMENT_TOPICS):
        name_subjects([written])


@transaction.atomic
def follow_consent(member_id: int, purpose: str, granted: bool) -> None:
    """Name the subjects of what a member wrote, or forget them (``people.registries.consent_changed``)."""
    if purpose != Purpose.COMMENT_TOPICS:
        return
    if granted:
        name_subjects(list(Comment.objects.filter(author_id=member_id, about=None, deleted_at=None)))
    else:
        CommentSubject.objects.filter(comment__author_id=member_id).delete()


def name_subjects(comments: Sequence[Comment]) -> None:
    """Name the subjects of comments whose authors agreed and that have none yet."""
    hints = [(one, civic_hint(one.text)) for one in comments]
    CommentSubject.objects.bulk_create(
        CommentSubject(comment=one, code=hint.code, release=RELEASE) for one, hint in hints if hint
    )


def forget_without_leave() -> int:
    """Forget the subjects of authors whose newest answer is not yes; returns how many.

    A withdrawal does that at once, after its transaction: this is for a process that ended in between, and
    for a comment that was written in the same moment.
    """
    authors = set(CommentSubject.objects.values_list("comment__author_id", flat=True).distinct())
    without = authors - consents_on(Purpose.COMMENT_TOPICS, among=authors)
    return CommentSubject.objects.filter(comment__author_id__in=without).delete()[0]
