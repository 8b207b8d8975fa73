"""Stage study: an organisation above proposes to its branches to study an item by a day, and takes it back.

A proposal is what it says: a branch plans it or does not, and nobody counts which.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import User
from redcloud.apps.study.models import CourseAsk, StudyAsk
from redcloud.apps.study.queries.asks import MOST_OPEN, AskPage, ask_page, asking_organisation

SOONEST, LATEST = timedelta(days=14), timedelta(days=366)
"""A branch meets once a month: what is asked for tomorrow would need an extra meeting."""


@transaction.atomic
def ask_to_study(
    *, actor: User, viewer: Viewer, organisation_id: int, item_id: int, by_day: date
) -> StudyAsk:
    """Propose an item to all branches under an organisation.

    Raises
    ------
    NotVisible
        For anybody but an officer of it, or an editor of the root; for an item that is not in its library.
    ValidationError
        If the day is too near or too far, or too much is proposed already.
    """
    page, today = _page_for(viewer, organisation_id, by_day)
    if item_id not in {item.pk for item in page.items}:
        raise NotVisible
    # One that ran out makes room for the same item again.
    StudyAsk.objects.filter(
        sender=page.organisation, item_id=item_id, withdrawn_at=None, by_day__lt=today
    ).update(withdrawn_at=timezone.now())
    made = StudyAsk.objects.create(sender=page.organisation, item_id=item_id, by_day=by_day, asked_by=actor)
    record(actor=actor, action="study.ask_to_study", target=made, organisation=page.organisation)
    return made


@transaction.atomic
def propose_course(
    *, actor: User, viewer: Viewer, organisation_id: int, course_id: int, by_day: date
) -> CourseAsk:
    """Propose a course to all branches under an organisation, part by part, and to their members.

    Raises
    ------
    NotVisible
        For anybody but an officer of it, or an editor of the root; for a course that is not in its library.
    ValidationError
        If the day is too near or too far, or too much is proposed already.
    """
    page, today = _page_for(viewer, organisation_id, by_day)
    if course_id not in {course.pk for course in page.courses}:
        raise NotVisible
    ran_out = CourseAsk.objects.filter(sender=page.organisation, course_id=course_id, by_day__lt=today)
    ran_out.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    made = CourseAsk.objects.create(
        sender=page.organisation, course_id=course_id, by_day=by_day, asked_by=actor
    )
    record(actor=actor, action="study.ask_to_study", target=made, organisation=page.organisation)
    return made


def _page_for(viewer: Viewer, organisation_id: int, by_day: date) -> tuple[AskPage, date]:
    """What may be proposed today; a day that is too near or too far, and too much, is refused."""
    today = timezone.localdate()
    page = ask_page(viewer, organisation_id, today)
    if not today + SOONEST <= by_day <= today + LATEST:
        raise ValidationError(
            _("日期请定在两周以后、一年以内：支部一个月集中学习一次，太急就要为此加开会议。")
        )
    if page.room == 0:
        raise ValidationError(
            _("同时最多提议 %(most)d 篇。再多，支部的学习时间就排满了；请先收回一篇。") % {"most": MOST_OPEN}
        )
    return page, today


@transaction.atomic
def withdraw_ask(*, actor: User, viewer: Viewer, uid: UUID) -> StudyAsk | CourseAsk:
    """Take a proposal back; plans that were made keep the item and lose the reason at the next planning.

    Raises
    ------
    NotVisible
    """
    ask: StudyAsk | CourseAsk | None = (
        StudyAsk.objects.filter(uid=uid, withdrawn_at=None).select_related("sender").first()
    )
    ask = ask or CourseAsk.objects.filter(uid=uid, withdrawn_at=None).select_related("sender").first()
    if ask is None:
        raise NotVisible
    asking_organisation(viewer, ask.sender_id)
    ask.withdrawn_at = timezone.now()
    ask.save(update_fields=["withdrawn_at"])
    record(actor=actor, action="study.withdraw_ask", target=ask, organisation=ask.sender)
    return ask
