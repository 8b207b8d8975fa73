"""Web office, feature overview: the words for kinds of activity, in the order in which they are shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {
    "members_meeting": _("党员大会"),
    "committee_meeting": _("支委会"),
    "group_meeting": _("党小组会"),
    "class": _("党课"),
    "theme_day": _("主题党日"),
    "life_meeting": _("组织生活会"),
    "study": _("学习"),
    "volunteering": _("志愿服务"),
    "discussion": _("讨论"),
    "need": _("帮助居民"),
    "other": _("其他"),
}


def kind_name(code: str) -> str:
    """Name a kind; one that a later release adds is shown as it is stored."""
    return str(KINDS.get(code, code))
