"""Web push to a real push service on loopback: encrypted, signed, neutral, and gone when the browser is."""

from __future__ import annotations

import json
import stat
import time
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as configured
from django.core.exceptions import ImproperlyConfigured

from redcloud.apps.notices import actions
from redcloud.apps.notices.models import Delivery, Digest, Preference, PushDevice
from redcloud.apps.notices.push_key import private_key, public_key
from redcloud.apps.people.access import NotVisible
from redcloud.config.environment import push_key
from tests.apps.notices.choices import CHOICE, wants_mail, wants_push
from tests.apps.notices.outside import claims_of

MONDAY_NINE = datetime(2026, 1, 5, 9, 5, tzinfo=ZoneInfo("Asia/Shanghai"))


def told(member) -> None:
    actions.notify(member=member, kind="study_sent", target_url="landing")


def run(now: datetime = MONDAY_NINE) -> actions.Run:
    actions.queue_digests(now=now)
    return actions.send_waiting(now=now)


@pytest.fixture
def member(world):
    return world.members["member"]


def test_a_reminder_arrives_encrypted_and_signed_and_can_be_ended_with_one_tap(
    world, member, outside
) -> None:
    browser = outside.browser()
    device = wants_push(world, member, browser)
    told(member)
    assert run().sent == 1
    (call,) = browser.calls
    assert call.headers["content-encoding"] == "aes128gcm"
    assert int(call.headers["ttl"]) > 0
    claims, key = claims_of(call)
    assert key == public_key()
    assert claims["aud"] == outside.url
    assert claims["sub"].startswith("mailto:")
    assert time.time() < claims["exp"] <= time.time() + 24 * 3600
    (shown,) = browser.shown
    assert shown["title"] == "您有新消息"
    assert urlsplit(shown["open"]).path == "/notices/"
    assert str(device.stop_token) in shown["end"]
    assert actions.stop_device(token=device.stop_token)
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_reminder_is_in_the_members_language(world, member, outside, language) -> None:
    type(member.user).objects.filter(pk=member.user_id).update(language=language)
    browser = outside.browser()
    wants_push(world, member, browser)
    told(member)
    run()
    assert browser.shown[0]["title"] == {"zh-hans": "您有新消息", "en": "You have new messages"}[language]


def test_one_digest_a_day_whatever_the_ways(world, member, outside, mail) -> None:
    browsers = [outside.browser(name) for name in ("one", "two")]
    for browser in browsers:
        wants_push(world, member, browser)
    wants_mail(world, member)
    Preference.objects.update(rhythm="daily")
    for minutes in range(0, 300, 50):
        told(member)
        run(MONDAY_NINE + timedelta(minutes=minutes))
    assert [len(mail.taken), *(len(browser.calls) for browser in browsers)] == [1, 1, 1]
    assert Digest.objects.count() == 1
    wants_push(world, member, outside.browser("three"))
    assert run(MONDAY_NINE + timedelta(hours=6)).sent == 0


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(world, member, outside, status) -> None:
    wants_push(world, member, outside.browser())
    outside.answers(status)
    told(member)
    run()
    assert not PushDevice.objects.exists()
    assert not Delivery.objects.exists()


def test_a_push_service_that_is_busy_is_asked_again_when_it_says(world, member, outside) -> None:
    browser = outside.browser()
    wants_push(world, member, browser)
    outside.answers(429, **{"Retry-After": "3600"})
    told(member)
    assert run().later == 1
    outside.answers(201)
    assert actions.send_waiting(now=MONDAY_NINE + timedelta(minutes=50)).sent == 0
    assert actions.send_waiting(now=MONDAY_NINE + timedelta(minutes=61)).sent == 1
    assert len(browser.shown) == 2


def test_no_reminder_comes_in_the_quiet_hours(world, member, outside) -> None:
    browser = outside.browser()
    wants_push(world, member, browser)
    outside.answers(503)
    told(member)
    run(MONDAY_NINE.replace(hour=20, minute=58))
    outside.answers(201)
    assert actions.send_waiting(now=MONDAY_NINE.replace(hour=23)).sent == 0
    assert actions.send_waiting(now=MONDAY_NINE.replace(day=6, hour=8)).sent == 1


def test_a_trial_comes_at_once_at_any_hour_and_says_the_same(world, member, outside) -> None:
    browser = outside.browser()
    device = wants_push(world, member, browser)
    for _taps in range(3):
        actions.try_device(actor=world.users["member"], member=member, uid=device.uid)
    assert actions.send_waiting().sent == 1
    assert browser.shown[0]["title"] == "您有新消息"
    with pytest.raises(NotVisible):
        actions.try_device(actor=world.users["secretary"], member=world.members["secretary"], uid=device.uid)


def test_a_browser_that_changes_hands_reminds_its_new_owner_alone(world, member, outside) -> None:
    browser = outside.browser()
    wants_push(world, member, browser)
    colleague = world.members["colleague"]
    device = wants_push(world, colleague, browser)
    assert PushDevice.objects.get() == device
    told(member)
    assert run().sent == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"endpoint": "http://push.example.org/a"}, "not_public"),
        ({"endpoint": "https://127.0.0.1/a"}, "not_public"),
        ({"endpoint": "https://192.168.1.1/a"}, "not_public"),
        ({"endpoint": "https://me:secret@push.example.org/a"}, "not_public"),
        ({"endpoint": "file:///etc/passwd"}, "not_public"),
        ({"endpoint": "https://push.example.org/" + "a" * 2000}, "not_public"),
        ({"p256dh": "AAAA"}, "bad_keys"),
        ({"p256dh": "B" * 87}, "bad_keys"),
        ({"auth": "short"}, "bad_keys"),
        ({"auth": "!" * 22}, "bad_keys"),
    ],
)
def test_what_is_no_subscription_is_refused(world, member, outside, settings, change, reason) -> None:
    settings.NOTICES_LOOPBACK = False
    given = {**outside.browser().subscription, "endpoint": "https://push.example.org/a", **change}
    with pytest.raises(ValueError, match=reason):
        actions.add_device(actor=world.users["member"], member=member, **given)
    assert not PushDevice.objects.exists()


def test_only_the_member_switches_reminders_on_and_for_so_many_devices(world, member, outside) -> None:
    with pytest.raises(PermissionError):
        actions.add_device(actor=world.users["secretary"], member=member, **outside.browser().subscription)
    for number in range(10):
        wants_push(world, member, outside.browser(str(number)))
    with pytest.raises(ValueError, match="too_many"):
        wants_push(world, member, outside.browser("eleven"))
    wants_push(world, member, outside.browser("3"))


def test_the_table_holds_no_address_in_clear_and_survives_another_key(
    world, member, outside, settings
) -> None:
    device = wants_push(world, member, outside.browser())
    assert "127.0.0.1" not in device.address
    settings.SECRET_KEY = "another" * 10
    told(member)
    run()
    assert not PushDevice.objects.exists()


def test_switching_everything_off_leaves_nothing_waiting(world, member, outside) -> None:
    device = wants_push(world, member, outside.browser())
    told(member)
    actions.queue_digests(now=MONDAY_NINE)
    actions.remove_device(actor=world.users["member"], member=member, uid=device.uid)
    assert not Delivery.objects.exists()
    assert not actions.stop_device(token=uuid4())
    actions.set_preference(actor=world.users["member"], member=member, email=False, **CHOICE)


def test_the_key_of_the_installation_is_made_once_and_is_its_owners_alone(settings, tmp_path) -> None:
    settings.PUSH_KEY = ""
    settings.DATA = tmp_path
    first = private_key()
    assert private_key() == first
    assert stat.S_IMODE((tmp_path / "push.key").stat().st_mode) == 0o600
    assert push_key(first) == first
    assert len(public_key()) == 87
    settings.PUSH_KEY = "A" * 42 + "E"
    assert private_key() == settings.PUSH_KEY


@pytest.mark.parametrize(
    "given", ["short", "_" * 43, "A" * 43, "no base64 at all, but 43 signs long, truly."]
)
def test_a_key_that_is_none_stops_the_start_with_a_sentence(given: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="REDCLOUD_PUSH_KEY"):
        push_key(given)


def test_what_a_browser_shows_names_no_person_organisation_or_topic(world, member, outside) -> None:
    browser = outside.browser()
    wants_push(world, member, browser)
    told(member)
    run()
    words = [
        "智慧红云",
        "党",
        "支部",
        "诉求",
        "会议",
        "学习",
        member.name,
        configured.PUBLIC_URL,
        world.branch.name,
    ]
    whole = json.dumps(browser.shown, ensure_ascii=False) + str(browser.calls[0].headers)
    assert [word for word in words if word in whole] == []
