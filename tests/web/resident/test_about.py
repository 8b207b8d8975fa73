"""The public page: every stage that stores something about people says so; programs that read are named."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import astuple
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from redcloud.apps.people import registries
from redcloud.apps.people.holdings import Holding
from redcloud.apps.people.models import Member, User
from redcloud.apps.records.models import Credential, Scope
from redcloud.web.resident.about.views import chapters
from tests.world import World

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SignIn = Callable[[str], Client]


@pytest.mark.django_db
def test_every_stage_that_stores_something_about_persons_says_so_itself() -> None:
    """In both languages, with nothing left empty; the page has no lines of its own."""
    about_persons = {
        model._meta.app_label
        for model in apps.get_models()
        if model.__module__.startswith("redcloud.apps.")
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model in (Member, User)
    }
    held = registries.holdings.call()
    assert about_persons <= set(held)
    assert {"needs", "life", "notices", "discussions"} <= about_persons
    assert [chapter.stage for chapter in chapters()] == [stage for stage in settings.STAGES if stage in held]
    for lines in held.values():
        assert lines
        for text in (text for line in lines for text in astuple(line)):
            with translation.override("en"):
                english = str(text)
            assert CHINESE.search(str(text)), text
            assert not CHINESE.search(english), f"no English for {text}"


@pytest.mark.django_db
def test_a_stage_that_registered_speaks_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    own = [Holding("w", "y", "s", "k")]
    functions = {**registries.holdings._functions, "study": lambda: own}
    monkeypatch.setattr(registries.holdings, "_functions", functions)
    assert [chapter.holdings for chapter in chapters() if chapter.stage == "study"] == [own]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_is_open_to_everybody(world: World, client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    assert client.get(reverse("about-data")).status_code == 200


def test_members_see_who_may_read_records_in_their_own_root_only(world: World, signed_in: SignIn) -> None:
    Credential.objects.create(
        root=world.north,
        name="教育平台",
        key="k",
        secret_hash="h",
        scopes=Scope.READ,
        approver="张书记",
        purpose="学时核对",
        expires_at=timezone.now() + timedelta(days=9),
    )
    address = reverse("about-data")
    page = signed_in("member").get(address).content.decode()
    assert "教育平台" in page
    assert "张书记" in page
    for role in ("south_member", "anonymous"):
        assert "教育平台" not in signed_in(role).get(address).content.decode()
