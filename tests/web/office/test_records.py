"""An administrator's pages of the record store: credentials, and what arrived in the last hour."""

from __future__ import annotations

import base64
import html
import json
import re
import shlex
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.people.models import AuditEntry
from redcloud.apps.records.actions import forget_arrivals, make_credential, revoke_credential
from redcloud.apps.records.actions.credentials import UNDO_WITHIN
from redcloud.apps.records.models import Arrival, Credential, Refusal, Scope, Statement
from redcloud.apps.records.queries import last_hour_for
from tests.apps.records.making import small, store
from tests.web.api.calling import Program
from tests.web.api.test_xapi import Api, key
from tests.world import World

SignIn = Callable[[str], Client]
READING = {
    "name": "教育平台",
    "reading": [Scope.READ_MINE],
    "writing": [Scope.WRITE],
    "approver": "张书记",
    "purpose": "学时核对",
}


def shown(answer: Any, name: str) -> str:
    """Return what the page shows for copying under a name, empty where it does not."""
    found = re.search(rf'id="shown-{name}"[^>]*>(.*?)</code>', answer.content.decode(), re.DOTALL)
    return html.unescape(found.group(1)) if found else ""


def called(line: str) -> HttpResponse:
    """Do what curl does with a line."""
    words = shlex.split(line)
    assert words[0] == "curl"
    options = list(zip(words[1::2], words[2::2], strict=False))
    headers = dict(value.split(": ", 1) for option, value in options if option == "-H")
    user = dict(options).get("-u", "")
    headers["Authorization"] = "Basic " + base64.b64encode(user.encode()).decode()
    address = words[-1].split("8000", 1)[1]
    data = dict(options).get("-d")
    if data is None:
        return Client().get(address, headers=headers)  # type: ignore[return-value]
    return Client().post(address, data, headers.pop("Content-Type"), headers=headers)  # type: ignore[return-value]


@pytest.fixture
def admin(signed_in: SignIn) -> Client:
    return signed_in("administrator")


def make(admin: Client, world: World, **answers: Any) -> Any:
    return admin.post(reverse("office-credential-new", args=[world.north.pk]), answers)


def test_a_credential_is_made_and_its_line_stores_a_statement(world: World, admin: Client) -> None:
    page = admin.get(reverse("office-credential-new", args=[world.north.pk])).content.decode()
    assert re.search(r'value="statements/write"[^>]*checked', page), "the default is to write"
    made = make(admin, world, name="学习平台", writing=[Scope.WRITE])
    credential = Credential.objects.get()
    assert (credential.scopes, credential.made_by) == ("statements/write", world.users["administrator"])
    assert shown(made, "endpoint").endswith("/api/xapi/")
    assert shown(made, "read") == "", "a line that would be refused is not shown"
    answer = called(shown(made, "write"))
    assert answer.status_code == 200, answer.content
    statement = Statement.objects.get()
    assert [str(statement.statement_id)] == json.loads(answer.content)
    assert statement.root == world.north
    assert AuditEntry.objects.filter(action="records.make_credential").count() == 1


def test_the_secret_is_shown_once(world: World, admin: Client) -> None:
    secret = shown(make(admin, world, name="学习平台", writing=[Scope.WRITE]), "secret")
    assert len(secret) >= 40
    listed = admin.get(reverse("office-credentials", args=[world.north.pk]))
    assert "学习平台" in listed.content.decode()
    assert secret not in listed.content.decode()
    assert listed["Cache-Control"].startswith("max-age=0")


def test_reading_asks_for_an_approver_a_purpose_and_an_end(world: World, admin: Client) -> None:
    page = make(admin, world, name="教育平台", reading=[Scope.READ]).content.decode()
    assert Credential.objects.count() == 0
    for sentence in ("请写上批准人的姓名", "请写明用途", "请选择到哪一天为止"):
        assert sentence in page
    until = timezone.localdate() + timedelta(days=30)
    made = make(admin, world, **READING, until=until.isoformat())
    credential = Credential.objects.get()
    assert (credential.approver, credential.purpose, credential.last_day) == ("张书记", "学时核对", until)
    assert called(shown(made, "write")).status_code == 200
    answer = called(shown(made, "read"))
    assert len(json.loads(answer.content)["statements"]) == 1


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_the_end_is_a_day_to_come_within_a_year(world: World, admin: Client, days: int) -> None:
    until = timezone.localdate() + timedelta(days=days)
    assert "请选择明天到一年以内的日期" in make(admin, world, **READING, until=until).content.decode()
    assert Credential.objects.count() == 0


def test_writing_asks_for_nothing_more(world: World, admin: Client) -> None:
    make(admin, world, name="平台", writing=[Scope.WRITE, Scope.DEFINE], approver="x", purpose="y")
    credential = Credential.objects.get()
    assert (credential.approver, credential.purpose, credential.expires_at) == ("", "", None)


def test_no_scope_and_no_name_is_said(world: World, admin: Client) -> None:
    page = make(admin, world).content.decode()
    assert "请至少选择一项" in page
    assert "请写上名称" in page
    assert make(admin, world, name="x", writing=["everything"]).status_code == 200
    assert Credential.objects.count() == 0


def test_members_see_who_reads_what_for_and_until_when(
    world: World, admin: Client, signed_in: SignIn
) -> None:
    until = timezone.localdate() + timedelta(days=30)
    make(admin, world, **READING, until=until.isoformat())
    page = signed_in("member").get(reverse("about-data")).content.decode()
    for words in (
        "教育平台",
        "北山测试党委",
        "张书记",
        "学时核对",
        "读取它自己写入的记录",
        until.isoformat(),
    ):
        assert words in page
    assert "教育平台" not in signed_in("south_member").get(reverse("about-data")).content.decode()


def test_a_revocation_can_be_undone_for_some_minutes(world: World, admin: Client) -> None:
    credential = make_credential(actor=None, root=world.north, name="lms").credential
    arguments = [world.north.pk, credential.pk]
    admin.post(reverse("office-credential-revoke", args=arguments))
    credential.refresh_from_db()
    assert credential.revoked_at is not None
    page = admin.get(reverse("office-credentials", args=[world.north.pk])).content.decode()
    assert reverse("office-credential-restore", args=arguments) in page
    admin.post(reverse("office-credential-restore", args=arguments))
    credential.refresh_from_db()
    assert credential.revoked_at is None
    Credential.objects.update(revoked_at=timezone.now() - UNDO_WITHIN)
    page = admin.get(reverse("office-credentials", args=[world.north.pk])).content.decode()
    assert reverse("office-credential-restore", args=arguments) not in page
    admin.post(reverse("office-credential-restore", args=arguments))
    credential.refresh_from_db()
    assert credential.revoked_at is not None


def test_only_the_day_of_use_is_kept(world: World) -> None:
    made = key(world.north)
    Api(made).get()
    made.credential.refresh_from_db()
    assert made.credential.last_used_on == timezone.localdate()


# --- the last hour ------------------------------------------------------------------------------------


@pytest.fixture
def counted(django_capture_on_commit_callbacks) -> Callable[[Callable[[], Any]], Any]:
    """Run something with what follows its commit."""

    def run(action: Callable[[], Any]) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return action()

    return run


def test_the_page_counts_by_sender(world: World, admin: Client, counted) -> None:
    made = key(world.north)
    statement = small()
    counted(lambda: Api(made).post([statement, small()]))
    counted(lambda: Api(made).post(statement))
    counted(lambda: Api(made).post([small(), small(verb={"id": "not an iri"})]))
    counted(lambda: store(world.north, small()))
    counted(lambda: store(world.south, small(), small()))
    rows = [
        (one.source, one.name, one.stored, one.duplicate, one.refused)
        for one in last_hour_for(world.viewer("administrator"), world.north.pk).incoming
    ]
    assert rows == [("http", "lms", 2, 1, 1), ("file", "", 1, 0, 0)]
    page = admin.get(reverse("office-records", args=[world.north.pk])).content.decode()
    for words in ("lms", "导入的文件", "第 2 条", "verb.id", "这里应是带协议的完整 IRI", "规范 Data 2.2"):
        assert words in page, words
    assert "not_an_iri" not in page


def test_neither_content_nor_a_person_is_on_the_page(world: World, admin: Client, counted) -> None:
    secret = small(actor={"mbox": "mailto:canary@example.org", "name": "金丝雀"}, verb={"id": "canary verb"})
    counted(lambda: Api(key(world.north)).post(secret))
    good = small(actor={"mbox": "mailto:canary@example.org", "name": "金丝雀"})
    counted(lambda: Api(key(world.north)).post(good))
    page = admin.get(reverse("office-records", args=[world.north.pk])).content.decode()
    assert "这里应是带协议的完整 IRI" in page
    assert "canary" not in page
    assert "金丝雀" not in page


REFUSED_WHOLE = {
    "half a batch": (b'[{"id": 1},', "application/json", "不是可读的 JSON。", "RFC8259-2"),
    "another kind": (b"x=1", "text/plain", "请求应是 application/json", "Communication 1.5.1"),
    "no boundary": (b"--x--", "multipart/mixed", "没有有效的 boundary", "RFC2046-5.1.1"),
    "too much": (b" " * 2000, "application/json", "请求超过了这里接受的大小。", "Communication 3.2"),
}


@pytest.mark.parametrize("name", REFUSED_WHOLE)
def test_a_request_refused_before_it_is_stored_is_counted_with_its_reason(
    world: World, admin: Client, counted, name: str, settings: Any
) -> None:
    body, kind, words, section = REFUSED_WHOLE[name]
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    program = Program(key(world.north))
    answer = counted(lambda: program.call("POST", "statements", body, content_type=kind))
    assert answer.status_code in (400, 413)
    (one,) = last_hour_for(world.viewer("administrator"), world.north.pk).incoming
    assert (one.name, one.stored, one.refused) == ("lms", 0, 1)
    page = admin.get(reverse("office-records", args=[world.north.pk])).content.decode()
    for said in (words, f"规范 {section}", "整个请求"):
        assert said in page, said


def test_a_put_that_names_another_id_is_counted_once(world: World, admin: Client, counted) -> None:
    program = Program(key(world.north))
    other = small()["id"]
    counted(lambda: program.call("PUT", "statements", small(), statementId=other))
    counted(lambda: program.call("PUT", "statements", small(verb={"id": "x"}, id=other), statementId=other))
    (one,) = last_hour_for(world.viewer("administrator"), world.north.pk).incoming
    assert one.refused == 2
    page = admin.get(reverse("office-records", args=[world.north.pk])).content.decode()
    assert page.count("记录的 id 与请求的 statementId 不同。") == 1


def test_the_reasons_are_english_for_who_reads_english(world: World, admin: Client, counted) -> None:
    counted(lambda: Program(key(world.north)).call("POST", "statements", b"[1,"))
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = admin.get(reverse("office-records", args=[world.north.pk])).content.decode()
    assert "This is not readable JSON." in page
    assert "The request as a whole" in page


def test_the_part_that_changes_comes_alone(world: World, admin: Client) -> None:
    page = admin.get(reverse("office-records", args=[world.north.pk])).content.decode()
    address = reverse("office-records-live", args=[world.north.pk])
    assert f'hx-get="{address}"' in page
    part = admin.get(address).content.decode()
    assert "<html" not in part
    assert "最近一小时收到" in part


def test_the_cost_does_not_grow_with_what_is_stored(world: World, counted, django_assert_num_queries) -> None:
    viewer = world.viewer("administrator")

    def ask() -> None:
        with django_assert_num_queries(5):
            last_hour_for(viewer, world.north.pk)

    counted(lambda: store(world.north, small(), small(verb={"id": "x"})))
    ask()
    for _ in range(5):
        counted(lambda: store(world.north, *[small() for _ in range(20)], *[small(verb={"id": "x"})] * 20))
    ask()
    # One row a minute, sender and lane, however many statements.
    assert Arrival.objects.count() <= 2


def test_what_is_older_than_an_hour_is_not_shown_and_goes(world: World, counted) -> None:
    counted(lambda: store(world.north, small(), small(verb={"id": "x"})))
    minute = Arrival.objects.get().minute
    Arrival.objects.update(minute=minute - 61)
    Refusal.objects.update(at=timezone.now() - timedelta(minutes=61))
    hour = last_hour_for(world.viewer("administrator"), world.north.pk)
    assert (hour.incoming, hour.refused) == ([], [])
    assert forget_arrivals() == 0
    assert forget_arrivals(before_minute=minute) == 1


def test_a_client_of_the_issuer_has_one_credential(world: World) -> None:
    first = make_credential(actor=None, root=world.north, name="a", client_id="lms")
    second = make_credential(actor=None, root=world.north, name="b", client_id="lms")
    first.credential.refresh_from_db()
    assert first.credential.revoked_at is not None
    assert (second.secret, second.credential.secret_hash) == ("", "")
    revoke_credential(actor=None, credential=second.credential)
