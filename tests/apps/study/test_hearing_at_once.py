"""What a unit says twice at the same moment, or while its learner leaves: one is heard, nothing is left."""

from __future__ import annotations

import threading

import msgspec
import pytest
from django.db import connection
from django.test import Client

from redcloud.apps.people import own_data
from redcloud.apps.people.models import User
from redcloud.apps.records.models import Identity, Statement
from redcloud.apps.study.actions import NotNow, hear
from redcloud.apps.study.models import Launch, PackageAccount
from redcloud.apps.topics.models import Topic
from redcloud.engine.records.profile import PACKAGE_ACCOUNTS
from tests.apps.records.test_erasing_meanwhile import beside
from tests.web.api.launching import LaunchedUnit, opened, shelved
from tests.world import make_world

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]
AT_ONCE = 6


@pytest.fixture
def unit() -> LaunchedUnit:
    world = make_world()
    # A test that commits is cleaned up after by emptying every table, what migrations wrote too.
    Topic.objects.get_or_create(root=None, code="farming", defaults={"name_zh": "农业", "name_en": "Farming"})
    client = Client()
    client.force_login(world.users["member"], backend="allauth.account.auth_backends.AuthenticationBackend")
    found = opened(client, shelved(world)).begin()
    assert found.say("initialized").status_code == 200
    return found


def said(unit: LaunchedUnit, verb: str) -> str:
    """Say something as the record store hears it; why not, where it may not be said."""
    launch = Launch.objects.select_related("registration__version__package__item__root").get()
    try:
        hear(launch=launch, given=[msgspec.json.encode(unit.made(verb))], is_batch=False, edition="1.0.3")
    except NotNow as wrong:
        return wrong.problems[0].reason
    return ""


def test_of_many_that_say_it_is_completed_at_once_one_is_heard(unit: LaunchedUnit) -> None:
    ready, answers = threading.Barrier(AT_ONCE), []

    def speak() -> None:
        try:
            ready.wait(20)
            answers.append(said(unit, "completed"))
        finally:
            connection.close()

    threads = [threading.Thread(target=speak) for _ in range(AT_ONCE)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(answers) == ["", *["said_in_this_session"] * (AT_ONCE - 1)]
    verbs = [iri.rpartition("/")[2] for iri in Statement.objects.values_list("verb__iri", flat=True)]
    assert verbs.count("satisfied") == 2  # the unit and the course, once each
    # The unit's own word, and that the item is done.
    assert verbs.count("completed") == 2


def test_what_is_said_while_its_learner_leaves_is_not_kept(unit: LaunchedUnit) -> None:
    launch = Launch.objects.select_related("registration__version__package__item__root").get()
    given = [msgspec.json.encode(unit.made("completed"))]
    answers: list[str] = []

    def speak() -> None:
        try:
            hear(launch=launch, given=given, is_batch=False, edition="1.0.3")
        except NotNow as wrong:
            answers.append(wrong.problems[0].reason)

    beside(lambda: own_data.erase(actor=User.objects.get(username="member")), then=speak)
    assert answers in ([], ["launch_is_over"])
    assert not PackageAccount.objects.exists()
    assert not Identity.objects.filter(home_page=PACKAGE_ACCOUNTS).exists()
    assert not Statement.objects.filter(raw__contains=unit.actor["account"]["name"]).exists()
