"""Stage rules. The product's words that an organisation replaces by its own: nothing in, a list out.

docs/stages/rules.md lists them for whoever writes a pack. Each is written as the pages write it; a test
holds that no other word of the Party's stands in any message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the product.

    Attributes
    ----------
    label
        The message that is this word alone (a kind of organisation, a role, a stage), or empty.
    zh, zh_short
        How sentences say it in Chinese, in full and for short.
    en
        How sentences say it in English, in the singular; empty where only the label is replaced.
    """

    code: str
    label: str = ""
    zh: tuple[str, ...] = ()
    zh_short: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """What an organisation says for one ``Term``."""

    code: str
    zh: str
    zh_short: str
    en: str
    en_plural: str


TERMS: Final = (
    Term("committee", "基层党委", zh=("党委",)),
    Term("general_branch", "党总支", zh=("党总支",), zh_short=("总支",), en=("general branch",)),
    Term("branch", "党支部", zh=("党支部",), zh_short=("支部",), en=("branch",)),
    Term("group", "党小组"),
    Term("joint_branch", "联合党支部"),
    Term("temporary_branch", "临时党支部"),
    Term("secretary", "支部书记", zh=("支部书记",), zh_short=("书记",), en=("branch secretary", "secretary")),
    Term("deputy_secretary", "副书记", en=("deputy secretary",)),
    Term("organisation_commissioner", "组织委员"),
    Term("publicity_commissioner", "宣传委员"),
    Term("discipline_commissioner", "纪检委员"),
    Term("officer", "上级党组织工作人员"),
    Term("committee_people", zh=("支部委员", "支委")),
    Term("member", zh=("党员",), en=("member",)),
    Term("applicant", "入党申请人"),
    Term("activist", "入党积极分子"),
    Term("probationary", "预备党员"),
    Term("full", "正式党员"),
    Term("joining", zh=("入党",)),
    Term("offices", zh=("党内职务",)),
)
"""``development_target`` is missing on purpose: its label has nothing of the Party's in it."""

TERM_CODES: Final = tuple(term.code for term in TERMS)

ACTIVITY_WORDS: Final = {
    "members_meeting": "党员大会",
    "committee_meeting": "支委会",
    "group_meeting": "党小组会",
    "class": "党课",
    "theme_day": "主题党日",
    "life_meeting": "组织生活会",
}
"""How pages name a kind of activity; a pack's first kind with that activity gives the word instead."""
