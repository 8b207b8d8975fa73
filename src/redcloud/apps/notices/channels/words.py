"""Stage notices: what a fault means, and what to do, in words for people. A code in, a sentence out."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FAULTS: dict[str, str | Promise] = {
    "mailbox_refused": _("邮箱地址不存在，或者对方拒收。请检查地址。"),
    "mailbox_busy": _("对方邮箱暂时不收，例如已满。"),
    "mail_refused": _("邮件被对方的邮件服务器拒收。"),
    "mail_login": _("邮件服务器不接受平台的用户名或密码。请维护人员检查 REDCLOUD_EMAIL_URL。"),
    "mail_sender": _("邮件服务器不接受发件地址。请维护人员检查 REDCLOUD_EMAIL_FROM。"),
    "mail_away": _("连不上邮件服务器。请维护人员检查 REDCLOUD_EMAIL_URL 和网络。"),
    "device_gone": _("这台设备已经取消提醒。"),
    "push_refused": _("浏览器的推送服务没有接受。请在设备上关闭再打开一次。"),
    "push_busy": _("浏览器的推送服务正忙。"),
    "push_away": _("连不上浏览器的推送服务。请维护人员检查服务器能否访问外网。"),
    "not_public": _("地址不是公开网络上的 https 地址。"),
    "no_key": _("地址里没有机器人的密钥。"),
    "bad_secret": _("加签密钥不对。"),
    "unreadable": _("服务器换过密钥，保存的地址读不出来了。请重新填写。"),
    "robot_key": _("对方说没有这个机器人：地址不对，或者机器人已被移出群。"),
    "robot_off": _("机器人在群里被停用了。"),
    "robot_rules": _("被机器人的安全设置挡住了：请把关键词设为“通知”，检查加签密钥，或者放行服务器的 IP。"),
    "robot_busy": _("对方暂时不收，可能发得太频繁。"),
    "robot_away": _("连不上对方的服务器。"),
    "robot_refused": _("对方没有接受，也没有说明原因。"),
    "unexpected": _("平台自己出了错，已经记入日志。"),
    "too_late": _("等了太久，已经没有意义，没有再发。"),
}
"""Every fault that a delivery can have."""


def say_fault(code: str) -> str | Promise:
    """Return the sentence for a fault; empty for none."""
    return FAULTS[code] if code else ""
