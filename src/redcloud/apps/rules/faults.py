"""Stage rules: why a pack does not load. In: a fault of the engine. Out: what is wrong and what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcloud.engine.rules.table import FaultCode

SENTENCES: dict[FaultCode, tuple[Promise, Promise]] = {
    "not_toml": (_("文件不是 TOML 格式。"), _("请对照其他规则包的写法检查这一行。")),
    "missing": (_("少了这一项。"), _("请补上。")),
    "unknown_key": (_("没有这一项。"), _("请检查拼写，或者删去。")),
    "wrong_type": (_("值的类型不对。"), _("文字加引号，数字和日期不加引号。")),
    "not_in_list": (_("不能用这个值。"), _("请从文档列出的值里选一个。")),
    "out_of_range": (_("数字超出了范围。"), _("请核对条文里的数字。")),
    "unknown_reference": (_("引用了文件里没有的名称。"), _("请先写明它，或者改正名称。")),
    "dates_reversed": (_("结束日期不晚于开始日期。"), _("请核对两个日期。")),
    "overlapping_rules": (_("同一条规则的两个版本在同一天都有效。"), _("请给旧版本写上结束日期。")),
    "duplicate_code": (_("名称重复了。"), _("请换一个名称。")),
    "target_person": (
        _("规则不能针对某一个人。"),
        _("规则只能针对组织、会议和计划；请改成对组织的要求，或者删去。"),
    ),
    "target_absence": (
        _("规则不能统计谁没有到会。"),
        _("可以规定会议开不开得成，不能规定缺席；请删去这条规则。"),
    ),
    "target_time_online": (
        _("规则不能统计在线时长、登录或打卡。"),
        _("整治指尖上的形式主义的规定禁止这样做；请删去这条规则。"),
    ),
    "target_points": (_("规则不能打分、积分或排名。"), _("请删去这条规则，改为直接写明要做的事。")),
}
