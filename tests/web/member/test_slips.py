"""The pages of a slip for a new password: printed by the branch, used by the member, read by the member."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.people.models import Member, PasswordSlip
from redcloud.web.ui.codes import code_of
from tests.world import World

SignIn = Callable[[str], Client]
PASSWORD = "river-stone-2026"


@pytest.fixture(autouse=True)
def allowed(world: World) -> None:
    """Everybody has let their branch make slips."""
    Member.objects.update(slips_allowed=True)


def printed(world: World, signed_in: SignIn) -> str:
    sheet = signed_in("secretary").post(
        reverse("branch-password-slip", args=[world.branch.pk]), {"member": world.members["member"].pk}
    )
    assert "no-store" in sheet.headers["Cache-Control"]
    page = sheet.content.decode()
    assert sheet.context["address"].endswith("/new-password/")
    assert code_of(sheet.context["address"]) in page
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert found
    return found.group()


def typed(client: Client, code: str) -> object:
    given = {"code": code.lower(), "password": PASSWORD, "again": PASSWORD}
    return client.post(reverse("new-password"), given, follow=True)


def a_day_later() -> None:
    PasswordSlip.objects.update(usable_from=timezone.now() - timedelta(seconds=1))


def test_from_the_roster_to_the_new_password(world: World, signed_in: SignIn) -> None:
    code = printed(world, signed_in)
    early = typed(Client(), code).content.decode()  # type: ignore[attr-defined]
    assert re.search(r"码是对的，\d{4}年\d+月\d+日 \d\d:\d\d 起才能用", early)
    a_day_later()
    client = Client()
    done = typed(client, code).content.decode()  # type: ignore[attr-defined]
    assert "您的用户名是 member" in done
    assert "_auth_user_id" not in client.session
    assert client.login(username="member", password=PASSWORD)
    own = client.get(reverse("account")).content.decode()
    assert world.members["secretary"].name in own
    assert "用它设了新密码" in own


def test_a_second_step_that_the_member_set_is_still_asked(world: World, signed_in: SignIn) -> None:
    TOTP.activate(world.users["member"], generate_totp_secret())
    code = printed(world, signed_in)
    a_day_later()
    client = Client()
    typed(client, code)
    answer = client.post(reverse("account_login"), {"login": "member", "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_the_member_sees_it_on_the_home_page_and_stops_it_there(world: World, signed_in: SignIn) -> None:
    code = printed(world, signed_in)
    client = signed_in("member")
    assert "有人为您的账户做了一张重设密码单" in client.get(reverse("member-home")).content.decode()
    page = client.post(reverse("account-slips-stop"), follow=True).content.decode()
    assert "已经作废" in page
    assert "有人为您的账户做了" not in client.get(reverse("member-home")).content.decode()
    a_day_later()
    assert "作废" in typed(Client(), code).content.decode()  # type: ignore[attr-defined]


def test_nobody_else_sees_whether_there_ever_was_one(world: World, signed_in: SignIn) -> None:
    before = signed_in("secretary").get(reverse("branch-members", args=[world.branch.pk])).content
    printed(world, signed_in)
    after = signed_in("secretary").get(reverse("branch-members", args=[world.branch.pk])).content
    assert len(before) == len(after)


def test_what_is_refused_says_what_to_do(world: World, signed_in: SignIn) -> None:
    address = reverse("branch-password-slip", args=[world.branch.pk])
    page = signed_in("secretary").post(address, {"member": world.members["secretary"].pk}, follow=True)
    assert "不能给自己做" in page.content.decode()
    address = reverse("office-password-slip", args=[world.north.pk])
    page = signed_in("administrator").post(address, {"who": "谁也不是"}, follow=True)
    assert "名册里没有" in page.content.decode()


def test_the_member_lets_the_branch_make_slips_and_takes_it_back(world: World, signed_in: SignIn) -> None:
    Member.objects.update(slips_allowed=False)
    client = signed_in("member")
    assert "让支部可以做" in client.get(reverse("account")).content.decode()
    client.post(reverse("account-slips"), {"allowed": "yes"})
    assert "不让支部做了" in client.get(reverse("account")).content.decode()
    client.post(reverse("account-slips"), {"allowed": "no"})
    assert not Member.objects.get(pk=world.members["member"].pk).slips_allowed
