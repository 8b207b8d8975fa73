"""Messages are found from every page of a member, with how many are unread; nobody else has the bell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.notices.actions import notify
from redcloud.apps.notices.models import Delivery, Digest, Notice, Preference, PushDevice
from redcloud.apps.study.actions import send
from redcloud.apps.study.models import Suggestion
from tests.apps.study.stories import library
from tests.web.access.needs import P256DH
from tests.world import World

LINK = 'href="/notices/"'


def test_the_bell_says_how_many_are_unread_and_is_quiet_when_none_is(world: World, signed_in) -> None:
    client, home = signed_in("member"), reverse("member-home")
    assert 'aria-label="消息"' in client.get(home).content.decode()
    for _number in range(3):
        notify(member=world.members["member"], kind="study_sent", target_url="member-home")
    assert 'aria-label="消息，3 条没看"' in client.get(home).content.decode()
    first = Notice.objects.first()
    assert first is not None
    client.post(reverse("member-notice-open", args=[first.pk]))
    assert 'aria-label="消息，2 条没看"' in client.get(home).content.decode()
    client.post(reverse("member-notices-read"))
    assert 'aria-label="消息"' in client.get(home).content.decode()


@pytest.mark.parametrize("role", ["officer", "editor", "administrator", "anonymous"])
def test_somebody_who_is_no_member_has_no_bell(role: str, world: World, signed_in) -> None:
    assert LINK not in signed_in(role).get(reverse("about-data")).content.decode()


def test_another_members_messages_are_not_counted(world: World, signed_in) -> None:
    notify(member=world.members["colleague"], kind="study_sent", target_url="member-home")
    assert 'aria-label="消息"' in signed_in("member").get(reverse("member-home")).content.decode()


# --- the page that every digest leads to -------------------------------------------------------------------


def test_the_page_lists_what_is_new_and_why_and_looking_changes_nothing(world: World, signed_in) -> None:
    library(world)
    send(root=world.north, day=timezone.localdate())
    page = signed_in("member").get(reverse("member-notices")).content.decode()
    sent = Suggestion.objects.filter(member=world.members["member"]).select_related("item")
    assert sent
    for row in sent:
        assert row.item.title in page
    assert page.count("看依据") == len(sent)
    assert not Notice.objects.exclude(read_at=None).exists()


def test_what_came_long_ago_is_not_new(world: World, signed_in) -> None:
    library(world)
    send(root=world.north, day=timezone.localdate())
    Suggestion.objects.update(sent_at=timezone.now() - timedelta(days=8))
    assert "看依据" not in signed_in("member").get(reverse("member-notices")).content.decode()


def test_the_page_asks_as_many_questions_however_much_is_new(
    world: World, signed_in, django_assert_max_num_queries
) -> None:
    library(world)
    send(root=world.north, day=timezone.localdate())
    for _number in range(60):
        notify(member=world.members["member"], kind="study_sent", target_url="member-home")
    client = signed_in("member")
    with django_assert_max_num_queries(25):
        client.get(reverse("member-notices"))


# --- how to hear --------------------------------------------------------------------------------------


CHOICE = {"rhythm": "daily", "weekday": "2", "hour": "18", "quiet_from": "22", "quiet_until": "7"}


def test_hour_weekday_and_ways_are_chosen_on_one_page(world: World, signed_in) -> None:
    client, page = signed_in("member"), reverse("member-notice-preferences")
    assert client.post(page, {**CHOICE, "email": "on"}).status_code == 302
    kept = Preference.objects.get()
    assert (kept.email, kept.rhythm, kept.weekday, kept.hour) == (True, "daily", 2, 18)
    refused = client.post(page, {**CHOICE, "hour": "23"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["hour"])
    assert Preference.objects.get().hour == 18


def test_a_device_is_switched_on_tried_and_off_and_the_script_answers_for_notices_only(
    world: World, signed_in
) -> None:
    client, page = signed_in("member"), reverse("member-notice-preferences")
    given = {"endpoint": "https://push.example.org/one", "p256dh": P256DH, "auth": "A" * 22}
    assert client.post(reverse("notice-device-add"), given).status_code == 201
    device = PushDevice.objects.get()
    shown = client.get(page).content.decode()
    assert device.address_hash in shown
    assert "push.example.org" not in shown
    client.post(reverse("notice-device-try", args=[device.uid]))
    assert Delivery.objects.get().trial
    client.post(reverse("notice-device-remove", args=[device.uid]))
    assert not PushDevice.objects.exists()
    script = client.get(reverse("notice-worker"))
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in script.headers  # so that its scope is /notices/ at most
    assert reverse("notice-worker").rpartition("/")[0] + "/" == reverse("member-notices")


def test_what_no_browser_gives_is_refused_with_a_reason(world: World, signed_in) -> None:
    client = signed_in("member")
    for given in ({}, {"endpoint": "https://10.0.0.1/", "p256dh": P256DH, "auth": "A" * 22}):
        answer = client.post(reverse("notice-device-add"), given)
        assert answer.status_code == 422
        assert "没有打开" in answer.json()["reason"]
    assert not PushDevice.objects.exists()


def test_reminders_end_with_one_tap_and_without_signing_in(world: World, signed_in) -> None:
    given = {"endpoint": "https://push.example.org/one", "p256dh": P256DH, "auth": "A" * 22}
    signed_in("member").post(reverse("notice-device-add"), given)
    address = reverse("notice-push-stop", args=[PushDevice.objects.get().stop_token])
    anybody = Client(enforce_csrf_checks=True)
    assert anybody.get(address).status_code == 200
    assert PushDevice.objects.exists()
    assert anybody.post(address).status_code == 200
    assert not PushDevice.objects.exists()
    assert anybody.post(address).status_code == 404


def test_a_member_sees_that_an_e_mail_did_not_get_through_and_why_and_sends_it_again(
    world: World, signed_in
) -> None:
    member, client = world.members["member"], signed_in("member")
    client.post(reverse("member-notice-preferences"), {**CHOICE, "email": "on"})
    digest = Digest.objects.create(member=member, day=timezone.localdate(), notices=1, newest_notice=1)
    Delivery.objects.create(
        root=world.north,
        channel="email",
        digest=digest,
        state="failed",
        fault="mailbox_refused",
        not_after=timezone.now(),
    )
    assert "没有送到" in client.get(reverse("member-notices")).content.decode()
    assert "邮箱地址不存在" in client.get(reverse("member-notice-preferences")).content.decode()
    assert "没有送到" not in signed_in("colleague").get(reverse("member-notices")).content.decode()
    client.post(reverse("member-notice-mail-again"))
    assert Delivery.objects.get().state == "pending"
    assert "没有送到" not in client.get(reverse("member-notices")).content.decode()
