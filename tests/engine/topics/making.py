"""Made-up messages of residents for the tests of the text model; nobody wrote them."""

from __future__ import annotations

from itertools import product

PLACES = ("东门", "西街", "南院", "北巷", "河边", "桥头", "山脚", "湖畔")
SAYINGS = {
    "lighting": ("{}的路灯不亮了，晚上看不清路", "{}整条街没有灯光，请装一盏路灯", "{}的灯坏了一个月没人修"),
    "rubbish": ("{}的垃圾没人清运，臭味很大", "{}垃圾桶满了，请安排清运", "{}堆着建筑垃圾，请清理"),
    "schooling": ("{}小学报名需要什么材料", "{}的孩子上幼儿园排不上队", "{}学校课后服务怎么收费"),
}


def messages() -> tuple[list[dict[str, str]], list[str]]:
    """72 titles of three kinds, interleaved so that any slice has all of them."""
    rows, labels = [], []
    for place, number in product(PLACES, range(3)):
        for label, sayings in SAYINGS.items():
            rows.append({"title": sayings[number].format(place)})
            labels.append(label)
    return rows, labels
