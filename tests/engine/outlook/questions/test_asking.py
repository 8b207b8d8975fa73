"""Each question comes from the records it names, and clean records are asked nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from redcloud.engine.outlook.questions import HeldRecord, NeedRecord, questions
from redcloud.engine.outlook.questions.alike import nearly_equal, runs_of, shared

DAY = date(2026, 3, 2)
TEXT = "大家商量了活动室夏天的开放时间，定在晚上七点到九点，由老李和小赵轮流开门，并且试行一个月再看效果。"
OTHER = "讨论了南门路灯不亮的事，先请电工来看线路，费用从公共经费里出，下次会上说明花了多少钱、修好没有。"


def meeting(number: int, **changed: object) -> HeldRecord:
    day = DAY + timedelta(days=30 * number)
    plain = HeldRecord(f"m{number}", "members_meeting", day, day, 20, 14 + number % 3, True, 1, "")
    return replace(plain, **changed)  # type: ignore[arg-type]


def need(uid: str, received: date, closed: date | None = None, **changed: object) -> NeedRecord:
    plain = NeedRecord(uid, 1, "东门", "streets", "楼下的路灯坏了，晚上看不见路", received, closed)
    return replace(plain, **changed)  # type: ignore[arg-type]


def asked(held: list[HeldRecord], needs: list[NeedRecord] | None = None) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.code, one.evidence) for one in questions(held, needs or [])]


def test_clean_records_are_asked_nothing() -> None:
    held = [meeting(number, own_text=text) for number, text in enumerate((TEXT, OTHER, "短", "短"))]
    assert asked(held, [need("a", DAY, DAY), need("b", DAY, None, category="water")]) == []


def test_minutes_that_differ_in_numbers_only_are_named_with_their_share() -> None:
    copied = TEXT.replace("七点到九点", "7点到9点") + "共3项。"
    (found,) = questions(
        [meeting(0, own_text=TEXT), meeting(1, own_text=OTHER), meeting(2, own_text=copied)], []
    )
    assert (found.code, found.evidence) == ("alike_minutes", ("m0", "m2"))
    assert found.number == round(100 * shared(runs_of(TEXT), runs_of(copied)))


@pytest.mark.parametrize(("days", "late"), [(0, False), (7, False), (8, True)])
def test_a_roll_entered_long_after_is_asked_about(days: int, late: bool) -> None:
    one = meeting(0)
    found = asked([replace(one, roll_day=one.day + timedelta(days=days))])
    assert found == ([("late_roll", ("m0",))] if late else [])


def test_rolls_always_complete_are_asked_about_only_where_many_are_due_each_time() -> None:
    full = [meeting(number, present=20) for number in range(8)]
    assert asked(full) == [("always_complete", tuple(f"m{number}" for number in range(8)))]
    assert asked(full[:7]) == []
    assert asked([*full[:4], meeting(4, present=19), *full[5:]]) == []
    assert asked([replace(one, due=5, present=5) for one in full]) == []


def test_meetings_that_decide_and_never_decided_are_asked_about() -> None:
    undecided = [meeting(number, decisions=0) for number in range(4)]
    assert asked(undecided) == [("nothing_decided", ("m0", "m1", "m2", "m3"))]
    assert asked([replace(one, votes=False) for one in undecided]) == []
    assert asked([*undecided[:3], meeting(3)]) == []


@pytest.mark.parametrize(
    ("changed", "back"),
    [
        ({}, True),
        ({"received": DAY + timedelta(days=100)}, True),
        ({"received": DAY + timedelta(days=101)}, False),
        ({"place": 2}, False),
        ({"category": "water"}, False),
        ({"spot": "西边车棚"}, False),
        ({"spot": ""}, True),
        ({"words": "想学网上卖货，请人来讲一讲"}, False),
    ],
)
def test_a_need_that_comes_back_within_ninety_days_is_asked_about(
    changed: dict[str, object], back: bool
) -> None:
    before = need("a", DAY, DAY + timedelta(days=10))
    again = replace(need("b", DAY + timedelta(days=40), words="楼下路灯又坏了，晚上看不见路"), **changed)  # type: ignore[arg-type]
    assert asked([], [again, before]) == ([("need_back", ("a", "b"))] if back else [])


def test_the_signatures_find_every_pair_that_counting_all_pairs_finds() -> None:
    texts = {f"{at}": TEXT[at:] + OTHER[: 3 * at] for at in range(12)}
    runs = {key: runs_of(text) for key, text in texts.items()}
    by_hand = [
        (one, other)
        for place, other in enumerate(texts)
        for one in list(texts)[:place]
        if shared(runs[one], runs[other]) >= 0.8
    ]
    assert by_hand
    assert [(one, other) for one, other, _share in nearly_equal(texts, 0.8, 10)] == by_hand
