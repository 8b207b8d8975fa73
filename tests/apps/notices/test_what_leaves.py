"""Whatever leaves the platform shows neither membership nor topic: all that the receivers got is searched."""

from __future__ import annotations

import json

import pytest
from django.conf import settings as configured
from django.utils import timezone

from redcloud.apps.life.models import Meeting
from redcloud.apps.notices import actions
from redcloud.apps.notices.actions.telling import SETTLES
from redcloud.apps.notices.models import Delivery, NoticeKind, Preference
from redcloud.apps.people.models import Member, Organisation
from redcloud.apps.study.actions import send
from redcloud.apps.study.models import Item
from redcloud.apps.topics.models import Topic
from tests.apps.life.stories import called, next_week
from tests.apps.notices.choices import DINGTALK, FEISHU, WECOM, set_up, wants_mail, wants_push
from tests.apps.study.stories import library

WORDS = (
    "智慧红云", "党", "支部", "书记", "组织", "诉求", "居民", "会议", "开会", "学习", "画像",
    "Smart Red", "Party", "branch", "member", "secretary", "meeting", "study", "learn", "request", "resident",
)  # fmt: skip


def names() -> set[str]:
    """Everything that has a name in this installation, and the words of the subject."""
    found = {str(label) for label in NoticeKind.labels} | set(WORDS)
    found |= set(Organisation.objects.values_list("name", flat=True))
    found |= set(Member.objects.values_list("name", flat=True))
    found |= set(Topic.objects.values_list("name_zh", flat=True))
    found |= set(Topic.objects.values_list("name_en", flat=True))
    found |= set(Item.objects.values_list("title", flat=True))
    found |= set(Meeting.objects.values_list("title", flat=True))
    return {name for name in found if name}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_the_receivers_got_names_nothing(world, services, mail, language) -> None:
    member = world.members["member"]
    type(member.user).objects.update(language=language)
    for url in (WECOM, DINGTALK, FEISHU, services.url + "/hook"):
        set_up(world, url)
    actions.try_robot(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        robot_id=world.branch.robots.earliest("pk").pk,
    )
    actions.send_waiting()  # a trial goes at once
    browser = services.browser()
    wants_push(world, member, browser)
    wants_mail(world, member, "reader@example.org")
    now = timezone.localtime() + 2 * SETTLES
    Preference.objects.update(rhythm="daily", hour=now.hour, quiet_from=0, quiet_until=0)
    library(world)
    send(root=world.north, day=timezone.localdate())
    called(world, starts_at=next_week(), title="专题党课", place="社区活动室")
    for kind in NoticeKind.values:
        actions.notify(member=member, kind=kind, target_url="landing")
    actions.queue_digests(now=now)
    actions.send_waiting(now=now)
    assert set(Delivery.objects.values_list("channel", "state")) == {
        (channel, "sent") for channel in ("email", "push", "robot")
    }
    (message,) = mail.taken
    received = [str(message.items()), message.get_content(), json.dumps(browser.shown, ensure_ascii=False)]
    for call in services.calls:
        body = "" if call in browser.calls else json.dumps(call.json, ensure_ascii=False)
        received += [call.path, str(call.headers), body]
    whole = "\n".join(received).replace(configured.PUBLIC_URL, "")
    assert len(services.calls) == 6  # a trial, four robots, one reminder
    assert [name for name in sorted(names()) if name.lower() in whole.lower()] == []
