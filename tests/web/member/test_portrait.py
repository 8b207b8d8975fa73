"""The pages of the portrait: the member's own, in words, with everything that they may do about it."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.people.queries import has_consent
from redcloud.apps.portrait import queries
from redcloud.apps.portrait.models import Look
from redcloud.engine.portrait.lines import RULES as RULE_OF_KIND
from redcloud.web.member.portrait.words import RULES, every_code_has_words
from tests.apps.portrait.conftest import days_ago, folded  # noqa: F401 - the setting of these tests
from tests.world import World


@pytest.fixture
def member(folded: World, signed_in) -> Client:  # noqa: F811
    client: Client = signed_in("member")
    return client


def line_of(world: World, kind: str = "class") -> dict[str, str]:
    lines = queries.portrait_of(world.viewer("member")).lines
    line = next(line for line in lines if line.detail.get("kind") == kind)
    return {"kind": line.kind, "key": line.key}


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def evidence(client: Client, line: dict[str, str]) -> str:
    return page(client, "member-portrait-evidence", line["kind"], line["key"])


def test_the_portrait_says_in_words_what_was_taken_part_in_and_studied(member: Client) -> None:
    text = page(member, "member-portrait")
    assert "党课" in text
    assert "防火知识" in text
    assert "学完" in text


def test_what_was_taken_part_in_stands_beside_what_the_branch_held_meanwhile(
    member: Client,
    folded: World,  # noqa: F811
) -> None:
    for days in (10, 40, 70):
        Meeting.objects.create(
            branch=folded.branch,
            kind="class",
            title="党课",
            starts_at=days_ago(days),
            state=MeetingState.HELD,
        )
    text = page(member, "member-portrait")
    assert "支部办了 3 次" in text
    assert text.count("支部办了") == 1  # study is held by nobody


def test_a_line_opens_to_its_records_and_its_rule(member: Client, folded: World) -> None:  # noqa: F811
    text = evidence(member, line_of(folded))
    assert "防火知识" in text
    assert "参加" in text
    assert str(RULES["participation.month_kind.1"]) in text


def test_without_consent_the_page_asks_and_shows_nothing(world: World, signed_in) -> None:
    text = page(signed_in("colleague"), "member-portrait")
    assert "还没有画像" in text
    assert "防火知识" not in text


def test_a_choice_takes_effect_at_once_and_back(
    member: Client,
    folded: World,  # noqa: F811
    django_capture_on_commit_callbacks,
) -> None:
    key, url = folded.members["member"].pk, reverse("account-consent")
    with django_capture_on_commit_callbacks(execute=True):
        member.post(url, {"purpose": "portrait", "answer": "no"})
    assert not has_consent(key, "portrait")
    assert "防火知识" not in page(member, "member-portrait")
    with django_capture_on_commit_callbacks(execute=True):
        back = member.post(url, {"purpose": "portrait", "answer": "yes", "page": "portrait"})
    assert back["Location"] == reverse("member-portrait")
    assert "防火知识" in page(member, "member-portrait")


def test_a_note_is_shown_beside_the_line(member: Client, folded: World) -> None:  # noqa: F811
    line = line_of(folded)
    member.post(reverse("member-portrait-note"), line | {"text": "我主持的"})
    assert "我主持的" in evidence(member, line)


def test_a_dispute_is_raised_and_taken_back(member: Client, folded: World) -> None:  # noqa: F811
    line, url = line_of(folded), reverse("member-portrait-dispute")
    member.post(url, line | {"wrong": "on"})
    assert "撤回异议" in evidence(member, line)
    member.post(url, line)
    assert "提出异议" in evidence(member, line)


def test_a_shared_line_is_seen_by_the_secretary_and_the_member_sees_who_looked(
    member: Client,
    folded: World,  # noqa: F811
    signed_in,
) -> None:
    line = line_of(folded)
    member.post(reverse("member-portrait-share"), line | {"days": "7"})
    address = reverse("member-portrait-shared", args=[folded.members["member"].uid])
    assert address in evidence(member, line)
    text = signed_in("secretary").get(address).content.decode()
    assert "党课" in text
    assert "防火知识" not in text  # another line, not shared
    assert "测试secretary" in page(member, "member-portrait-looks")
    member.post(reverse("member-portrait-share"), line)
    assert signed_in("secretary").get(address).status_code == 404


@pytest.mark.parametrize(
    "role", ["colleague", "officer", "sibling_secretary", "administrator", "south_secretary"]
)
def test_nobody_else_opens_a_shared_line(member: Client, folded: World, signed_in, role: str) -> None:  # noqa: F811
    member.post(reverse("member-portrait-share"), line_of(folded) | {"days": "7"})
    address = reverse("member-portrait-shared", args=[folded.members["member"].uid])
    assert signed_in(role).get(address).status_code == 404
    assert not Look.objects.exists()


def test_nobody_else_opens_the_evidence_of_a_line(folded: World, signed_in) -> None:  # noqa: F811
    line = line_of(folded)
    url = reverse("member-portrait-evidence", args=[line["kind"], line["key"]])
    for role in ("colleague", "secretary", "officer", "administrator", "south_officer"):
        assert signed_in(role).get(url).status_code == 404


@pytest.mark.parametrize("days", ["31", "0x", "-1"])
def test_a_share_for_longer_than_offered_is_refused(member: Client, folded: World, days: str) -> None:  # noqa: F811
    answer = member.post(reverse("member-portrait-share"), line_of(folded) | {"days": days})
    assert answer.status_code == 404
    assert queries.portrait_of(folded.viewer("member")).shares == {}


def test_the_json_holds_every_line_with_its_rule(member: Client, folded: World) -> None:  # noqa: F811
    lines = json.loads(page(member, "member-portrait-download", "json"))["lines"]
    assert len(lines) == len(queries.portrait_of(folded.viewer("member")).lines)
    assert {line["rule"] for line in lines} <= set(RULES)


def test_the_csv_opens_in_a_spreadsheet_and_runs_nothing(member: Client, folded: World) -> None:  # noqa: F811
    line = line_of(folded)
    member.post(reverse("member-portrait-note"), line | {"text": "=HYPERLINK(1)"})
    text = page(member, "member-portrait-download", "csv")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["note"] for row in rows if row["key"] == line["key"]] == ["'=HYPERLINK(1)"]


def test_the_pages_do_not_cost_more_with_more_lines(member: Client, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(29):
        page(member, "member-portrait")


def test_every_code_of_the_engine_has_words() -> None:
    assert every_code_has_words()
    assert set(RULES) == set(RULE_OF_KIND.values())
