"""Simulate: plainly synthetic names of people and places; random numbers in, Chinese names out.

People are named by a common surname and two characters from one list of natural things; the
places do not exist. Whoever bears such a name is not meant.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from redcloud.engine.simulate.arrays import Ints

SURNAMES: Final = tuple("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭")
GIVEN: Final = tuple("云山水木禾田春秋晨星月光松竹梅兰江河湖海雨雪风林石泉鹤燕青远")

ROOTS: Final = (
    ("青禾县", "qinghe"),
    ("云溪市", "yunxi"),
    ("望川区", "wangchuan"),
    ("松岭县", "songling"),
    ("白鹭市", "bailu"),
    ("星湖区", "xinghu"),
    ("兰江县", "lanjiang"),
    ("石泉湾市", "shiquanwan"),
    ("燕归县", "yangui"),
    ("晨光区", "chenguang"),
)
"""Invented organisations with their slugs; more than ten are numbered."""

_PLACE_FIRST: Final = tuple("望清柳枫桃荷芦梨杏榆桑槐银金双三长半新古平安")
_PLACE_SECOND: Final = tuple("溪桥塘坪湾岗泉渡亭台园洲坡井岭滩浦墩")
_PLACE_KIND: Final = ("社区", "村", "社区", "村", "街")
_WORKPLACES: Final = ("中学", "卫生院", "供水站", "农技站", "文化馆", "物流园", "果业合作社", "机械厂")


def root_name(number: int) -> tuple[str, str]:
    """Name organisation ``number`` (from 0): its place and its slug."""
    place, slug = ROOTS[number % len(ROOTS)]
    again = number // len(ROOTS)
    return (place, slug) if again == 0 else (f"{place}{again + 1}", f"{slug}-{again + 1}")


def place_name(number: int) -> str:
    """Name place ``number`` (from 0) of an organisation; no two are alike."""
    firsts, seconds, kinds = len(_PLACE_FIRST), len(_PLACE_SECOND), len(_PLACE_KIND)
    # Steps without a common factor walk through all the pairs before one comes again.
    mixed = number * 131 % (firsts * seconds)
    again = number // (firsts * seconds)
    stem = _PLACE_FIRST[mixed % firsts] + _PLACE_SECOND[mixed // firsts]
    return f"{stem}{_PLACE_KIND[number % kinds]}" + (f"第{again + 1}片" if again else "")


def workplace_of(number: int) -> str:
    """Name the kind of workplace that organises branch ``number`` where no village does."""
    return _WORKPLACES[number % len(_WORKPLACES)]


def people_names(rng: np.random.Generator, count: int) -> list[str]:
    """Draw ``count`` names of two or three characters."""
    surname: Ints = rng.integers(0, len(SURNAMES), count)
    first: Ints = rng.integers(0, len(GIVEN), count)
    second: Ints = rng.integers(0, len(GIVEN), count)
    short = rng.random(count) < 0.12
    return [
        SURNAMES[s] + GIVEN[f] + ("" if brief else GIVEN[g])
        for s, f, g, brief in zip(surname, first, second, short, strict=True)
    ]
