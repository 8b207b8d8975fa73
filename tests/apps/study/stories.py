"""What the tests of study start from: a small library, people who finished things, a send."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.utils import timezone

from redcloud.apps.life.actions import take_roll
from redcloud.apps.life.models import Meeting
from redcloud.apps.people.actions import join_branch, set_consent
from redcloud.apps.people.models import Consent, Member, Organisation
from redcloud.apps.records.actions import Event, drain_outbox, record_events
from redcloud.apps.study.actions import Draft, call_session, hold_plan, make_item, publish_item
from redcloud.apps.study.activities import activity_of
from redcloud.apps.study.models import BranchPlan, Item
from redcloud.apps.topics.models import Topic
from tests.world import SINCE, World

CODES = ("first-aid", "everyday-law", "farming", "water-saving", "reading-data", "elder-care")


def draft(number: int, *codes: str, minutes: int = 10) -> Draft:
    """An item as an editor writes it."""
    topics = tuple(Topic.objects.filter(root=None, code__in=codes).order_by("code"))
    return Draft(title=f"内容{number}", text=f"第 {number} 篇。", minutes=minutes, topics=topics)


def shelve(root: Organisation, number: int, *codes: str, days_ago: int = 200, minutes: int = 10) -> Item:
    """A published item."""
    item = make_item(actor=None, root=root, draft=draft(number, *codes, minutes=minutes))
    on = timezone.localdate() - timedelta(days=days_ago)
    return publish_item(actor=None, item=item, on=on)


def library(world: World, size: int = 14) -> list[Item]:
    """A library of the north, two items a topic and more."""
    return [shelve(world.north, n, CODES[n % len(CODES)], minutes=6 + n % 5) for n in range(size)]


def agree(member: Member, *purposes: str) -> None:
    """The member answers yes."""
    for purpose in purposes or ("portrait", "personalisation"):
        Consent.objects.create(member=member, purpose=purpose, granted=True)


def switch(world: World, key: str, purpose: str, granted: bool) -> None:
    """A member of the world answers a question on the account page."""
    set_consent(actor=world.users[key], member=world.members[key], purpose=purpose, granted=granted)


def crowd(world: World, size: int) -> list[Member]:
    """More members of the sibling branch, all of whom agreed."""
    made = []
    for number in range(size):
        member = Member.objects.create(root=world.north, name=f"众{number}", roster_key=f"crowd{number}")
        join_branch(actor=None, member=member, branch=world.sibling, since=SINCE)
        agree(member)
        made.append(member)
    return made


def finished(members: list[Member], items: list[Item], days_ago: int = 30) -> None:
    """Everybody named finished everything named; the records are in the lake and folded."""
    when = timezone.now() - timedelta(days=days_ago)
    events = [Event(m, "completed", activity_of(item), when, None) for m in members for item in items]
    record_events(events=events, root=members[0].root)
    drain_outbox()


def today() -> date:
    """The day in the organisation's time zone."""
    return timezone.localdate()


def hold(world: World, plan: BranchPlan, studied: Collection[int] | None = None) -> BranchPlan:
    """The plan's meeting is called for today, its roll taken by the secretary, and noted what was studied."""
    by = {"actor": world.users["secretary"], "viewer": world.viewer("secretary")}
    plan.refresh_from_db()
    meeting = plan.meeting or call_session(**by, branch_id=plan.branch_id, uid=plan.uid)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=timezone.now() - timedelta(minutes=5), chair=world.members["secretary"]
    )
    take_roll(**by, uid=meeting.uid, marks={world.members["secretary"].uid: "present"})
    return hold_plan(**by, branch_id=plan.branch_id, uid=plan.uid, studied=studied)
