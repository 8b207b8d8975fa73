"""Stage study: an organisation above proposes to its branches to study something by a day, and takes it back.

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
from redcloud.apps.study.models import Course, CourseAsk, Item, StudyAsk
from redcloud.apps.study.queries.asks import MOST_OPEN, ask_page, asking_organisation, can_be_proposed

SOONEST, LATEST = timedelta(days=14), timedelta(days=366)
"""A branch meets once a month: what is asked for tomorrow would need an extra meeting."""


@transaction.atomic
def propose(
    *, actor: User, viewer: Viewer, organisation_id: int, thing: Item | Course, by_day: date
) -> StudyAsk | CourseAsk:
    """Propose an item to all branches under an organisation, or a course: part by part, and to their members.

    Raises
    ------
    NotVisible
        For anybody but an officer of it, or an editor of the root; for what is not in its library.
    ValidationError
        If the day is too near or too far, or too much is proposed already.
    """
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
    if not can_be_proposed(page.organisation, thing, today):
        raise NotVisible
    rows: type[StudyAsk] | type[CourseAsk] = StudyAsk if isinstance(thing, Item) else CourseAsk
    of = {"item" if isinstance(thing, Item) else "course": thing}
    # One that ran out makes room for the same thing again.
    ran_out = rows._default_manager.filter(
        sender=page.organisation, withdrawn_at=None, by_day__lt=today, **of
    )
    ran_out.update(withdrawn_at=timezone.now())
    made = rows._default_manager.create(sender=page.organisation, by_day=by_day, asked_by=actor, **of)
    record(actor=actor, action="study.ask_to_study", target=made, organisation=page.organisation)
    return made


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
