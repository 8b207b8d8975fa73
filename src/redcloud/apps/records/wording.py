"""Stage records: words for its codes, for pages of any audience. In: a code. Out: a sentence."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcloud.apps.records.models import READING_SCOPES, Credential, Scope
from redcloud.engine.records.accounts import AccountFault, Column

SCOPE_WORDS: Final[dict[Scope, Promise]] = {
    Scope.WRITE: _("写入学习记录"),
    Scope.DEFINE: _("更新活动的名称和说明"),
    Scope.READ_MINE: _("读取它自己写入的记录"),
    Scope.READ: _("读取全部学习记录"),
    Scope.STATE: _("读写每个人的学习进度"),
    Scope.PROFILE: _("读写人员和活动的资料"),
    Scope.ALL_READ: _("读取一切记录和资料"),
    Scope.ALL: _("读写一切记录和资料"),
}

SOURCE_WORDS: Final[dict[tuple[str, str], Promise]] = {
    ("file", ""): _("导入的文件"),
    ("life", ""): _("本平台"),
    ("life", "life"): _("本平台 · 组织生活"),
    ("life", "study"): _("本平台 · 学习"),
    ("life", "needs"): _("本平台 · 诉求"),
    ("life", "discussions"): _("本平台 · 讨论"),
    ("package", ""): _("课程包"),
}

ACCOUNT_COLUMNS: Final[dict[Column, Promise]] = {
    "number": _("编号"),
    "name": _("姓名"),
    "platform": _("平台网址"),
    "account": _("账号"),
}
ACCOUNT_FAULTS: Final[dict[AccountFault, Promise]] = {
    "missing": _("这一格没有填写。请补上后重新上传。"),
    "platform_unreadable": _("这不是网址。请填写以 http:// 或 https:// 开头的平台地址。"),
    "account_too_long": _("账号超过 200 个字符。请核对。"),
    "cell_error": _("表格软件在这一格显示错误。请改正公式或直接填写内容。"),
}
NO_SUCH_MEMBER: Final = _("名册里没有这个编号，或者编号对应的姓名不同。请核对编号和姓名。")


def reading_words(credential: Credential) -> list[Promise]:
    """Return what of persons a credential can read, in the order of the scopes."""
    return [SCOPE_WORDS[scope] for scope in Scope if scope in credential.granted & READING_SCOPES]


def scope_words(credential: Credential) -> list[Promise]:
    """Return what a credential may do, in the order of the scopes."""
    return [words for scope, words in SCOPE_WORDS.items() if scope in credential.granted]
