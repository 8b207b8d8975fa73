"""What the platform says of a launch keeps xAPI and the cmi5 profile, and is said once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from redcloud.engine.records.profiles import claimed_profiles, profile_problems
from redcloud.engine.records.validation import statement_problems
from redcloud.engine.study.packages import statements
from redcloud.engine.study.packages.addresses import launch_address
from redcloud.engine.study.packages.terms import course_iri, part_iri
from tests.engine.study.packages.making import COURSE, FIRST, SESSION, START, terms


def sound(made: dict[str, Any], *, defined: bool = True) -> dict[str, Any]:
    assert statement_problems(made, "1.0.3") == []
    assert statement_problems(made, "2.0.0") == []
    assert [profile.name for profile in claimed_profiles(made)] == (["cmi5"] if defined else [])
    assert profile_problems(made) == []
    assert made["context"]["extensions"][SESSION]
    assert made["context"]["contextActivities"]["grouping"]
    return made


def test_launched_says_how() -> None:
    of = terms(mastery=0.7)
    made = sound(statements.launched(of, "https://lms.example/p/index.html", START))
    told = {key.rpartition("/")[2]: value for key, value in made["context"]["extensions"].items()}
    assert told["launchmode"] == "Normal"
    assert told["launchurl"] == "https://lms.example/p/index.html"
    assert (told["moveon"], told["masteryscore"]) == ("Passed", 0.7)
    assert made["object"]["id"] == of.activity
    assert made["timestamp"] == "2026-11-01T08:00:00.000Z"
    assert made["id"] == statements.launched(of, "https://other.example/", START + timedelta(1))["id"]


def test_abandoned_has_a_length_and_one_id_a_session() -> None:
    made = sound(statements.abandoned(terms(), timedelta(minutes=3), START))
    assert made["result"] == {"duration": "PT180S"}
    assert made["id"] != statements.abandoned(terms(launch=2), timedelta(0), START)["id"]


def test_satisfied_is_said_of_a_unit_a_block_and_the_course() -> None:
    of = terms()
    sound(statements.unit_satisfied(of, START), defined=False)
    for kind in ("block", "course"):
        made = sound(
            statements.satisfied(
                of.actor,
                of.registration,
                of.launch,
                kind=kind,  # type: ignore[arg-type]  # one of the two
                iri=f"urn:redcloud:north:{kind}:1",
                publisher_id=COURSE,
                title={"zh": "认识土壤"},
                when=START,
            )
        )
        assert made["object"]["definition"]["type"].endswith(f"/{kind}")


def test_our_ids_are_the_same_for_everybody_and_never_the_publishers() -> None:
    package = UUID(int=5)
    assert part_iri("north", package, FIRST, "unit") == part_iri("north", package, FIRST, "unit")
    assert part_iri("north", package, FIRST, "unit") != part_iri("north", UUID(int=6), FIRST, "unit")
    assert course_iri("north", package) != COURSE


def test_launch_data_has_what_a_unit_needs() -> None:
    of = terms("Review", mastery=0.5)
    data = of.launch_data("https://lms.example/study/items/1/")
    assert data["contextTemplate"]["extensions"] == {SESSION: str(of.launch)}
    assert data["contextTemplate"]["contextActivities"]["grouping"][0]["id"] == FIRST
    assert (data["launchMode"], data["moveOn"], data["masteryScore"]) == ("Review", "Passed", 0.5)
    assert data["returnURL"] == "https://lms.example/study/items/1/"
    assert "entitlementKey" not in data
    assert "launchParameters" not in data


def test_a_launch_address_keeps_the_units_own_query() -> None:
    address = launch_address("土/开始.html?模=1", "https://lms.example/p/", {"actor": '{"a": "b"}'})
    assert address == (
        "https://lms.example/p/%E5%9C%9F/%E5%BC%80%E5%A7%8B.html?%E6%A8%A1=1&actor=%7B%22a%22%3A%20%22b%22%7D"
    )
    outside = launch_address("https://a.example/x?y=1", "https://lms.example/p/", {"fetch": "z"})
    assert outside == "https://a.example/x?y=1&fetch=z"
