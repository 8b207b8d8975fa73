"""Stage notices: robots of group chats, through apprise. A branch's robot in, one neutral line posted.

apprise knows how each service wants to be spoken to; the requests it makes are carried by ``outside``, which
calls public addresses only, and whose answers are read here: most of these services answer a refusal with
status 200 and a number in the body, which apprise takes for success.
"""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import requests
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from redcloud.apps.notices.channels.answers import SENT, Answer
from redcloud.apps.notices.channels.outside import Carrier, is_address_to_call
from redcloud.apps.notices.channels.words import FAULTS
from redcloud.apps.notices.models import Robot, RobotKind
from redcloud.apps.notices.sealing import UnreadableError, opened

_HOSTS = {
    "qyapi.weixin.qq.com": RobotKind.WECOM,
    "oapi.dingtalk.com": RobotKind.DINGTALK,
    "open.feishu.cn": RobotKind.FEISHU,
}
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,200}")
_SECRET = re.compile(r"[A-Za-z0-9]{8,200}")


def robot_from(url: str, secret: str = "") -> tuple[RobotKind, dict[str, Any]]:
    """Read the address that a service shows for its robot.

    Returns
    -------
    kind, arguments
        Whose it is, and what apprise makes the sender from.

    Raises
    ------
    ValueError
        ``not_public``, ``no_key`` or ``bad_secret``.

    Examples
    --------
    >>> robot_from("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcd-1234")
    (RobotKind.WECOM, {'key': 'abcd-1234'})
    """
    if not is_address_to_call(url):
        raise ValueError("not_public")
    parts = urlsplit(url)
    kind = _HOSTS.get(parts.hostname or "", RobotKind.WEBHOOK)
    asked = dict(parse_qsl(parts.query))
    if secret and (kind != RobotKind.DINGTALK or not _SECRET.fullmatch(secret)):
        raise ValueError("bad_secret")
    if kind == RobotKind.WEBHOOK:
        own = {"host": parts.hostname, "port": parts.port, "fullpath": parts.path or "/", "params": asked}
        return kind, {"secure": parts.scheme == "https", **own}
    given = {
        RobotKind.WECOM: {"key": asked.get("key", "")},
        RobotKind.DINGTALK: {"token": asked.get("access_token", ""), "secret": secret},
        RobotKind.FEISHU: {"token": parts.path.rstrip("/").rpartition("/hook/")[2]},
    }[kind]
    if not _TOKEN.fullmatch(given.get("key") or given.get("token", "")):
        raise ValueError("no_key")
    return kind, {**given}


class _Lent:
    """What the plugins take for ``requests``: who carries, and what was heard last."""

    codes = requests.codes
    RequestException = requests.RequestException

    def __init__(self) -> None:
        self.carrier: ContextVar[Carrier] = ContextVar("carrier")
        self.heard: ContextVar[list[Any]] = ContextVar("heard")

    def post(self, url: str, **more: Any) -> Any:
        """Post by the carrier."""
        return self.request("POST", url, **more)

    def request(self, method: str, url: str, **more: Any) -> Any:
        """Send by the carrier, and keep what became of it."""
        asked = more.get("params") or {}
        if "sign" in asked:
            # apprise quotes it, and so does who writes it into the address: DingTalk refuses it quoted twice.
            more["params"] = {**asked, "sign": unquote(asked["sign"])}
        try:
            answer = self.carrier.get().request(method, url, **more)
        except requests.RequestException as fault:
            self.heard.get().append(fault)
            raise
        self.heard.get().append(answer)
        return answer


_LENT = _Lent()


@cache
def _senders() -> dict[RobotKind, Any]:
    """Import what is needed of apprise, which takes a second, and have it speak through the carrier."""
    # It writes addresses into its warnings, and an address is a secret.
    logging.getLogger("apprise").disabled = True
    from apprise.plugins import custom_json, dingtalk, feishu, wecombot

    for plugin in (custom_json, dingtalk, feishu, wecombot):
        vars(plugin)["requests"] = _LENT
    return {
        RobotKind.WECOM: wecombot.NotifyWeComBot,
        RobotKind.DINGTALK: dingtalk.NotifyDingTalk,
        RobotKind.FEISHU: feishu.NotifyFeishu,
        RobotKind.WEBHOOK: custom_json.NotifyJSON,
    }


def post(robot: Robot, carrier: Carrier, *, trial: bool) -> Answer:
    """Have a robot say that there is a notice."""
    try:
        kept = json.loads(opened(robot.address))
    except UnreadableError:
        return Answer("failed", "unreadable")
    try:
        kind, arguments = robot_from(kept["url"], kept["secret"])
        sender = _senders()[kind](**arguments)
    except (ValueError, TypeError) as fault:  # apprise refuses a key with TypeError
        return Answer("failed", str(fault) if str(fault) in FAULTS else "no_key")
    heard: list[Any] = []
    carried, listening = _LENT.carrier.set(carrier), _LENT.heard.set(heard)
    try:
        taken = sender.notify(body=text_for(trial=trial))
    finally:
        _LENT.carrier.reset(carried)
        _LENT.heard.reset(listening)
    if not heard:
        return Answer("failed", "robot_refused")
    return _judged(kind, heard[-1], bool(taken))


def text_for(*, trial: bool) -> str:
    """Return what a robot says: that there is a notice, and where; neither whose nor of what."""
    with override(settings.LANGUAGE_CODE):
        said = (
            gettext("这是一条测试通知，收到就说明设置好了。")
            if trial
            else gettext("有一条新通知，请打开查看。")
        )
    return f"{said}\n{settings.PUBLIC_URL}{reverse('member-notices')}"


_CODES = {
    RobotKind.WECOM: {93000: "robot_key", 93008: "robot_key", 40058: "robot_key", 45009: "robot_busy"},
    RobotKind.DINGTALK: {
        300001: "robot_key",
        300005: "robot_key",
        400013: "robot_key",
        400101: "robot_key",
        400102: "robot_off",
        400105: "robot_refused",
        310000: "robot_rules",
        130101: "robot_busy",
        410100: "robot_busy",
        430101: "robot_rules",
    },
    RobotKind.FEISHU: {
        19001: "robot_key",
        19002: "robot_refused",
        19021: "robot_rules",
        19022: "robot_rules",
        19024: "robot_rules",
        9499: "robot_busy",
        11232: "robot_busy",
        11233: "robot_busy",
    },
    RobotKind.WEBHOOK: {},
}
"""The numbers by which services refuse, as their documents give them; any other is ``robot_refused``."""


def _judged(kind: RobotKind, heard: Any, taken: bool) -> Answer:
    """Return what an answer means."""
    if isinstance(heard, requests.exceptions.InvalidURL):
        return Answer("failed", "not_public")
    if isinstance(heard, requests.RequestException):
        return Answer("later", "robot_away")
    status = heard.status_code
    if status in (408, 425, 429) or status >= 500:
        return Answer("later", "robot_busy")
    if status in (401, 403, 404, 410):
        return Answer("failed", "robot_key")
    if not 200 <= status < 300:
        return Answer("failed", "robot_refused")
    number = 0 if kind == RobotKind.WEBHOOK else _number_in(heard.content)
    if number:
        fault = _CODES[kind].get(number, "robot_refused")
        return Answer("later" if fault == "robot_busy" else "failed", fault)
    return SENT if taken else Answer("failed", "robot_refused")


def _number_in(content: bytes) -> int:
    """Return the number of a refusal, 0 where there is none; an answer that is no JSON is a refusal."""
    try:
        said = json.loads(content)
    except ValueError:
        return -1
    if not isinstance(said, dict):
        return -1
    for name in ("errcode", "code", "StatusCode"):
        if name in said:
            return said[name] if isinstance(said[name], int) else -1
    return -1
