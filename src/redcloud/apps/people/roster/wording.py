"""Stage people: the sentences for roster codes. In: a code. Out: what is wrong, and what to do about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcloud.engine.people.shapes import FileCode, Note, NoteCode, RejectCode, Rejection

Sentences = tuple[str | Promise, str | Promise]

REJECTIONS: dict[RejectCode, Sentences] = {
    "missing": (_("这一格没有填写。"), _("请补上内容后重新导入。")),
    "name_too_long": (_("姓名超过 60 个字。"), _("请只填写姓名，其他说明放到别的列。")),
    "name_not_a_name": (_("姓名里有数字或符号。"), _("请只填写姓名；同名的人用编号区分。")),
    "number_lost_digits": (
        _("编号被表格软件当作数值，后面的数字已经丢失。"),
        _("请把这一列设为文本格式，重新填写编号。"),
    ),
    "number_too_long": (_("编号超过 60 个字符。"), _("请使用较短的、固定不变的编号。")),
    "number_identity_card": (
        _("这是身份证号，本平台不保存身份证号。"),
        _("请换成组织内部的编号；任何固定不变的编号都可以。"),
    ),
    "number_repeated": (
        _("同一个编号在文件中出现了两次，已采用上面的一行。"),
        _("请核对两行是不是同一个人，再改正编号或删去一行。"),
    ),
    "name_repeated": (
        _("同一支部里有两行姓名相同，已采用上面的一行。"),
        _("如果是两个人，请增加“编号”列加以区分；如果是同一个人，请删去一行。"),
    ),
    "unit_too_deep": (_("组织路径超过 6 级。"), _("请写到党支部为止，党小组写在“党小组”列。")),
    "unit_name_too_long": (_("组织名称超过 120 个字。"), _("请使用组织的简称。")),
    "unit_not_a_branch": (
        _("党员要归到党支部，这里写的不是党支部，或者党支部下面还写了别的组织。"),
        _("请写到党支部为止，例如“城关镇党委/教育总支/第一党支部”。"),
    ),
    "unit_ambiguous": (
        _("有几个党支部都叫这个名字，不知道是哪一个。"),
        _("请写出完整路径，例如“城关镇党委/第一党支部”。"),
    ),
    "stage_unknown": (
        _("不认识这个发展阶段。"),
        _("请填写：入党申请人、入党积极分子、发展对象、预备党员或正式党员。"),
    ),
    "date_unreadable": (
        _("看不懂这个日期，或者没有这一天。"),
        _("请按 2019-07-01 的样子填写；只知道月份时写 2019-07。"),
    ),
    "date_in_future": (_("这个日期还没有到。"), _("请核对年份。")),
    "date_too_early": (_("这个日期早于 1900 年。"), _("请核对年份。")),
    "email_unreadable": (_("这不是一个电子邮箱地址。"), _("请改正，或者把这一格留空。")),
    "name_ambiguous": (
        _("这个支部里已经有几位同名的人，不知道是哪一位。"),
        _("请增加“编号”列，填写他们在系统里的编号。"),
    ),
    "name_differs": (
        _("这个编号属于一位已经启用账户的人，而姓名不同。"),
        _("如果是另一个人，请换一个编号；如果确实改了名，请在导入时勾选“允许更改姓名”。"),
    ),
    "cell_error": (_("表格软件在这一格显示错误。"), _("请改正公式或直接填写内容。")),
}

NOTES: dict[NoteCode, Sentences] = {
    "role_unknown": (_("这不是支部里的职务，没有采用。"), _("如果是行政职务，可以不管。")),
    "role_by_hand": (_("管理员和编辑不能由文件指定。"), _("请由现任管理员指定。")),
    "name_changed": (_("姓名与原来不同，已改为文件里的姓名。"), _("请确认这个编号没有给别人用过。")),
    "key_adopted": (_("原来没有编号，现在补上了。"), _("不需要处理。")),
}

FILES: dict[FileCode, Sentences] = {
    "empty": (_("文件是空的。"), _("请选择另一个文件。")),
    "unreadable": (
        _("文件打不开，可能已经损坏。"),
        _("请在表格软件里打开，另存为 .xlsx 或 .csv 后再试。"),
    ),
    "encrypted": (_("文件设了密码。"), _("请去掉密码，另存一份后再试。")),
    "encoding_unknown": (
        _("看不懂文件的文字编码。"),
        _("请在表格软件里另存为 .xlsx，或者 UTF-8 编码的 .csv。"),
    ),
    "no_headings": (
        _("没有找到表头。"),
        _("请保留一行表头，至少有“姓名”和“党支部”（或“组织”）两列。"),
    ),
    "missing_headings": (
        _("表头缺少必需的列。"),
        _("请加上“姓名”列，以及“党支部”列（或写有完整路径的“组织”列）。"),
    ),
    "too_many_rows": (_("文件超过 20 万行。"), _("请按党委分成几个文件导入。")),
    "too_wide": (
        _("表格展开后太大；多半是很远的地方有一个多余的格子。"),
        _("请把需要的行和列复制到一个新的文件里再导入。"),
    ),
}


def rejection_sentences(rejection: Rejection) -> tuple[str, str]:
    """Return reason and remedy in the language that is active."""
    reason, remedy = REJECTIONS[rejection.code]
    return str(reason), str(remedy)


def note_sentence(note: Note) -> tuple[str, str]:
    """Return reason and remedy in the language that is active."""
    reason, remedy = NOTES[note.code]
    return str(reason), str(remedy)


def file_sentences(code: FileCode) -> tuple[str, str]:
    """Return reason and remedy for a file that cannot be read at all."""
    reason, remedy = FILES[code]
    return str(reason), str(remedy)
