"""The lake's store does not answer: nothing is lost, whoever can mend it is told, and it passes."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.people.actions import set_consent
from redcloud.apps.people.models import Purpose
from redcloud.apps.people.queries import has_consent
from redcloud.apps.portrait.queries import portrait_of
from redcloud.apps.records import tasks
from redcloud.apps.records.actions import drain_outbox, lake, link_identity
from redcloud.apps.records.actions.troubles import note_lake_trouble
from redcloud.apps.records.lake_words import LAKE_WORDS
from redcloud.apps.records.models import Identity, LakeTrouble, Outbox
from redcloud.apps.records.queries import lake_waits
from redcloud.commands.trouble import _WHAT_TO_DO
from tests.apps.records.making import small, store
from tests.objects.running import KEY, SECRET, ObjectServer
from tests.world import World

SignIn = Callable[[str], Client]


@pytest.fixture
def away(world: World, settings, object_server: ObjectServer) -> ObjectServer:
    """The lake lies in the server, with one record."""
    settings.LAKE = object_server.place()
    store(world.north, small())
    drain_outbox()
    return object_server


def administrators_page(world: World, signed_in: SignIn, language: str = "zh-hans") -> str:
    client = signed_in("administrator")
    client.cookies["django_language"] = language
    answer = client.get(
        reverse("office-records", args=[world.north.pk]), headers={"accept-language": language}
    )
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"cut": True}, "silent"),
        ({"cut": True, "only": "PUT", "after": 1}, "silent"),
        ({"refuse": "AccessDenied"}, "no_right"),
        ({"refuse": "NoSuchBucket"}, "no_container"),
        ({"refuse": "InvalidAccessKeyId"}, "wrong_key"),
    ],
)
def test_what_comes_in_waits_and_is_taken_once_when_the_store_is_back(
    world: World, away: ObjectServer, how: dict[str, object], code: str
) -> None:
    away.told(**how)
    store(world.north, small(actor={"mbox": "mailto:wang@example.org"}), small())
    for _ in range(2):
        tasks.drain_what_was_left()
    assert Outbox.objects.count() == 2
    waits = lake_waits()
    assert waits is not None
    assert (waits.code, waits.waiting) == (code, 2)

    away.told()
    tasks.drain_what_was_left()
    assert not Outbox.objects.exists()
    assert lake_waits() is None
    ids = lake().read()["record_id"].to_pylist()
    assert len(ids) == len(set(ids)) == 3


def test_an_erasure_that_meets_a_broken_network_is_done_when_it_is_back(
    world: World, away: ObjectServer
) -> None:
    pseudonym = lake().read()["pseudonym"].to_pylist()[0]
    Outbox.objects.create(operation="erase", pseudonym=pseudonym)
    away.told(cut=True, only="POST")  # what deletes the files themselves
    tasks.drain_what_was_left()
    assert Outbox.objects.count() == 1
    away.told()
    tasks.drain_what_was_left()
    assert not Outbox.objects.exists()
    parquet = [name for name in away.contents(lake().place.objects.place) if "/month=" in name]
    assert parquet == []


def test_since_when_is_kept_while_the_same_stands_in_the_way(world: World) -> None:
    long_ago = timezone.now() - timedelta(days=2)
    note_lake_trouble("silent", "")
    LakeTrouble.objects.update(since=long_ago, tried_at=long_ago)
    note_lake_trouble("silent", "ConnectTimeoutError")
    (trouble,) = LakeTrouble.objects.all()
    assert (trouble.since, trouble.detail) == (long_ago, "ConnectTimeoutError")
    assert trouble.tried_at > long_ago
    note_lake_trouble("no_right", "AccessDenied")
    (trouble,) = LakeTrouble.objects.all()
    assert (trouble.code, trouble.since > long_ago) == ("no_right", True)


def test_a_fault_of_the_program_is_not_taken_for_a_store_that_is_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("redcloud.apps.records.actions.drain_outbox", fail)
    with pytest.raises(ZeroDivisionError):
        tasks.drain_what_was_left.call_local()
    assert lake_waits() is None


def test_the_administrator_is_told_what_is_the_matter_what_to_do_and_what_waits(
    world: World, away: ObjectServer, signed_in: SignIn
) -> None:
    assert "数据湖" not in administrators_page(world, signed_in)
    away.told(refuse="AccessDenied")
    store(world.north, small())
    tasks.drain_what_was_left()
    page = administrators_page(world, signed_in)
    assert "数据湖现在收不下记录" in page
    assert "请给所用的密钥读、写、列出和删除的权限" in page
    assert "1 条在等" in page
    assert "AccessDenied" in page
    assert not [one for one in (KEY, SECRET, "someones-key") if one in page]
    english = administrators_page(world, signed_in, "en")
    assert "The lake takes no records at present" in english


def test_every_code_has_words_on_pages_and_on_the_command_line() -> None:
    assert {*LAKE_WORDS} - {"disk_full"} == {*_WHAT_TO_DO}


def test_no_line_of_the_log_holds_a_key(world: World, away: ObjectServer) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        away.told(refuse="InvalidAccessKeyId")
        store(world.north, small())
        tasks.drain_what_was_left()
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    assert "wrong_key" in written.getvalue()
    assert not [one for one in (KEY, SECRET, "someones-key") if one in written.getvalue()]


def test_an_answer_of_a_member_stands_though_the_portrait_has_to_wait(
    world: World, away: ObjectServer, django_capture_on_commit_callbacks
) -> None:
    member, user = world.members["member"], world.users["member"]
    link_identity(actor=user, member=member, identity=Identity.objects.get(value="mailto:li@example.org"))
    drain_outbox()
    away.told(cut=True)
    with django_capture_on_commit_callbacks(execute=True):
        set_consent(actor=user, member=member, purpose=Purpose.PORTRAIT, granted=True)
    assert has_consent(member, Purpose.PORTRAIT)


def test_a_line_says_that_its_evidence_cannot_be_read_now(
    world: World, away: ObjectServer, signed_in: SignIn, django_capture_on_commit_callbacks
) -> None:
    member, user = world.members["member"], world.users["member"]
    with django_capture_on_commit_callbacks(execute=True):
        set_consent(actor=user, member=member, purpose=Purpose.PORTRAIT, granted=True)
        link_identity(actor=user, member=member, identity=Identity.objects.get(value="mailto:li@example.org"))
    tasks.drain_what_was_left()
    line = portrait_of(world.viewer("member")).lines[0]
    address = reverse("member-portrait-evidence", args=[line.kind, line.key])
    client = signed_in("member")
    assert "依据现在读不出来" not in client.get(address).content.decode()
    away.told(cut=True)
    answer = client.get(address)
    assert answer.status_code == 200
    assert "依据现在读不出来" in answer.content.decode()
    assert "刚刚被收回" not in answer.content.decode()
    assert client.get(reverse("member-portrait")).status_code == 200


def test_where_a_page_needs_the_store_itself_it_says_so_and_that_nothing_is_half_stored(
    world: World, away: ObjectServer, client: Client, rf
) -> None:
    from redcloud.engine.objects import OutOfReach
    from redcloud.web.ui.views import server_error

    request = rf.get("/")
    request.viewer = world.viewer("member")
    try:
        raise OutOfReach("silent")
    except OutOfReach:
        answer = server_error(request)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "存储暂时没有应答" in answer.content.decode()
