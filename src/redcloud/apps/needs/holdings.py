"""Stage needs: says in plain words what it holds about residents and helpers, for the public page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.holdings import Holding


def needs_holdings() -> list[Holding]:
    """What the stage needs holds."""
    return [
        Holding(
            _("居民诉求：内容、居民自己说的地点、进展"),
            _("把事情办好"),
            _("承办支部；转给上级的由上级看。公开的只有类别、进展和大致地点"),
            _("去掉联系方式后保存；居民撤回时立即删除内容"),
        ),
        Holding(
            _("居民的联系方式和照片（自愿填写）"),
            _("承办人需要时联系；照片重新绘制，去掉拍摄信息"),
            _("只有承办人；居民能看到什么时候被查看过"),
            _("办结 30 天后删除"),
        ),
        Holding(
            _("诉求可能属于哪一类：平台的建议，和从已归类的诉求里学来的数字模型（里面没有原文）"),
            _("帮承办的人归类；归不归由人决定"),
            _("建议只有承办的人看得到；模型任何人都看不到"),
            _("建议随诉求；撤回的内容从下一次夜间学习起不再使用"),
        ),
        Holding(
            _("谁承办了哪件诉求、答复了什么、谁说自己帮过忙"),
            _("居民知道找谁；帮忙的成为本人自己的记录"),
            _("承办人和答复：居民和承办支部；帮过忙：只有本人。没有按人的统计"),
            _("随诉求；注销账户后不再指向任何人"),
        ),
        Holding(
            _("查询次数的限制：按天更换的加密代号，没有网络地址"),
            _("防止有人猜查询码"),
            _("任何人都看不到"),
            _("一天"),
        ),
    ]
