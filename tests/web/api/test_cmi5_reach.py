"""How far the token of a package's unit reaches: its own learner's registration, and not a step further."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from redcloud.apps.records.models import Identity, Outbox, Refusal, StateDocument, Statement
from redcloud.apps.study.actions import import_package
from redcloud.apps.study.models import Item, Launch, PackageAccount, Registration
from redcloud.engine.records.profile import PACKAGE_ACCOUNTS
from redcloud.web.api.xapi import rates
from redcloud.web.api.xapi.launched import DOCUMENT_MAX_BYTES
from tests.apps.records.making import store
from tests.engine.study.packages.making import FIRST, SECOND, au, package
from tests.web.api.launching import LaunchedUnit, done, from_address, opened, shelved, with_token
from tests.world import World

SignIn = Callable[[str], Client]
SATISFIED = "https://w3id.org/xapi/adl/verbs/satisfied"
ABANDONED = "https://w3id.org/xapi/adl/verbs/abandoned"


def test_two_learners_and_two_packages_cannot_be_joined(world: World, item: Item, signed_in: SignIn) -> None:
    names = {
        opened(signed_in(who), item).actor["account"]["name"] for who in ("member", "colleague", "member")
    }
    assert len(names) == 2
    second = shelved(world, au("urn:x:2", moveOn="Completed"), course="urn:x:course")
    names.add(opened(signed_in("member"), second, "urn:x:2").actor["account"]["name"])
    assert len(names) == 3
    assert Identity.objects.filter(home_page=PACKAGE_ACCOUNTS).count() == 3
    assert not any(str(world.members["member"].uid) in name for name in names)


def test_a_token_reads_its_own_statements_and_nobody_elses(
    item: Item, unit: LaunchedUnit, signed_in: SignIn
) -> None:
    unit.say("initialized")
    other = opened(signed_in("colleague"), item).begin()
    other.say("initialized")
    hers = other.made("passed", score={"scaled": 0.9})
    assert other.call("post", "statements", hers).status_code == 200
    seen = unit.call("get", "statements").json()["statements"]
    assert {one["actor"]["account"]["name"] for one in seen} == {unit.actor["account"]["name"]}
    assert {one["verb"]["id"].rpartition("/")[2] for one in seen} == {"launched", "initialized"}
    assert unit.call("get", "statements", statementId=hers["id"]).status_code == 404
    own = next(one["id"] for one in seen)
    assert unit.call("get", "statements", statementId=own).status_code == 200
    for query in (
        {"agent": other.given["actor"]},
        {"registration": other.given["registration"]},
        {"agent": json.dumps({"mbox": "mailto:li@example.org"})},
        {"agent": json.dumps(unit.actor), "registration": str(uuid4())},
    ):
        answer = unit.call("get", "statements", **query)
        assert (answer.status_code, answer.json()["error"]) == (403, "not_for_packages")
    related = unit.call("get", "statements", activity=unit.given["activityId"], related_activities="true")
    assert len(related.json()["statements"]) == 2
    authority = json.dumps(seen[0]["authority"])
    assert unit.call("get", "statements", agent=authority, related_agents="true").status_code == 403


def test_a_page_of_anothers_does_not_go_on_with_ones_own_token(
    item: Item, unit: LaunchedUnit, signed_in: SignIn
) -> None:
    other = opened(signed_in("colleague"), item).begin()
    other.say("initialized")
    for _ in range(2):
        other.say("http://example.org/verbs/turned")
    more = other.call("get", "statements", limit="1").json()["more"]
    token = more.partition("more=")[2]
    seen = unit.call("get", "statements", more=token).json()["statements"]
    assert {one["actor"]["account"]["name"] for one in seen} == {unit.actor["account"]["name"]}


def test_what_points_at_ones_own_statement_from_elsewhere_is_not_read(
    world: World, unit: LaunchedUnit
) -> None:

    made = unit.made("initialized")
    unit.call("post", "statements", made)
    about = {
        "actor": {"mbox": "mailto:wang@example.org"},
        "verb": {"id": "http://example.org/verbs/noted"},
        "object": {"objectType": "StatementRef", "id": made["id"]},
    }
    store(world.north, [about])
    seen = unit.call("get", "statements").json()["statements"]
    assert all("mbox" not in one["actor"] for one in seen)


def test_state_is_read_and_written_at_the_units_own_place_alone(
    item: Item, unit: LaunchedUnit, signed_in: SignIn
) -> None:
    other = opened(signed_in("colleague"), item).begin()
    assert unit.call("put", "activities/state", {"page": 3}, **unit.at("bookmark")).status_code == 204
    assert unit.call("get", "activities/state", **unit.at("bookmark")).json() == {"page": 3}
    assert set(unit.call("get", "activities/state", **unit.at()).json()) == {"LMS.LaunchData", "bookmark"}
    wrong = [
        unit.at("bookmark") | {"agent": other.given["actor"]},
        unit.at("bookmark") | {"activityId": "urn:redcloud:north:unit:1"},
        unit.at("bookmark") | {"registration": str(uuid4())},
    ]
    for place in wrong:
        for method in ("get", "put", "post", "delete"):
            assert unit.call(method, "activities/state", {"a": 1}, **place).status_code == 403
    for method in ("put", "post", "delete"):
        assert unit.call(method, "activities/state", {"a": 1}, **unit.at("LMS.LaunchData")).status_code == 403
    assert unit.call("delete", "activities/state", **unit.at()).status_code == 403
    assert unit.call("delete", "activities/state", **unit.at("bookmark")).status_code == 204


def test_documents_are_bounded_in_size_and_number(unit: LaunchedUnit) -> None:
    large = b'"' + b"x" * DOCUMENT_MAX_BYTES + b'"'
    assert unit.call("put", "activities/state", large, **unit.at("large")).status_code == 413
    row = StateDocument.objects.get(name="LMS.LaunchData")
    StateDocument.objects.bulk_create(
        StateDocument(
            root=row.root,
            name=f"{n}",
            name_digest=uuid4(),
            content=b"1",
            content_type="application/json",
            etag="",
            activity=row.activity,
            identity=row.identity,
            registration=row.registration,
        )
        for n in range(100)
    )
    assert unit.call("put", "activities/state", {"a": 1}, **unit.at("more")).status_code == 403


def test_of_profiles_the_learners_preferences_are_open_and_the_activitys_to_read(unit: LaunchedUnit) -> None:
    agent, activity = unit.given["actor"], unit.given["activityId"]
    mine = {"agent": agent, "profileId": "cmi5LearnerPreferences"}
    tag = unit.call("get", "agents/profile", **mine)["ETag"]
    changed = unit.call(
        "put", "agents/profile", {"audioPreference": "off"}, headers={"If-Match": tag}, **mine
    )
    assert changed.status_code == 204
    assert unit.call("get", "agents/profile", agent=agent).status_code == 403
    assert unit.call("get", "agents/profile", agent=agent, profileId="other").status_code == 403
    somebody = json.dumps({"mbox": "mailto:li@example.org"})
    assert unit.call("get", "agents/profile", **(mine | {"agent": somebody})).status_code == 403
    assert unit.call("get", "activities/profile", activityId=activity).json() == []
    assert unit.call("put", "activities/profile", {}, activityId=activity, profileId="a").status_code == 403
    assert unit.call("get", "activities/profile", activityId="urn:x:other").status_code == 403
    assert unit.call("get", "agents", agent=agent).json()["account"] == [unit.actor["account"]]
    assert unit.call("get", "agents", agent=somebody).status_code == 403
    assert unit.call("get", "activities", activityId=activity).json()["id"] == activity
    assert unit.call("get", "activities", activityId=SECOND).status_code == 403


def test_files_do_not_come_with_statements(unit: LaunchedUnit) -> None:
    answer = unit.client.generic(
        "post",
        "/api/xapi/statements",
        b"--b--",
        "multipart/mixed; boundary=b",
        headers={"Authorization": f"Basic {unit.token}", "X-Experience-API-Version": "1.0.3"},
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["", "0" * 32, "not hex", "\x00" * 32])
def test_a_token_that_was_made_up_opens_nothing(unit: LaunchedUnit, name: str) -> None:
    unit.token = with_token("guessed", name)
    assert unit.call("get", "statements").status_code == 401
    unit.token = with_token("", Launch.objects.get().uid.hex)
    assert unit.call("get", "statements").status_code == 401


def test_a_launch_whose_token_was_not_fetched_has_none(item: Item, signed_in: SignIn) -> None:
    found = opened(signed_in("member"), item)
    found.token = with_token("", Launch.objects.get().uid.hex)
    assert found.call("get", "statements").status_code == 401


def test_too_many_requests_of_one_unit_are_told_to_wait(unit: LaunchedUnit, monkeypatch) -> None:
    monkeypatch.setattr(rates.launch_rates, "_per_minute", 2)
    codes = [unit.call("get", "statements").status_code for _ in range(6)]
    assert 429 in codes


def test_the_lake_hears_of_the_item_and_of_nothing_else(world: World, signed_in: SignIn) -> None:
    item = shelved(world)
    found = opened(signed_in("member"), item).begin()
    for verb in ("initialized", "completed", "terminated"):
        assert found.say(verb, **({} if verb == "initialized" else {"duration": "PT9M"})).status_code == 200
    rows = list(Outbox.objects.values_list("verb", "activity"))
    keys = set(
        Statement.objects.filter(activity__iri__contains=str(item.uid)).values_list("activity", flat=True)
    )
    assert sorted(verb for verb, _activity in rows) == ["began", "completed"]
    assert {activity for _verb, activity in rows} == keys
    account = PackageAccount.objects.get()
    assert not hasattr(account.identity, "pseudonym")


def test_what_a_unit_was_refused_is_counted_without_saying_why(unit: LaunchedUnit) -> None:
    for verb in ("initialized", "passed"):
        unit.say(verb)
    unit.say("failed")
    rows = Refusal.objects.filter(source="package")
    assert {(row.reason, row.path, row.sender) for row in rows} == {("not_said_now", "", "")}


def test_a_newer_version_waits_until_the_learner_begins_it(
    world: World, item: Item, unit: LaunchedUnit, signed_in: SignIn
) -> None:
    unit.say("initialized")
    import_package(actor=None, root=world.north, file=package(au(moveOn="Passed")), name="neu.zip")
    assert unit.say("completed").status_code == 200
    client = signed_in("member")
    same = opened(client, item)
    assert same.given["registration"] == unit.given["registration"]
    assert client.post(reverse("study-package-newer", args=[item.uid])).status_code == 302
    newer = opened(client, item).begin()
    assert newer.given["registration"] != unit.given["registration"]
    assert newer.given["activityId"] == unit.given["activityId"]
    assert newer.actor == unit.actor
    assert newer.data["moveOn"] == "Passed"
    assert Registration.objects.count() == 2
    assert client.post(reverse("study-package-newer", args=[item.uid])).status_code == 404
    assert opened(signed_in("colleague"), item).begin().data["moveOn"] == "Passed"


def test_a_unit_on_another_host_is_opened_by_a_page_that_says_where(world: World, signed_in: SignIn) -> None:
    item = shelved(world, au(url="https://lessons.example.org/start?a=1", moveOn="Completed"))
    answer = signed_in("member").post(reverse("study-unit-open", args=[item.uid]), {"unit": FIRST})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "lessons.example.org" in page
    address = page.partition('href="https://lessons.example.org')[2].partition('"')[0].replace("&amp;", "&")
    found = from_address("https://lessons.example.org" + address).begin()
    assert found.given["a"] == "1"
    for verb in ("initialized", "completed", "terminated"):
        assert found.say(verb).status_code == 200
    assert done(world, item)
    assert answer["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize("unit_id", ["", "urn:other", SATISFIED, ABANDONED])
def test_there_is_no_other_unit(item: Item, signed_in: SignIn, unit_id: str) -> None:
    answer = signed_in("member").post(reverse("study-unit-open", args=[item.uid]), {"unit": unit_id})
    assert answer.status_code == 404
    assert not Launch.objects.exists()
