"""Made-up pairs of questions for the tests; nobody asked them."""

from __future__ import annotations

THINGS = ("身份证", "居住证", "老年卡", "社保卡", "停车证", "借书证", "健身卡", "公交卡", "就业证", "残疾证")
SAME = ("{}怎么办理", "如何办{}", "{}补办的流程是什么", "丢了{}怎么补")


def pairs() -> tuple[list[str], list[str], list[float]]:
    """40 pairs: the same question in other words, or a question about something else."""
    left, right, labels = [], [], []
    for place, thing in enumerate(THINGS):
        other = THINGS[(place + 3) % len(THINGS)]
        left += [SAME[0].format(thing), SAME[2].format(thing), SAME[0].format(thing), SAME[2].format(thing)]
        right += [SAME[1].format(thing), SAME[3].format(thing), SAME[1].format(other), SAME[3].format(other)]
        labels += [1, 1, 0, 0]
    return left, right, [float(label) for label in labels]
