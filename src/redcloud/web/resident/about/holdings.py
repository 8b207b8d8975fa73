"""Web resident, feature about: what the page says for stages that registered nothing of their own.

A stage that fills ``people.registries.holdings`` speaks for itself; its own lines take the place of these.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.holdings import Holding, Text

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

SHIPPED: dict[str, list[Holding]] = {
    "notices": [
        Holding(
            _("发给您的通知，以及您要不要收"),
            _("告诉您发生了什么，合并成一封，不打扰"),
            _("只有本人；没有已读回执"),
            _("180 天"),
        ),
    ],
    "discussions": [
        Holding(
            _("评论的文字"),
            _("讨论本身"),
            _("这场讨论的参加者；被举报的评论由支部委员会处理"),
            _("作者删除为止；删除后 30 分钟内可以撤回，之后彻底清除"),
        ),
    ],
    "life": [
        Holding(
            _("会议的时间、地点、议程、记录和表决票数"),
            _("组织自己的记忆"),
            _("本支部；上级只看到日期和类型"),
            _("由支部长期保管"),
        ),
        Holding(
            _("一次会议的点名：到会或请假，不写原因"),
            _("确认法定人数；成为本人自己的记录"),
            _("只在这次会议里，本支部可见；没有跨会议的考勤表"),
            _("随会议保管"),
        ),
        Holding(
            _("志愿服务：做了什么、哪一天，由本人填写"),
            _("成为本人自己的记录"),
            _("只有本人"),
            _("本人收回或注销时删除"),
        ),
    ],
    "needs": [
        Holding(
            _("居民诉求：内容、居民自己说的地点、进展"),
            _("把事情办好"),
            _("承办支部和上一级；公开的只有类别、进展和大致地点"),
            _("去掉联系方式后保存"),
        ),
        Holding(
            _("居民的联系方式和照片（自愿填写）"),
            _("承办人需要时联系；照片重新绘制，去掉拍摄信息"),
            _("只有承办人；居民能看到什么时候被查看过"),
            _("办结 30 天后删除"),
        ),
    ],
    "study": [
        Holding(
            _("给您推荐过什么，以及“不适合我”"),
            _("不重复推荐，尊重您的选择"),
            _("只有本人；编辑看不到谁学了什么"),
            _("本人注销时删除"),
        ),
    ],
    "outlook": [
        Holding(
            _("支部按规定该开的会，以及上级的报表要求"),
            _("提醒支部，不看个人来没来"),
            _("支部和上级"),
            _("随规定更新"),
        ),
    ],
}
