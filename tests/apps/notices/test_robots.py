"""Robots of a branch's group chats: what they say, what is refused, and that no digest ever reaches one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as configured
from django.db import IntegrityError, transaction
from django.utils import timezone

from redcloud.apps.notices import actions
from redcloud.apps.notices.actions.telling import SETTLES
from redcloud.apps.notices.channels.robots import robot_from
from redcloud.apps.notices.models import Delivery, Digest, Notice, NoticeKind, Robot
from redcloud.apps.notices.models.notices import BRANCH_NOTICES
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import AuditEntry
from tests.apps.notices.choices import DINGTALK, FEISHU, SECRET, WECOM, set_up


def tell(world, kind: str = "meeting_called") -> actions.Run:
    actions.notify_branch(branch=world.branch, kind=kind)
    return actions.send_waiting(now=timezone.now() + SETTLES)


@pytest.mark.parametrize(
    ("url", "path", "text_in"),
    [
        (WECOM, "/cgi-bin/webhook/send", lambda body: body["text"]["content"]),
        (DINGTALK, "/robot/send", lambda body: body["text"]["content"]),
        (FEISHU, "/open-apis/bot/v2/hook/", lambda body: body["content"]["text"]),
    ],
)
def test_each_service_gets_its_own_form_and_the_same_words(world, services, url, path, text_in) -> None:
    robot = set_up(world, url)
    assert tell(world).sent == 1
    (call,) = services.calls
    assert call.path.startswith(path)
    assert parse_qs(urlsplit(url).query) == parse_qs(urlsplit(call.path).query)
    assert text_in(call.json) == f"有一条新通知，请打开查看。\n{configured.PUBLIC_URL}/notices/"
    robot.refresh_from_db()
    assert (robot.failures, robot.fault) == (0, "")
    assert robot.sent_at is not None


def test_dingtalk_gets_the_signature_that_its_documents_ask_for(world, services) -> None:
    set_up(world, DINGTALK, SECRET)
    tell(world)
    asked = parse_qs(urlsplit(services.calls[0].path).query)
    signed = f"{asked['timestamp'][0]}\n{SECRET}".encode()
    expected = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert asked["sign"] == [expected]


def test_any_other_webhook_gets_json(world, outside) -> None:
    set_up(world, outside.url + "/hook?room=7")
    assert tell(world).sent == 1
    (call,) = outside.calls
    assert call.path == "/hook?room=7"
    assert call.json["message"].startswith("有一条新通知")


@pytest.mark.parametrize(
    ("url", "answer", "fault"),
    [
        (WECOM, {"errcode": 93000, "errmsg": "invalid webhook url"}, "robot_key"),
        (WECOM, {"errcode": 40001, "errmsg": "?"}, "robot_refused"),
        (DINGTALK, {"errcode": 310000, "errmsg": "keywords not in content"}, "robot_rules"),
        (DINGTALK, {"errcode": 300001, "errmsg": "token is not exist"}, "robot_key"),
        (FEISHU, {"code": 19024, "msg": "Key Words Not Found"}, "robot_rules"),
        (FEISHU, {"code": 19001, "msg": "param invalid"}, "robot_key"),
        (WECOM, ["no", "object"], "robot_refused"),
    ],
)
def test_a_refusal_with_status_200_is_a_refusal(world, services, url, answer, fault) -> None:
    robot = set_up(world, url)
    services.answers(200, answer)
    assert tell(world).failed == 1
    robot.refresh_from_db()
    assert (robot.fault, robot.sent_at) == (fault, None)


@pytest.mark.parametrize(
    ("status", "outcome", "fault"),
    [
        (302, "failed", "robot_refused"),
        (404, "failed", "robot_key"),
        (429, "later", "robot_busy"),
        (500, "later", "robot_busy"),
    ],
)
def test_other_answers_say_whether_it_helps_to_try_again(world, outside, status, outcome, fault) -> None:
    robot = set_up(world, outside.url + "/hook")
    outside.answers(status, **{"Location": outside.url + "/inside"})
    assert getattr(tell(world), outcome) == 1
    robot.refresh_from_db()
    assert robot.fault == fault
    assert {call.path for call in outside.calls} == {"/hook"}  # a redirect is not followed


@pytest.mark.parametrize("url", [WECOM, DINGTALK, FEISHU])
def test_the_address_is_never_shown_again(world, services, url) -> None:
    robot = set_up(world, url)
    key = url.rpartition("=")[2].rpartition("/")[2]
    stored = json.dumps(list(Robot.objects.values()), default=str)
    trail = json.dumps(list(AuditEntry.objects.filter(target_kind="notices.robot").values()), default=str)
    assert "notices.add_robot" in trail
    assert key not in stored + trail
    assert robot.kind in ("wecom", "dingtalk", "feishu")


@pytest.mark.parametrize(
    ("url", "secret", "reason"),
    [
        ("http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdefgh", "", "not_public"),
        ("https://localhost/hook", "", "not_public"),
        ("https://10.1.2.3/hook", "", "not_public"),
        ("https://[::1]/hook", "", "not_public"),
        ("https://169.254.169.254/latest/meta-data", "", "not_public"),
        ("https://me:pass@hooks.example.org/a", "", "not_public"),
        ("wecombot://abcdefgh", "", "not_public"),
        ("https://exa mple.org/a", "", "not_public"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send", "", "no_key"),
        ("https://oapi.dingtalk.com/robot/send?access_token=", "", "no_key"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/", "", "no_key"),
        (DINGTALK, "no secret!", "bad_secret"),
        (WECOM, SECRET, "bad_secret"),
    ],
)
def test_a_bad_address_is_refused_without_a_look_at_the_network(url, secret, reason) -> None:
    with pytest.raises(ValueError, match=reason):
        robot_from(url, secret)


def test_what_a_branch_does_in_a_while_is_said_once(world, outside) -> None:
    set_up(world, outside.url + "/hook")
    for kind in ("meeting_called", "meeting_changed", "meeting_cancelled"):
        actions.notify_branch(branch=world.branch, kind=kind)
    assert actions.send_waiting().sent == 0
    assert actions.send_waiting(now=timezone.now() + SETTLES).sent == 1
    assert tell(world).sent == 1


def test_what_is_of_no_use_any_more_is_not_said(world, outside) -> None:
    set_up(world, outside.url + "/hook")
    actions.notify_branch(
        branch=world.branch, kind="meeting_called", until=timezone.now() + timedelta(minutes=5)
    )
    actions.send_waiting(now=timezone.now() + SETTLES)
    assert outside.calls == []


def test_another_branch_hears_nothing(world, outside) -> None:
    set_up(world, outside.url + "/hook")
    assert actions.notify_branch(branch=world.sibling, kind="meeting_called") == 0


# --- never a personal digest ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(set(NoticeKind.values) - BRANCH_NOTICES))
def test_what_is_for_persons_is_refused_to_robots(world, kind) -> None:
    with pytest.raises(ValueError, match="no notice of a branch"):
        actions.notify_branch(branch=world.branch, kind=kind)


def test_the_outbox_has_no_room_for_a_digest_to_a_robot(world, outside) -> None:
    robot = set_up(world, outside.url + "/hook")
    digest = Digest.objects.create(
        member=world.members["member"], day=timezone.localdate(), notices=1, newest_notice=1
    )
    for channel in ("robot", "email", "push"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.create(
                root=world.north, channel=channel, digest=digest, robot=robot, not_after=timezone.now()
            )


def test_a_digest_reaches_no_robot_and_a_robot_says_nothing_of_it(world, outside, subscriber, mail) -> None:
    set_up(world, outside.url + "/hook")
    for kind in NoticeKind.values:
        actions.notify(member=subscriber, kind=kind, target_url="landing")
    monday = timezone.localtime().replace(hour=9, minute=5) + timedelta(
        days=7 - timezone.localtime().weekday()
    )
    actions.queue_digests(now=monday)
    assert actions.send_waiting(now=monday).sent == 1
    assert len(mail.taken) == 1
    assert outside.calls == []


# --- trials, pausing, who may -----------------------------------------------------------------------------


def acting(world, key: str = "secretary"):
    return {"actor": world.users[key], "viewer": world.viewer(key), "branch_id": world.branch.pk}


def test_setting_one_up_tries_it_out_and_a_trial_says_that_it_is_one(world, outside) -> None:
    actions.add_robot(**acting(world), name="群", url=outside.url + "/hook")
    actions.send_waiting()
    assert outside.calls[0].json["message"].startswith("这是一条测试通知")


def test_a_trial_that_fails_says_why_at_once_and_pauses_nothing(world, outside) -> None:
    robot = set_up(world, outside.url + "/hook")
    outside.answers(500)
    for _taps in range(4):
        actions.try_robot(**acting(world), robot_id=robot.pk)
        assert actions.send_waiting().failed == 1
    robot.refresh_from_db()
    assert (robot.fault, robot.paused_at) == ("robot_busy", None)


def test_one_that_fails_again_and_again_is_paused_its_committee_told_and_resumed(world, outside) -> None:
    robot = set_up(world, outside.url + "/hook")
    outside.answers(404)
    for _messages in range(3):
        tell(world)
    robot.refresh_from_db()
    assert robot.paused_at is not None
    notice = Notice.objects.get(kind="robot_paused")
    assert (notice.member, notice.target_args) == (world.members["secretary"], [world.branch.pk])
    assert actions.notify_branch(branch=world.branch, kind="meeting_called") == 0
    outside.answers(200)
    actions.resume_robot(**acting(world), robot_id=robot.pk)
    assert actions.send_waiting().sent == 1
    assert tell(world).sent == 1


def test_one_that_was_paused_or_removed_says_nothing_of_what_waited(world, outside) -> None:
    robot = set_up(world, outside.url + "/hook")
    actions.notify_branch(branch=world.branch, kind="meeting_called")
    actions.pause_robot(**acting(world), robot_id=robot.pk)
    actions.send_waiting(now=timezone.now() + SETTLES)
    actions.remove_robot(**acting(world), robot_id=robot.pk)
    assert outside.calls == []
    assert not Robot.objects.exists()


def test_an_address_sealed_with_another_key_is_asked_for_again(world, outside, settings) -> None:
    robot = set_up(world, outside.url + "/hook")
    settings.SECRET_KEY = "another" * 10
    tell(world)
    robot.refresh_from_db()
    assert robot.fault == "unreadable"


@pytest.mark.parametrize("role", ["member", "officer", "administrator", "sibling_secretary"])
def test_only_the_committee_decides(world, outside, role) -> None:
    robot = set_up(world, outside.url + "/hook")
    for action in (actions.try_robot, actions.pause_robot, actions.resume_robot, actions.remove_robot):
        with pytest.raises(NotVisible):
            action(**acting(world, role), robot_id=robot.pk)
    with pytest.raises(NotVisible):
        actions.add_robot(**acting(world, role), name="群", url=WECOM)


def test_a_branch_has_so_many_robots(world) -> None:
    for _ in range(5):
        actions.add_robot(**acting(world), name="群", url=WECOM)
    with pytest.raises(ValueError, match="too_many"):
        actions.add_robot(**acting(world), name="群", url=WECOM)


def test_in_the_quiet_hours_a_robot_waits(world, outside) -> None:
    robot = set_up(world, outside.url + "/hook")
    Robot.objects.filter(pk=robot.pk).update(quiet_from=21, quiet_until=8)
    now = timezone.localtime()
    night = now.replace(hour=22, minute=0) + timedelta(days=now.hour >= 22)  # the next, whatever the hour
    actions.notify_branch(branch=world.branch, kind="meeting_called")
    assert actions.send_waiting(now=night).sent == 0
    assert actions.send_waiting(now=night + timedelta(hours=10)).sent == 1
