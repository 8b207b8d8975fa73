"""Stage portrait: what a member may say of themselves from a fixed list. Constants out.

A closed list, shipped with a release and never editable: skills of everyday life with which a branch can
help residents, and wishes of what somebody would like to do or learn. No health, belief, means or
family, nothing that ranks or certifies. Own words beside an entry are the member's alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

StatedKind = Literal["skill", "wish"]
STATED_RULE: Final = "stated.own_words.1"


@dataclass(frozen=True, slots=True)
class Statable:
    """One entry of the list. Names of constants are data of the release, not sentences."""

    kind: StatedKind
    code: str
    name_zh: str
    name_en: str


STATABLE: Final = (
    Statable("skill", "electrics", "水电维修", "Electrics and plumbing"),
    Statable("skill", "appliances", "家电维修", "Repairing appliances"),
    Statable("skill", "carpentry", "木工小修", "Carpentry and small repairs"),
    Statable("skill", "phones", "手机和电脑", "Phones and computers"),
    Statable("skill", "law", "法律常识", "Everyday law"),
    Statable("skill", "mediation", "邻里调解", "Mediating between neighbours"),
    Statable("skill", "first_aid", "急救", "First aid"),
    Statable("skill", "tutoring", "辅导功课", "Tutoring"),
    Statable("skill", "sign_language", "手语", "Sign language"),
    Statable("skill", "languages", "外语和方言", "Foreign languages and dialects"),
    Statable("skill", "writing", "写材料、写通知", "Writing letters and notices"),
    Statable("skill", "accounts", "记账报税", "Accounts and tax forms"),
    Statable("skill", "driving", "开车接送", "Driving people"),
    Statable("skill", "haircuts", "理发", "Cutting hair"),
    Statable("skill", "cooking", "做饭", "Cooking"),
    Statable("skill", "farming", "种植养殖", "Growing crops and keeping animals"),
    Statable("skill", "selling_online", "网上卖农产品", "Selling farm produce online"),
    Statable("skill", "photography", "摄影摄像", "Photography and video"),
    Statable("skill", "music_and_art", "文艺书画", "Music, writing and painting"),
    Statable("skill", "sports", "体育健身", "Sports"),
    Statable("wish", "take_micro_wishes", "认领微心愿", "Take on micro-wishes"),
    Statable("wish", "help_neighbours", "就近帮邻居", "Help neighbours nearby"),
    Statable("wish", "weekend_service", "周末参加志愿服务", "Volunteer at weekends"),
    Statable("wish", "give_a_class", "讲一次课", "Give a class"),
    Statable("wish", "arrange_theme_day", "牵头一次主题活动", "Arrange a theme day"),
    Statable("wish", "keep_minutes", "帮忙做记录", "Help with the minutes"),
    Statable("wish", "learn_phones", "学用手机办事", "Learn to do errands by phone"),
    Statable("wish", "learn_law", "学法律常识", "Learn everyday law"),
    Statable("wish", "learn_first_aid", "学急救", "Learn first aid"),
    Statable("wish", "learn_a_trade", "学一门手艺", "Learn a trade"),
)
"""Everything that can be stated, in the order in which pages offer it."""

BY_CODE: Final = {entry.code: entry for entry in STATABLE}
