"""Members who want to hear, and real receivers to send to."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from apprise.plugins import dingtalk, feishu, wecombot

from redcloud.apps.people.models import Member
from tests.apps.notices.choices import wants_mail
from tests.apps.notices.outside import Outside, listening
from tests.apps.notices.receiver import Receiver, receiving
from tests.world import World


@pytest.fixture
def mail(settings) -> Iterator[Receiver]:
    """Send through SMTP to a receiver on this machine."""
    with receiving() as receiver:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", receiver.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield receiver


@pytest.fixture
def subscriber(world: World) -> Member:
    """A member who wants an e-mail on Mondays at nine."""
    return wants_mail(world, world.members["member"], "somebody@example.org")


@pytest.fixture
def outside(settings) -> Iterator[Outside]:
    """A push service and webhooks on this machine, to which addresses may lead for this test."""
    settings.NOTICES_LOOPBACK = True
    with listening() as found:
        yield found


@pytest.fixture
def services(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> Outside:
    """The three services, with the addresses that apprise has for them led to this machine."""
    for plugin in (wecombot.NotifyWeComBot, dingtalk.NotifyDingTalk, feishu.NotifyFeishu):
        parts = urlsplit(plugin.notify_url)
        query = f"?{parts.query}" if parts.query else ""
        monkeypatch.setattr(plugin, "notify_url", outside.url + parts.path + query)
    outside.answers(200, {"errcode": 0, "code": 0})
    return outside
