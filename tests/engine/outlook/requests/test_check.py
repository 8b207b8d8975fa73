"""Each kind of request that the rules forbid is refused with its article; a clean one passes, costed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import redcloud.packs
from redcloud.engine.outlook.requests import Ask, AskedField, Earlier, check, cost_of, read_formalism
from redcloud.engine.rules.dated import PackRefused
from redcloud.engine.rules.workdays import read_workdays

FOLDER = Path(redcloud.packs.__file__).parent
TEXT = (FOLDER / "formalism.toml").read_text("utf-8")
PACK = read_formalism(TEXT)
YEARS = read_workdays((FOLDER / "workdays.toml").read_text("utf-8"))
TODAY = date(2026, 11, 23)  # a Monday

CLEAN = Ask(
    kind="form",
    title="冬季取暖困难摸底",
    purpose="安排送暖力量，先去最需要的地方",
    asked_on=TODAY,
    due_on=date(2026, 12, 4),
    counts="outcome",
    compares="own_past",
    evidence="records",
    fields=(AskedField("需要帮助的户数", "number"), AskedField("最需要什么", "text")),
)
MEASURES = "《政务移动互联网应用程序规范化管理办法》(国办函〔2026〕12号)"
BURDEN = "《整治形式主义为基层减负若干规定》"


def found(ask: Ask, live: tuple[Earlier, ...] = ()) -> list[tuple[str, str, str]]:
    return [
        (one.rule.code, PACK.source(one.rule.force.source).title.zh, one.rule.force.article)
        for one in check(ask, live, PACK, YEARS)
    ]


def field(label: str, kind: Any = "text", about: Any = "organisation") -> dict[str, Any]:
    return {"fields": (*CLEAN.fields, AskedField(label, kind, about))}


FORBIDDEN = [
    ({"counts": "check_ins"}, "check_in", MEASURES, "(二)"),
    ({"title": "每日打卡"}, "check_in", MEASURES, "(二)"),
    (field("今天的接龙"), "check_in", MEASURES, "(二)"),
    ({"counts": "installs"}, "install_or_login", MEASURES, "(三)"),
    ({"counts": "logins"}, "install_or_login", MEASURES, "(三)"),
    ({"purpose": "提高安装率"}, "install_or_login", MEASURES, "(三)"),
    ({"compares": "branches"}, "ranking", MEASURES, "(二)"),
    ({"compares": "persons"}, "ranking", MEASURES, "(二)"),
    ({"purpose": "结果按月排名"}, "ranking", MEASURES, "(二)"),
    ({"counts": "time_online"}, "time_online", MEASURES, "(二)、(四)"),
    ({"counts": "likes"}, "time_online", MEASURES, "(二)、(四)"),
    (field("人均学习时长", "number"), "time_online", MEASURES, "(二)、(四)"),
    ({"evidence": "photo"}, "photo_evidence", MEASURES, "(四)"),
    ({"evidence": "screenshot"}, "photo_evidence", MEASURES, "(四)"),
    ({"evidence": "track"}, "photo_evidence", MEASURES, "(四)"),
    (field("现场情况", "photo"), "photo_evidence", MEASURES, "(四)"),
    (field("Upload a screenshot"), "photo_evidence", MEASURES, "(四)"),
    (field("本月会议次数", "number"), "duplicate", MEASURES, "(一)"),
    (field("支部党员人数", "number"), "duplicate", MEASURES, "(一)"),
    (field("需要帮助的户数", "number"), "duplicate", MEASURES, "(一)"),
    (field("负责人的意见", "text", "persons"), "persons", "《中华人民共和国个人信息保护法》", "6"),
    (field("困难群众身份证号"), "persons", "《中华人民共和国个人信息保护法》", "6"),
    ({"due_on": date(2026, 11, 27)}, "short_deadline", BURDEN, "三"),
    ({"repeats": "monthly"}, "too_often", BURDEN, "三"),
    ({"repeats": "daily"}, "too_often", BURDEN, "三"),
]


@pytest.mark.parametrize(("changed", "code", "source", "article"), FORBIDDEN)
def test_what_the_rules_forbid_is_refused_with_its_article(
    changed: dict[str, Any], code: str, source: str, article: str
) -> None:
    assert set(found(replace(CLEAN, **changed))) == {(code, source, article)}


def test_every_rule_has_a_case_above_and_says_what_to_do_instead() -> None:
    assert {code for _changed, code, _source, _article in FORBIDDEN} == {rule.code for rule in PACK.rules}
    assert all(rule.instead.zh and rule.instead.en and rule.why.en for rule in PACK.rules)


def test_a_clean_request_passes_and_its_cost_is_worked_out_in_the_open() -> None:
    assert found(CLEAN) == []
    cost = cost_of(replace(CLEAN, task_minutes=30), 92, PACK)
    assert (cost.reading, cost.filling, cost.task) == (5, 3 + 8, 30)
    assert (cost.minutes_each, cost.minutes_once, cost.minutes_a_year) == (46, 92 * 46, 92 * 46)
    assert cost_of(replace(CLEAN, repeats="quarterly"), 92, PACK).minutes_a_year == 4 * 92 * 16


def test_what_another_live_request_asks_is_not_asked_again() -> None:
    live = (Earlier("第一次摸底", ("需要帮助的户数（户）",)),)
    (finding,) = check(CLEAN, live, PACK, YEARS)
    assert (finding.rule.code, finding.where, finding.found) == ("duplicate", "需要帮助的户数", "第一次摸底")


@pytest.mark.parametrize(
    "words", ["不但要打卡", "每日打 卡", "打·卡", "不排名，但要晾晒成绩", "不打卡；晚上再打卡"]
)
def test_a_word_is_found_however_it_is_dressed(words: str) -> None:
    assert {code for code, _source, _article in found(replace(CLEAN, purpose=words))} <= {
        "check_in",
        "ranking",
    }
    assert found(replace(CLEAN, purpose=words))


@pytest.mark.parametrize(
    "words",
    ["不排名，不打分", "无需拍照", "禁止打卡", "取消打卡的通知", "不再打卡", "No photos, without a ranking"],
)
def test_words_against_formalism_are_not_taken_for_it(words: str) -> None:
    assert found(replace(CLEAN, purpose=words)) == []


def test_a_deadline_of_five_working_days_is_enough_and_holidays_do_not_count() -> None:
    assert found(replace(CLEAN, due_on=date(2026, 11, 30))) == []
    over_the_holidays = replace(CLEAN, asked_on=date(2026, 9, 30), due_on=date(2026, 10, 10))
    (finding,) = check(over_the_holidays, (), PACK, YEARS)
    assert (finding.rule.code, finding.found) == ("short_deadline", "2026-10-13")


def test_a_notice_without_a_deadline_is_none_too_short() -> None:
    notice = Ask("notice", "停水通知", "请告诉居民", TODAY, None)
    assert found(notice) == []


def test_a_request_of_the_past_is_judged_by_the_rules_of_its_day() -> None:
    asked = replace(CLEAN, counts="check_ins", asked_on=date(2025, 6, 2), due_on=date(2025, 6, 20))
    assert found(asked) == [("check_in", "《关于防治“指尖上的形式主义”的若干意见》", "—")]
    assert found(replace(asked, asked_on=date(2023, 6, 2), due_on=date(2023, 6, 30))) == []


def test_a_file_that_leaves_a_forbidden_kind_without_a_rule_does_not_load() -> None:
    with pytest.raises(PackRefused) as refused:
        read_formalism(TEXT.replace('code = "ranking"', 'code = "time_online"'))
    assert ("rule.ranking", "missing") in {(one.path, one.code) for one in refused.value.faults}


@pytest.mark.parametrize(
    ("found", "replaced", "fault"),
    [
        (
            "effective_from = 2026-01-25",
            "effective_from = 2026-01-25\neffective_until = 2026-01-25",
            ("effective_until", "dates_reversed"),
        ),
        ('code = "people"', 'code = "hours_online_of_members"', ("code", "target_time_online")),
        ('code = "people"', 'code = "missed_meetings"', ("code", "target_absence")),
        ('code = "people"', 'code = "members_by_person"', ("code", "target_person")),
        ('code = "people"', 'code = "points"', ("code", "target_points")),
    ],
)
def test_a_file_with_reversed_dates_or_a_fact_about_a_person_does_not_load_and_says_why(
    found: str, replaced: str, fault: tuple[str, str]
) -> None:
    assert found in TEXT
    with pytest.raises(PackRefused) as refused:
        read_formalism(TEXT.replace(found, replaced, 1))
    assert fault in {(one.path.rsplit(".", 1)[-1], one.code) for one in refused.value.faults}
