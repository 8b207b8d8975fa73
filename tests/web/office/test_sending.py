"""How sending goes, for an administrator: numbers and reasons, never a recipient."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from redcloud.apps.notices.models import Delivery, Digest
from tests.world import World


def failed(world: World, keys: list[str], fault: str, state: str = "failed") -> None:
    now = timezone.now()
    for key in keys:
        member = world.members[key]
        digest = Digest.objects.create(
            member=member,
            day=timezone.localdate() - timedelta(days=member.digests.count()),
            notices=1,
            newest_notice=1,
        )
        Delivery.objects.create(
            root=member.root, channel="email", digest=digest, state=state, fault=fault, not_after=now
        )


def test_few_are_not_counted_and_many_are_and_nobody_is_named(world: World, signed_in) -> None:
    branch = ["member", "colleague", "secretary", *(f"more{number}" for number in range(9))]
    failed(world, branch, "mailbox_refused")
    failed(world, ["member"], "mailbox_busy")
    failed(world, ["south_member"], "mail_refused")
    shown = signed_in("administrator").get(reverse("office-sending", args=[world.north.pk])).content.decode()
    assert "邮箱地址不存在" in shown
    assert ">12<" in shown
    assert "不到下限" in shown
    assert "被对方的邮件服务器拒收" not in shown  # another root's
    assert not [key for key in branch if world.members[key].name in shown]


def test_what_waits_of_few_people_is_neither_counted_nor_timed(world: World, signed_in) -> None:
    """Twelve messages of one member are of one member; a moment of few is theirs."""
    page = reverse("office-sending", args=[world.north.pk])
    failed(world, ["member"] * 12, "", state="pending")
    shown = signed_in("administrator").get(page).content.decode()
    assert "有几条等着发，人数不到下限。" in shown
    assert "12 条等着发" not in shown
    everybody = ["member", "colleague", "secretary", *(f"more{number}" for number in range(9))]
    failed(world, everybody, "", state="pending")
    assert "24 条等着发" in signed_in("administrator").get(page).content.decode()


def test_what_keeps_everything_waiting_is_said(world: World, signed_in) -> None:
    failed(world, ["member"], "mail_login", state="pending")
    shown = signed_in("administrator").get(reverse("office-sending", args=[world.north.pk])).content.decode()
    assert "REDCLOUD_EMAIL_URL" in shown


def test_what_failed_for_one_reason_is_queued_again_for_this_root(world: World, signed_in) -> None:
    failed(world, ["member", "south_member"], "mailbox_refused")
    failed(world, ["colleague"], "mailbox_busy")
    again = reverse("office-sending-again", args=[world.north.pk])
    signed_in("administrator").post(again, {"channel": "email", "fault": "mailbox_refused"})
    waiting = Delivery.objects.get(state="pending")
    assert waiting.digest is not None
    assert waiting.digest.member == world.members["member"]
    assert waiting.not_after > timezone.now()


def test_nothing_to_say_says_so(world: World, signed_in, django_assert_max_num_queries) -> None:
    client = signed_in("administrator")
    with django_assert_max_num_queries(14):
        shown = client.get(reverse("office-sending", args=[world.north.pk])).content.decode()
    assert shown.count("没有等着发的。") == 3
