"""Stage people: understands one cell of a roster. In: a cell. Out: a value, or ``BadCell`` with a code.

Spreadsheets are typed by people: full-width letters, stray spaces, dates in six notations, numbers
where text was meant. What is clear is taken; what could mean two things is refused, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from redcloud.engine.people.shapes import RejectCode, RoleCode, StageCode
from redcloud.engine.people.sheets import Cell

MAX_NAME = 60
MAX_NUMBER = 60
EARLIEST = date(1900, 1, 1)
_EXCEL_EPOCH = date(1899, 12, 30)  # serial 60 is the 29 February 1900 that never was
_SERIALS = range(3_654, 73_050)  # 1910 to 2099: below that, a number is no date
_WHOLE_FLOAT = 2**53
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")
_NAME = re.compile(r"[^\W\d_](?:[\w .·'’-]*[\w.])?$")
_CJK_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_IDENTITY_CARD = re.compile(r"\d{17}[\dXx]")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]+")
_ROLE_BREAKS = re.compile(r"[,;/、|\n]|(?:兼|和|\band\b|&)")
_BRACKETED = re.compile(r"\(.*?\)")

STAGES: dict[StageCode, str] = {
    "full": "正式党员 党员 中共党员 正式 正式成员 full fullmember",
    "probationary": "预备党员 中共预备党员 预备 probationary probationarymember",
    "development_target": "发展对象 developmenttarget candidate",
    "activist": "入党积极分子 积极分子 activist",
    "applicant": "入党申请人 申请人 入党申请者 applicant",
}
ROLES: dict[RoleCode, str] = {
    "secretary": "书记 支部书记 党支部书记 secretary branchsecretary",
    "deputy_secretary": "副书记 支部副书记 党支部副书记 deputysecretary",
    "organisation_commissioner": "组织委员 支部组织委员 organisationcommissioner organizationcommissioner",
    "publicity_commissioner": "宣传委员 支部宣传委员 publicitycommissioner",
    "discipline_commissioner": "纪检委员 支部纪检委员 纪律检查委员 disciplinecommissioner",
    "officer": "党委书记 党委副书记 组织员 党务干部 党建专干 officer",
}
NO_ROLE = frozenset({"无", "没有", "普通党员", "党员", "none", "member", "-", "—", "/"})
ROLES_BY_HAND = frozenset({"管理员", "编辑", "administrator", "editor"})
_STAGE_OF = {word: code for code, words in STAGES.items() for word in words.split()}
_ROLE_OF = {word: code for code, words in ROLES.items() for word in words.split()}


class BadCell(Exception):  # noqa: N818 - it is an answer about a cell
    """A cell that cannot be taken; ``code`` says why."""

    def __init__(self, code: RejectCode) -> None:
        super().__init__(code)
        self.code: RejectCode = code


def as_text(cell: Cell) -> str:
    """Write a cell as text: NFKC, single spaces, no control characters, 12.0 as 12.

    Raises
    ------
    BadCell
        ``cell_error`` for the errors that a spreadsheet shows.
    """
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    text = unicodedata.normalize("NFKC", str(cell))
    if not text.isprintable():
        text = "".join(
            " " if char.isspace() else char
            for char in text
            if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}
        )
    text = " ".join(text.split())
    if text.startswith("#") and text.upper() in _ERRORS:
        raise BadCell("cell_error")
    return text


def person_name(cell: Cell) -> str:
    """Read a name; the gap in ``王　芳`` is typography and goes.

    Raises
    ------
    BadCell
        ``missing``, ``name_too_long`` or ``name_not_a_name`` (digits or signs in it).
    """
    name = _CJK_GAP.sub("", as_text(cell))
    if not name:
        raise BadCell("missing")
    if len(name) > MAX_NAME:
        raise BadCell("name_too_long")
    if not _NAME.match(name) or any(char.isdigit() for char in name):
        raise BadCell("name_not_a_name")
    return name


def number(cell: Cell) -> str:
    """Read a member number.

    Raises
    ------
    BadCell
        ``missing``; ``number_too_long``; ``number_lost_digits`` when a spreadsheet held it as a
        number beyond 2^53; ``number_identity_card``, because those are not kept here.
    """
    if isinstance(cell, float) and (abs(cell) >= _WHOLE_FLOAT or not cell.is_integer()):
        raise BadCell("number_lost_digits")
    text = as_text(cell).replace(" ", "")
    if not text:
        raise BadCell("missing")
    if re.fullmatch(r"\d(\.\d+)?E\+\d+", text, re.IGNORECASE):
        raise BadCell("number_lost_digits")
    if _IDENTITY_CARD.fullmatch(text):
        raise BadCell("number_identity_card")
    if len(text) > MAX_NUMBER:
        raise BadCell("number_too_long")
    return text


def stage(cell: Cell) -> StageCode:
    """Read a stage.

    Raises
    ------
    BadCell
        ``missing`` or ``stage_unknown``.
    """
    text = as_text(cell)
    if not text:
        raise BadCell("missing")
    code = _STAGE_OF.get(_word(text))
    if code is None:
        raise BadCell("stage_unknown")
    return code


def day(cell: Cell, today: date) -> date | None:
    """Read a day: ISO, 2019/7/1, 2019.7, 2019年7月1日, 20190701, a spreadsheet's date or serial.

    A month without a day means its first day. Empty is None.

    Raises
    ------
    BadCell
        ``date_unreadable``, ``date_in_future`` or ``date_too_early`` (before 1900).
    """
    read = _day(cell)
    if read is None:
        return None
    if read > today:
        raise BadCell("date_in_future")
    if read < EARLIEST:
        raise BadCell("date_too_early")
    return read


def _day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = as_text(cell)
    if not text:
        return None
    if _is_serial(text):
        # Spreadsheet days, with a fraction where a time was typed too.
        return _EXCEL_EPOCH + timedelta(days=int(float(text)))
    if isinstance(cell, float) and re.fullmatch(r"\d{4}\.\d", text):
        raise BadCell("date_unreadable")  # 2019.1: January, or October without its nought
    clock = re.sub(r"[ T]\d{1,2}:\d{2}.*$", "", text)
    match = _DATE.fullmatch(clock) or _COMPACT_DATE.fullmatch(clock)
    if match is None:
        raise BadCell("date_unreadable")
    try:
        return date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError as error:
        raise BadCell("date_unreadable") from error


def _is_serial(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4,5}(\.\d+)?", text)) and int(float(text)) in _SERIALS


def email(cell: Cell) -> str | None:
    """Read an e-mail address in lower case. Empty is None.

    Raises
    ------
    BadCell
        ``email_unreadable``.
    """
    text = as_text(cell).replace(" ", "").lower()
    if not text:
        return None
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise BadCell("email_unreadable")
    return text


def roles(cell: Cell) -> tuple[tuple[RoleCode, ...], tuple[str, ...], tuple[str, ...]]:
    """Read the roles of a cell such as ``书记、组织委员``.

    Returns
    -------
    tuple
        The roles understood; the texts that are no role here (a job title, say); the roles that only
        a person may give.
    """
    known: list[RoleCode] = []
    unknown: list[str] = []
    by_hand: list[str] = []
    for part in _ROLE_BREAKS.split(_BRACKETED.sub("", as_text(cell))):
        word = _word(part)
        if not word or part.strip() in NO_ROLE or word in NO_ROLE:
            continue
        if word in ROLES_BY_HAND:
            by_hand.append(part.strip())
        elif word in _ROLE_OF:
            known.append(_ROLE_OF[word])
        else:
            unknown.append(part.strip())
    return tuple(dict.fromkeys(known)), tuple(unknown), tuple(by_hand)


def _word(text: str) -> str:
    return re.sub(r"[\W_]+", "", _BRACKETED.sub("", text)).casefold()
