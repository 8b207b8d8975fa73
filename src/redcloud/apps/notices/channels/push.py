"""Stage notices: web push (RFC 8030, 8188, 8291, 8292). A device in, one encrypted and neutral message sent.

The push service learns that this installation has something for that browser. The browser decrypts it and
shows that there is news: neither membership nor topic, for who sees the screen.
"""

from __future__ import annotations

import json

import requests
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from redcloud.apps.notices.channels.answers import SENT, Answer
from redcloud.apps.notices.channels.outside import Carrier
from redcloud.apps.notices.models import PushDevice
from redcloud.apps.notices.push_key import private_key
from redcloud.apps.notices.sealing import UnreadableError, opened

KEEPS_S = 24 * 3600
"""How long a push service keeps it for a device that is switched off."""

_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


def send_push(device: PushDevice, carrier: Carrier) -> Answer:
    """Hand a reminder over to the push service of a device."""
    # Slow to import, and only who sends needs it.
    from py_vapid import VapidException
    from pywebpush import WebPushException, webpush

    try:
        address = json.loads(opened(device.address))
    except UnreadableError:
        return Answer("failed", "unreadable", gone=True)
    try:
        webpush(
            address,
            payload(device),
            vapid_private_key=private_key(),
            vapid_claims={"sub": f"mailto:{_sender()}"},
            ttl=KEEPS_S,
            # One that still waits is replaced by the next, so that a device that was off shows one.
            headers={"Topic": "news", "Urgency": "normal"},
            requests_session=carrier,
        )
    except WebPushException as fault:
        return _answered(fault.status_code, fault.retry_after)
    except requests.exceptions.InvalidURL:
        return Answer("failed", "not_public", gone=True)
    except requests.RequestException:
        return Answer("later", "push_away", away=True)
    except (VapidException, ValueError):
        return Answer("failed", "push_refused")
    return SENT


def _answered(status: int | None, retry_after: str | None) -> Answer:
    if status in (404, 410):
        return Answer("failed", "device_gone", gone=True)
    if status in _BUSY:
        wait_s = int(retry_after) if retry_after and retry_after.isdecimal() else 0
        return Answer("later", "push_busy", min(wait_s, KEEPS_S))
    return Answer("failed", "push_refused")


def _sender() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("<> ") or "cloud@localhost"


def payload(device: PushDevice) -> str:
    """Return what the browser is to show, in the member's language."""
    user = device.member.user
    with override((user.language if user else "") or settings.LANGUAGE_CODE):
        shown = {
            "title": gettext("您有新消息"),
            "stop": gettext("不再提醒"),
            "stopped": gettext("这台设备不会再提醒。"),
            "open": reverse("member-notices"),
            "end": reverse("notice-push-stop", args=[device.stop_token]),
        }
    return json.dumps(shown, ensure_ascii=False)
