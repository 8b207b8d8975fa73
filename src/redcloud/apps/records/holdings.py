"""Stage records: says in plain words what the record store holds, for the public page."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.holdings import Holding
from redcloud.apps.records.queries.forwarding import live_targets


def records_holdings() -> list[Holding]:
    """What the stage records holds."""
    return [
        Holding(
            _("学习和组织生活的原始记录，按收到的样子保存（xAPI）"),
            _("作为画像每一行的依据，可以逐条打开核对"),
            _("只有本人；经具名批准、有用途和期限的接口凭证，列在本页"),
            _("本人注销账户时删除"),
        ),
        Holding(
            _("分析库中的五项：记录编号、化名、动作、活动、日期；没有时长、成绩、答案、设备和地点"),
            _("计算本人的画像和受保护的汇总数"),
            _("只见化名的分析程序；化名与人的对应表单独存放"),
            _("本人注销账户时从文件中删除，对应关系同时删除"),
        ),
        Holding(
            _("尚未有人认领的外部学习账号"),
            _("本人确认后，以前的学习记录可以归到本人"),
            _("系统维护人员，只在命令行"),
            _("由组织决定；认领后随本人账户"),
        ),
        Holding(
            _("管理员的名单里写着属于某位成员的外部学习账号"),
            _("请本人确认，把以前的学习记录归到本人"),
            _("本人；回答了什么只有本人知道"),
            _("管理员收回，或本人注销账户时删除"),
        ),
        *_forwarded(),
    ]


def _forwarded() -> list[Holding]:
    """One line for each store that is told, as long as it is."""
    return [
        Holding(
            gettext("转送到其他学习平台的学习记录：%(organisation)s → %(name)s（%(host)s）")
            % {
                "organisation": target.root.name,
                "name": target.name,
                "host": urlsplit(target.endpoint).hostname,
            },
            target.purpose,
            gettext("那个平台；批准人：%(approver)s") % {"approver": target.approver},
            gettext("转送到 %(day)s 为止；已经转出的由那个平台保管")
            % {"day": timezone.localdate(target.expires_at).isoformat()},
        )
        for target in live_targets()
    ]
