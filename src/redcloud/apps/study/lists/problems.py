"""Stage study: what is wrong with a list, in the reader's language. Codes of the engine in, sentences out."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcloud.engine.study.lists.reading import MOST_ROWS, ListFault, ListRow


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken: where it stands, what stands there, what to do."""

    sheet: str
    line: int
    column: str
    value: str
    reason: str


_SHOWN = 60
_FILES: dict[ListFault, str | Promise] = {
    "empty": _("文件是空的。请选择另一个文件。"),
    "unreadable": _("文件打不开，可能已经损坏。请在表格软件里打开，另存为 .xlsx 或 .csv 后再试。"),
    "encrypted": _("文件设了密码。请去掉密码，另存一份后再试。"),
    "encoding_unknown": _("看不懂文件的文字编码。请在表格软件里另存为 .xlsx，或者 UTF-8 编码的 .csv。"),
    "too_wide": _("表格展开后太大；多半是很远的地方有一个多余的格子。请把需要的行和列复制到一个新的文件里。"),
    "too_many_rows": _("文件超过 %(most)d 行。请分成几个文件导入。"),
    "no_headings": _("没有找到表头。请保留一行表头，至少有“标题”和另外一列，例如“正文”。"),
}


class BadCell(Exception):  # noqa: N818 - it is an answer about a cell
    """A cell that cannot be taken; ``reason`` is the sentence, ``value`` the part that is wrong."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.reason, self.value = reason, value


def file_sentence(code: ListFault) -> str:
    """Say why a file as a whole is no list, and what to do."""
    said = str(_FILES[code])
    return said % {"most": MOST_ROWS} if code == "too_many_rows" else said


def problem_of(row: ListRow, heading: str, value: str, reason: str) -> Problem:
    """A problem of a row; long values are cut."""
    shown = value.strip()
    shown = f"{shown[:_SHOWN]}…" if len(shown) > _SHOWN else shown
    return Problem(row.sheet, row.line, heading, shown, reason)
