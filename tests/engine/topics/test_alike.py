"""Texts that may be about the same matter: near ones are found, strangers are not."""

from __future__ import annotations

from redcloud.engine.topics.alike import alike

OTHERS = [
    "三号楼二单元的路灯坏了，晚上看不见",
    "小区门口有人乱停车，堵住了消防通道",
    "我们楼的电梯又停了，老人上不去",
    "三号楼门口路灯不亮，老人摔了一跤",
]


def test_the_nearest_stands_first_and_strangers_are_left_out() -> None:
    assert [place for place, _ in alike("三号楼门口的路灯坏了，晚上不亮", OTHERS)] == [0, 3]


def test_the_same_words_are_wholly_alike_whatever_the_punctuation() -> None:
    ((place, near),) = alike("我们楼的电梯又停了 老人上不去！", OTHERS, least=0.9)
    assert (place, round(near, 6)) == (2, 1.0)


def test_nothing_is_alike_to_no_words_or_among_nothing() -> None:
    assert alike("", OTHERS) == alike("路灯", []) == alike("灯", ["灯"]) == []


def test_what_everybody_writes_makes_nobody_alike() -> None:
    greeting = "尊敬的领导您好，我是石桥社区的居民，"
    others = [greeting + text for text in OTHERS]
    assert alike(greeting + "孩子入学要带什么材料", others) == []
