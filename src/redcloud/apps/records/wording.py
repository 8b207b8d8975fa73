"""Stage records: words for its codes, for pages of any audience. In: a code. Out: a sentence."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcloud.apps.records.models import READING_SCOPES, Credential, Scope

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
}


def reading_words(credential: Credential) -> list[Promise]:
    """Return what of persons a credential can read, in the order of the scopes."""
    return [SCOPE_WORDS[scope] for scope in Scope if scope in credential.granted & READING_SCOPES]


def scope_words(credential: Credential) -> list[Promise]:
    """Return what a credential may do, in the order of the scopes."""
    return [words for scope, words in SCOPE_WORDS.items() if scope in credential.granted]
