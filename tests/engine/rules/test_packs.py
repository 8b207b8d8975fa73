"""The shipped packs load, and a pack that crosses a line or is untidy says why it does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import redcloud.packs
from redcloud.engine.rules.dated import PackRefused
from redcloud.engine.rules.pack import pack_on
from redcloud.engine.rules.read import read_pack

PACKS = sorted(Path(redcloud.packs.__file__).parent.glob("*/*.toml"))

SMALL = """
[pack]
schema = 1
code = "choir"
version = "1"
words = { zh = "合唱团", en = "Choir" }
member_stages = ["full"]
voting_stages = ["full"]

[sources.statutes]
title = { zh = "章程", en = "Statutes" }
issued = 2020-01-01

[kinds.rehearsal]
words = { zh = "排练", en = "Rehearsal" }
activity = "other"
invited = "members"
roll = true
votes = false
minutes_planned = 90

[[cadence]]
code = "rehearsal_monthly"
target = "branch"
kind = "rehearsal"
every = "month"
times = 2
applies = "every_branch"
article = "4"
source = "statutes"
effective_from = 2020-01-01
certainty = "confirmed"
"""

SECOND_VERSION = """
[[cadence]]
code = "rehearsal_monthly"
target = "branch"
kind = "rehearsal"
every = "month"
times = 1
applies = "every_branch"
article = "4"
source = "statutes"
effective_from = 2024-01-01
certainty = "to_confirm"
"""


def codes(text: str) -> set[tuple[str, str]]:
    with pytest.raises(PackRefused) as refused:
        read_pack(text)
    return {(fault.path, fault.code) for fault in refused.value.faults}


@pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_shipped_pack_loads_and_every_number_has_a_known_source(path: Path) -> None:
    pack = read_pack(path.read_text(encoding="utf-8"))
    rules = [*pack.cadences, *pack.quorums, *pack.limits]
    assert rules
    for rule in rules:
        assert rule.force.article
        assert pack.source(rule.force.source).issued <= rule.force.since


def test_there_is_a_pack_of_the_party() -> None:
    assert "party" in {path.parent.name for path in PACKS}


def test_the_party_pack_has_the_numbers_of_the_product() -> None:
    (path,) = (path for path in PACKS if path.parent.name == "party")
    pack = pack_on(read_pack(path.read_text(encoding="utf-8")), date(2026, 11, 23))
    assert {(rule.kind, rule.every, rule.times) for rule in pack.cadences} == {
        ("members_meeting", "quarter", 1),
        ("committee_meeting", "month", 1),
        ("group_meeting", "month", 1),
        ("class", "quarter", 1),
        ("theme_day", "month", 1),
        ("life_meeting", "year", 1),
        ("appraisal", "year", 1),
        ("heart_to_heart", "year", 1),
    }
    assert {rule.code: (rule.numerator, rule.denominator) for rule in pack.quorums} == {
        "members_meeting_opens": (1, 2),
        "motion_passes": (1, 2),
        "committee_meeting_opens": (1, 2),
        "election_opens": (4, 5),
    }
    limits = {rule.code: (rule.value, rule.unit) for rule in pack.limits}
    assert limits["study_hours"] == (32, "hours")
    assert limits["committee_term_villages"] == (5, "years")
    assert limits["committee_term"] == (3, "years")


def test_a_rule_of_the_past_is_kept_for_the_past() -> None:
    pack = read_pack(
        SMALL.replace("effective_from", "effective_until = 2024-01-01\neffective_from") + SECOND_VERSION
    )
    assert [rule.times for rule in pack_on(pack, date(2023, 12, 31)).cadences] == [2]
    assert [rule.times for rule in pack_on(pack, date(2024, 1, 1)).cadences] == [1]
    assert pack_on(pack, date(2019, 12, 31)).cadences == ()


def test_two_versions_of_a_rule_may_not_hold_on_the_same_day() -> None:
    assert codes(SMALL + SECOND_VERSION) == {("cadence.rehearsal_monthly", "overlapping_rules")}


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("member", "target_person"),
        ("person", "target_person"),
        ("党员", "target_person"),
        ("individual_member", "target_person"),
        ("absence", "target_absence"),
        ("缺席人次", "target_absence"),
        ("time_online", "target_time_online"),
        ("学习时长", "target_time_online"),
        ("daily check-in", "target_time_online"),
        ("积分", "target_points"),
        ("star", "not_in_list"),
    ],
)
def test_a_target_about_a_person_an_absence_or_time_online_does_not_load(target: str, reason: str) -> None:
    assert codes(SMALL.replace('target = "branch"', f'target = "{target}"')) == {
        ("cadence[0].target", reason)
    }


def test_a_forbidden_count_is_not_smuggled_in_by_the_name_of_a_rule() -> None:
    assert codes(SMALL.replace("rehearsal_monthly", "absences_per_member")) == {
        ("cadence[0].target", "target_person")
    }


@pytest.mark.parametrize(
    ("found", "replaced", "reason"),
    [
        ("rehearsal]", "daily_check_in]", "target_time_online"),
        ('zh = "排练"', 'zh = "每日打卡"', "target_time_online"),
        ('en = "Rehearsal"', 'en = "Ranking of the month"', "target_points"),
    ],
)
def test_nor_by_calling_it_a_meeting(found: str, replaced: str, reason: str) -> None:
    assert reason in {
        code for path, code in codes(SMALL.replace(found, replaced)) if path.startswith("kinds.")
    }


@pytest.mark.parametrize(
    ("found", "replaced", "fault"),
    [
        ('article = "4"\n', "", ("cadence[0].article", "missing")),
        ('source = "statutes"', 'source = "rumour"', ("cadence[0].source", "unknown_reference")),
        ('kind = "rehearsal"', 'kind = "rehersal"', ("cadence[0].kind", "unknown_reference")),
        ("times = 2", "times = 0", ("cadence[0].times", "out_of_range")),
        ("times = 2", "times = true", ("cadence[0].times", "wrong_type")),
        ("times = 2", "times = 2\ntime = 3", ("cadence[0].time", "unknown_key")),
        ('every = "month"', 'every = "moon"', ("cadence[0].every", "not_in_list")),
        ('"full"]', '"saint"]', ("pack.member_stages", "not_in_list")),
        ("schema = 1", "schema = 2", ("pack.schema", "out_of_range")),
        (
            "effective_from = 2020-01-01",
            "effective_from = 2020-01-01\neffective_until = 2019-01-01",
            ("cadence[0].effective_until", "dates_reversed"),
        ),
        (
            "effective_from = 2020-01-01",
            'effective_from = "2020-01-01"',
            ("cadence[0].effective_from", "wrong_type"),
        ),
        ('"confirmed"', '"sure"', ("cadence[0].certainty", "not_in_list")),
    ],
)
def test_an_untidy_pack_says_where_it_is_wrong(found: str, replaced: str, fault: tuple[str, str]) -> None:
    assert fault in codes(SMALL.replace(found, replaced))


def test_all_faults_are_told_at_once() -> None:
    broken = SMALL.replace("times = 2", "times = 0").replace('every = "month"', 'every = "moon"')
    assert len(codes(broken)) == 2


def test_a_file_that_is_not_toml_is_refused_as_such() -> None:
    assert codes("= nonsense") == {("", "not_toml")}
