"""Stage study: a member's own data here. A member's key in; their export out, or nothing left of it.

What the member finished stands in the records and goes with them. The kept models hold protected
counts without persons; the next training, within a week, no longer sees an erased member.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from redcloud.apps.people.models import Member, Purpose
from redcloud.apps.study.actions.sending import remix
from redcloud.apps.study.models import (
    CourseRefusal,
    CourseSuggestion,
    KeptAnswers,
    PackageAccount,
    Refusal,
    Registration,
    StudyWish,
    Suggestion,
)
from redcloud.apps.study.queries.quizzes import own_answers
from redcloud.engine.study.quizzes import Checked, check_all


def erase_member(member_id: int) -> None:
    """Remove what was sent, refused, wished for, kept of answers, and the ways through packages."""
    KeptAnswers.objects.filter(member_id=member_id).delete()
    # With its registrations and launches; the accounts themselves go with the member's other identities.
    PackageAccount.objects.filter(member_id=member_id).delete()
    Suggestion.objects.filter(member_id=member_id).delete()
    Refusal.objects.filter(member_id=member_id).delete()
    CourseSuggestion.objects.filter(member_id=member_id).delete()
    CourseRefusal.objects.filter(member_id=member_id).delete()
    StudyWish.objects.filter(member_id=member_id).delete()


def own_data(member_id: int) -> dict[str, Any]:
    """What was sent to the member and why; what they refused, wished for, kept, began of packages."""
    items = Suggestion.objects.filter(member_id=member_id).select_related("item")
    courses = CourseSuggestion.objects.filter(member_id=member_id).select_related("course")
    sent = [(row.item, row) for row in items] + [(row.course, row) for row in courses]
    wished = StudyWish.objects.filter(member_id=member_id).select_related("item").order_by("at")
    no_items = Refusal.objects.filter(member_id=member_id).select_related("item")
    no_courses = CourseRefusal.objects.filter(member_id=member_id).select_related("course")
    refused = [(row.at, row.item) for row in no_items] + [(row.at, row.course) for row in no_courses]
    return {
        "suggestions": [
            {
                "item": thing.title,
                "sent_at": row.sent_at.isoformat(),
                "reason": row.reason_code,
                "facts": row.facts,
                "personal": row.personal,
            }
            for thing, row in sorted(sent, key=lambda pair: pair[1].sent_at)
        ],
        "wished": [{"item": row.item.title, "at": row.at.isoformat()} for row in wished],
        "not_for_me": [
            {"item": thing.title, "at": at.isoformat()}
            for at, thing in sorted(refused, key=lambda pair: pair[0])
        ],
        "kept_answers": [_kept(row) for row in own_answers(member_id)],
        "packages": [
            {
                "item": row.version.package.item.title,
                "version": row.version.number,
                "registration": str(row.uid),
                "account": row.account.identity.value,
            }
            for row in _ways(member_id)
        ],
    }


def _ways(member_id: int) -> Iterable[Registration]:
    """Begun packages; what was said of them stands among the member's statements, by the registration."""
    found = Registration.objects.filter(account__member_id=member_id)
    return found.select_related("version__package__item", "account__identity").order_by("pk")


def _kept(row: KeptAnswers) -> dict[str, Any]:
    """Answers in the words of the version that they were given to."""
    checked = check_all(row.version.asked, row.answers)
    return {
        "quiz": row.version.quiz.of.title,
        "version": row.version.number,
        "at": row.kept_at.isoformat(),
        "answers": [
            {
                "question": one.question.text,
                "answer": one.written or _chosen(one),
            }
            for one in checked
        ],
    }


def _chosen(checked: Checked) -> list[str]:
    """Choices in words; those of a statement are called true and false."""
    return [said.choice.text or said.choice.key for said in checked.said if said.chosen]


def follow_consent(member_id: int, purpose: str, granted: bool) -> None:
    """Send anew from the other feed when the member switches personalisation or folding."""
    if purpose in (Purpose.PERSONALISATION, Purpose.PORTRAIT):
        with transaction.atomic():
            remix(Member.objects.select_related("root").get(pk=member_id))
