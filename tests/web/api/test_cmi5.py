"""A package is launched and heard: one learner, one registration, in the order of cmi5, and no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.records.models import Statement
from redcloud.apps.study.actions import end_launches
from redcloud.apps.study.models import Item, Launch
from redcloud.apps.study.queries import marks_of
from redcloud.engine.records.profile import PACKAGE_ACCOUNTS
from redcloud.engine.records.profiles import profile_problems
from tests.engine.study.packages.making import COURSE, FIRST, SECOND, au, block
from tests.web.api.launching import LaunchedUnit, done, opened, reasons, shelved
from tests.world import World

SignIn = Callable[[str], Client]


def verbs() -> list[str]:
    """Last words of the verbs of all statements, in the order in which they were stored."""
    rows = Statement.objects.order_by("pk").values_list("verb__iri", flat=True)
    return [iri.rpartition("/")[2] for iri in rows if "redcloud" not in iri]


def raw(verb: str) -> list[dict[str, Any]]:
    rows = Statement.objects.filter(verb__iri__endswith=f"/{verb}").order_by("pk")
    return [json.loads(text) for text in rows.values_list("raw", flat=True)]


def kinds(said: list[dict[str, Any]]) -> list[str]:
    """Last words of the types of what is satisfied; units of the tests have none."""
    return [one["object"]["definition"].get("type", "").rpartition("/")[2] for one in said]


def test_a_launch_has_what_cmi5_asks_in_its_address(item: Item, signed_in: SignIn) -> None:
    found = opened(signed_in("member"), item)
    assert found.address.startswith("http://testserver/api/cmi5/files/")
    assert "/index.html?" in found.address
    assert set(found.given) == {"endpoint", "fetch", "actor", "registration", "activityId"}
    assert found.given["endpoint"] == "http://testserver/api/xapi/"
    assert found.actor["account"]["homePage"] == PACKAGE_ACCOUNTS
    UUID(found.given["registration"])
    assert found.given["activityId"] != FIRST


def test_a_token_is_fetched_once_by_post_alone(item: Item, signed_in: SignIn) -> None:
    found = opened(signed_in("member"), item)
    path = found.given["fetch"].removeprefix("http://testserver")
    assert found.client.get(path).status_code == 405
    first = found.fetch()
    assert (first.status_code, first["Content-Type"]) == (200, "application/json")
    assert list(first.json()) == ["auth-token"]
    second = found.fetch()
    assert second.status_code == 200
    assert second.json()["error-code"] == "1"
    other = found.client.post(reverse("cmi5-token", args=["x" * 43]))
    assert (other.status_code, other.json()["error-code"]) == (200, "2")
    options = found.client.options(path, headers={"Origin": "null"})
    assert (options.status_code, options["Access-Control-Allow-Methods"]) == (204, "OPTIONS, POST")
    for answer in (first, second, options):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
        assert not answer.cookies


def test_the_keys_stand_nowhere(unit: LaunchedUnit) -> None:
    row = Launch.objects.get()
    kept = f"{row.__dict__}{list(Statement.objects.values_list('raw', flat=True))}"
    for key in (unit.files.split("/")[-2], unit.given["fetch"].rpartition("/")[2], unit.token):
        assert key not in kept


def test_launch_data_is_there_before_the_unit(unit: LaunchedUnit, item: Item) -> None:
    data = unit.data
    assert (data["launchMode"], data["moveOn"], data["masteryScore"]) == ("Normal", "CompletedAndPassed", 0.6)
    assert data["returnURL"] == f"http://testserver/study/items/{item.uid}/?back=yes#units"
    preferences = unit.call(
        "get", "agents/profile", agent=unit.given["actor"], profileId="cmi5LearnerPreferences"
    )
    assert preferences.json() == {"languagePreference": "zh-CN,en"}
    (launched,) = raw("launched")
    assert profile_problems(launched) == []
    assert launched["actor"] == unit.actor
    key = unit.files.split("/")[-2]
    assert key not in json.dumps(launched)


def test_a_session_from_beginning_to_end_completes_the_item(
    world: World, item: Item, unit: LaunchedUnit, signed_in: SignIn
) -> None:
    assert unit.say("initialized").status_code == 200
    assert unit.say("http://example.org/verbs/turned").status_code == 200
    assert unit.say("passed", score={"scaled": 0.9}).status_code == 200
    assert not done(world, item)
    assert unit.say("completed").status_code == 200
    assert unit.say("terminated").status_code == 200
    assert verbs()[-1] == "terminated"
    assert verbs().count("satisfied") == 1  # the unit's own; the course has another unit
    assert not done(world, item)
    second = opened(signed_in("member"), item, SECOND).begin()
    assert second.given["registration"] == unit.given["registration"]
    assert second.given["activityId"] != unit.given["activityId"]
    for verb in ("initialized", "completed", "terminated"):
        assert second.say(verb).status_code == 200, verb
    assert done(world, item)
    said = raw("satisfied")
    assert kinds(said) == ["", "", "course"]
    assert all(profile_problems(one) == [] for one in said)
    assert said[-1]["context"]["extensions"] == second.context["extensions"]


def test_a_second_word_of_the_same_is_no_second_satisfied(world: World, signed_in: SignIn) -> None:
    item = shelved(world, block(f"{COURSE}/b", au(moveOn="CompletedOrPassed")))
    found = opened(signed_in("member"), item).begin()
    for verb in ("initialized", "passed", "completed"):
        assert found.say(verb).status_code == 200
    assert kinds(raw("satisfied")) == ["", "block", "course"]


@pytest.mark.parametrize(
    ("story", "last", "reason"),
    [
        ([], "completed", "not_initialized_yet"),
        (["initialized"], "initialized", "said_in_this_session"),
        (["initialized", "passed"], "failed", "said_in_this_session"),
        (["initialized", "completed"], "completed", "said_in_this_session"),
        (["initialized", "terminated"], "completed", "after_terminated"),
    ],
)
def test_what_breaks_the_order_is_refused_with_403_and_not_stored(
    unit: LaunchedUnit, story: list[str], last: str, reason: str
) -> None:
    for verb in story:
        assert unit.say(verb).status_code == 200
    before = Statement.objects.count()
    answer = unit.say(last)
    assert (answer.status_code, reasons(answer)) == (403, [reason])
    assert answer.json()["problems"][0]["section"].startswith("cmi5 ")
    assert Statement.objects.count() == before


def test_a_batch_is_stored_whole_or_not_at_all(unit: LaunchedUnit) -> None:
    good, bad = unit.made("initialized"), unit.made("completed")
    bad["actor"] = {"mbox": "mailto:li@example.org"}
    before = Statement.objects.count()
    answer = unit.call("post", "statements", [good, bad])
    assert (answer.status_code, reasons(answer)) == (403, ["other_actor"])
    assert answer.json()["problems"][0]["path"] == "[1].actor"
    assert Statement.objects.count() == before
    bad["actor"] = unit.actor
    assert unit.call("post", "statements", [good, bad]).status_code == 200


def test_what_is_said_twice_because_the_network_broke_off_is_stored_once(unit: LaunchedUnit) -> None:
    made = unit.made("initialized")
    for _ in range(2):
        assert unit.call("put", "statements", made, statementId=made["id"]).status_code == 204
    changed = {**made, "timestamp": "2026-01-01T00:00:00Z"}
    assert unit.call("post", "statements", changed).status_code == 409
    assert verbs().count("initialized") == 1


def test_what_is_no_statement_at_all_is_a_400(unit: LaunchedUnit) -> None:
    assert unit.call("post", "statements", {"actor": 1}).status_code == 400
    assert unit.call("post", "statements", b"{").status_code == 400
    assert unit.call("post", "statements", [unit.made("initialized")] * 201).status_code == 403


def test_a_unit_may_hand_in_late_what_happened_before_its_last_word(unit: LaunchedUnit) -> None:
    unit.say("initialized")
    completed = unit.made("completed")
    unit.say("terminated")
    assert unit.call("post", "statements", completed).status_code == 200
    Launch.objects.update(closed_at=timezone.now() - timedelta(minutes=2))
    assert unit.say("http://example.org/verbs/turned").status_code == 401


def test_another_launch_abandons_the_one_that_stayed_open(
    item: Item, unit: LaunchedUnit, signed_in: SignIn
) -> None:
    unit.say("initialized")
    opened(signed_in("member"), item, SECOND)
    (said,) = raw("abandoned")
    assert profile_problems(said) == []
    assert said["object"]["id"] == unit.given["activityId"]
    assert said["context"]["extensions"] == unit.context["extensions"]
    answer = unit.say("completed")
    assert (answer.status_code, answer.json()["error"]) == (401, "launch_is_over")
    assert unit.fetch().json()["error-code"] == "2"
    assert Launch.objects.count() == 1


def test_a_launch_ends_after_a_day_and_is_abandoned_by_the_clock(unit: LaunchedUnit) -> None:
    unit.say("initialized")
    assert end_launches() == 0
    Launch.objects.update(ends_at=timezone.now())
    assert unit.say("completed").status_code == 401
    assert unit.client.get(f"{unit.files}index.html").status_code == 404
    assert end_launches() == 1
    assert len(raw("abandoned")) == 1
    assert not Launch.objects.exists()


def test_a_launch_that_was_closed_is_forgotten_without_being_abandoned(unit: LaunchedUnit) -> None:
    unit.say("initialized")
    unit.say("terminated")
    Launch.objects.update(closed_at=timezone.now() - timedelta(hours=2))
    assert end_launches() == 1
    assert raw("abandoned") == []


def test_a_unit_that_is_done_is_opened_to_look_back(
    item: Item, unit: LaunchedUnit, signed_in: SignIn
) -> None:
    for verb in ("initialized", "passed", "completed", "terminated"):
        unit.say(verb)
    again = opened(signed_in("member"), item).begin()
    assert again.data["launchMode"] == "Review"
    again.say("initialized")
    assert reasons(again.say("completed")) == ["not_in_this_mode"]
    assert again.say("terminated").status_code == 200


def test_failing_is_no_end(item: Item, unit: LaunchedUnit, signed_in: SignIn) -> None:
    for verb in ("initialized", "failed", "terminated"):
        assert unit.say(verb).status_code == 200
    again = opened(signed_in("member"), item).begin()
    assert again.data["launchMode"] == "Normal"
    again.say("initialized")
    assert reasons(again.say("passed", score={"scaled": 0.2})) == ["score_against_the_verb"]
    assert again.say("passed", score={"scaled": 0.6}).status_code == 200


def test_nothing_completes_an_item_whose_package_has_no_criterion(world: World, signed_in: SignIn) -> None:
    item = shelved(world, au(moveOn="NotApplicable"))
    found = opened(signed_in("member"), item).begin()
    assert verbs()[:2] == ["satisfied", "satisfied"]  # the unit and the course, when the way is begun (9.6.1)
    for verb in ("initialized", "completed", "terminated"):
        assert found.say(verb).status_code == 200
    assert not done(world, item)
    assert item.uid in marks_of(world.members["member"].pk, world.north).begun
