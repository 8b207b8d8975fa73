"""Web resident, feature about: how the page calls the stages. What each holds, it says itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.holdings import Text

TITLES: dict[str, Text] = {
    "people": _("人员和账户"),
    "topics": _("主题"),
    "rules": _("规定"),
    "records": _("记录"),
    "notices": _("通知"),
    "discussions": _("讨论"),
    "life": _("组织生活"),
    "needs": _("居民诉求"),
    "portrait": _("画像"),
    "study": _("学习"),
    "outlook": _("提醒和预测"),
}
"""In the order in which data flow."""
