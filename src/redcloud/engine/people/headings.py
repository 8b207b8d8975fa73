"""Stage people: finds the heading row of a roster and what each of its columns means.

In: the cells of a sheet. Out: the row's position and ``{column index: Field}``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from redcloud.engine.people.shapes import Field

SYNONYMS: dict[Field, str] = {
    "name": "姓名 党员姓名 名字 name fullname membername",
    "number": "编号 党员编号 成员编号 人员编号 工号 学号 员工编号 "
    "membernumber memberno memberid number no id rosterkey staffnumber",
    "path": "组织 所在组织 所属组织 党组织 所在党组织 所属党组织 组织名称 党组织名称 组织路径 "
    "organisation organization branchpath organisationpath organizationpath path unit",
    "committee": "党委 基层党委 所在党委 所属党委 committee partycommittee",
    "general_branch": "党总支 总支 所在党总支 所属党总支 generalbranch",
    "branch": "党支部 支部 所在支部 所在党支部 所属支部 所属党支部 支部名称 党支部名称 branch branchname",
    "group": "党小组 小组 所在党小组 所属党小组 group partygroup",
    "stage": "发展阶段 阶段 人员类别 党员类别 政治面貌 类别 身份类别 stage memberstage membershipstage",
    "since": "入党日期 入党时间 加入党组织日期 加入中共组织时间 阶段日期 进入阶段日期 "
    "since stagesince joinedparty datejoined admissiondate",
    "joined": "转入日期 转入时间 进入支部日期 进入支部时间 进入党支部日期 组织关系转入日期 组织关系转入时间 "
    "joined joinedbranch branchsince transferdate membersince",
    "role": "职务 党内职务 支部职务 党务职务 担任职务 角色 role roles position",
    "email": "电子邮箱 邮箱 电子邮件 邮箱地址 电邮 email emailaddress mail",
}

_MEANING: dict[str, Field] = {word: field for field, words in SYNONYMS.items() for word in words.split()}
_BRACKETED = re.compile(r"\(.*?\)|\[.*?\]|【.*?】")
_DECORATION = re.compile(r"[\W_]+")
SEARCHED_ROWS = 30
"""A title, a date of filling in and the like may stand above the headings."""


def meaning_of(heading: str) -> Field | None:
    """Say what a heading means, blind to width, case, spaces, stars and remarks in brackets.

    Examples
    --------
    >>> meaning_of(" 姓　名 *（必填）")
    'name'
    >>> meaning_of("E-mail")
    'email'
    >>> meaning_of("身份证号") is None
    True
    """
    return _MEANING.get(bare_word(heading))


def bare_word(text: str) -> str:
    """A heading or a cell without what tells nothing: width, case, spaces, signs and remarks in brackets.

    Examples
    --------
    >>> bare_word("Home page *（必填）")
    'homepage'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _DECORATION.sub("", _BRACKETED.sub("", folded))


def map_headings(cells: Sequence[str]) -> dict[int, Field]:
    """Give each column its meaning; where two columns mean the same, the left one counts."""
    columns: dict[int, Field] = {}
    for index, cell in enumerate(cells):
        field = meaning_of(cell)
        if field is not None and field not in columns.values():
            columns[index] = field
    return columns


def find_headings(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the index of the heading row: the one with most known headings, at least two."""
    best, best_count = None, 1
    for index, cells in enumerate(rows[:SEARCHED_ROWS]):
        count = len(map_headings(cells))
        if count > best_count:
            best, best_count = index, count
    return best
