"""The page of accounts elsewhere: a question, an answer, and the way back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from redcloud.apps.records.models import AccountOffer, Identity
from tests.apps.records.making import small, store
from tests.world import World

PAGE = "https://lms.example.org"


def client_of(world: World, role: str) -> Client:
    client = Client()
    client.force_login(world.users[role])
    return client


@pytest.fixture
def asked(world: World) -> World:
    store(world.north, small(actor={"account": {"homePage": PAGE, "name": "li.ming"}}))
    AccountOffer.objects.create(
        root=world.north, member=world.members["member"], home_page=PAGE, name="li.ming"
    )
    return world


def answer(client: Client, said: str) -> str:
    key = Identity.objects.get(value="li.ming").digest.hex
    response = client.post(reverse("member-accounts-answer"), {"key": key, "answer": said}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_portrait_says_that_an_account_waits_and_the_page_takes_the_answer_and_takes_it_back(
    asked: World,
) -> None:
    client = client_of(asked, "member")
    assert "有 1 个账号可能是您的" in client.get(reverse("member-portrait")).content.decode()
    page = client.get(reverse("member-accounts")).content.decode()
    assert "li.ming" in page
    assert "这是您的账号吗" in page
    assert "已归到您名下" in answer(client, "mine")
    assert Identity.objects.get(value="li.ming").member == asked.members["member"]
    assert "可能是您的" not in client.get(reverse("member-portrait")).content.decode()
    assert "已取消" in answer(client, "release")
    assert Identity.objects.get(value="li.ming").member is None


def test_not_mine_is_remembered_and_mended(asked: World) -> None:
    client = client_of(asked, "member")
    assert "您说过不是您的" in answer(client, "not_mine")
    assert "您确认过的" in answer(client, "mine")


def test_an_answer_that_is_none_is_nobodys_page(asked: World) -> None:
    key = Identity.objects.get(value="li.ming").digest.hex
    client = client_of(asked, "member")
    assert client.post(reverse("member-accounts-answer"), {"key": key, "answer": "x"}).status_code == 404
    assert client.post(reverse("member-accounts-answer")).status_code == 404


def test_an_empty_page_says_what_to_do(world: World) -> None:
    page = client_of(world, "member").get(reverse("member-accounts")).content.decode()
    assert "还没有找到您在别处的账号" in page
    assert reverse("account_email") in page
