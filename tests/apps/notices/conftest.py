"""A member who wants e-mail, and a real mail server to send it to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from redcloud.apps.notices import actions
from redcloud.apps.people.models import Member
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
    member = world.members["member"]
    Member.objects.filter(pk=member.pk).update(email="somebody@example.org")
    actions.set_preference(
        actor=world.users["member"],
        member=member,
        email=True,
        rhythm="weekly",
        weekday=0,
        hour=9,
        quiet_from=21,
        quiet_until=8,
    )
    return member
