"""Messages are found from every page of a member, with how many are unread; nobody else has the bell."""

from __future__ import annotations

import pytest
from django.urls import reverse

from redcloud.apps.notices.actions import notify
from redcloud.apps.notices.models import Notice
from tests.world import World

LINK = 'href="/notices/"'


def test_the_bell_says_how_many_are_unread_and_is_quiet_when_none_is(world: World, signed_in) -> None:
    client, home = signed_in("member"), reverse("member-home")
    assert 'aria-label="消息"' in client.get(home).content.decode()
    for _number in range(3):
        notify(member=world.members["member"], kind="study_sent", target_url="member-home")
    assert 'aria-label="消息，3 条没看"' in client.get(home).content.decode()
    first = Notice.objects.first()
    assert first is not None
    client.post(reverse("member-notice-open", args=[first.pk]))
    assert 'aria-label="消息，2 条没看"' in client.get(home).content.decode()
    client.post(reverse("member-notices-read"))
    assert 'aria-label="消息"' in client.get(home).content.decode()


@pytest.mark.parametrize("role", ["officer", "editor", "administrator", "anonymous"])
def test_somebody_who_is_no_member_has_no_bell(role: str, world: World, signed_in) -> None:
    assert LINK not in signed_in(role).get(reverse("about-data")).content.decode()


def test_another_members_messages_are_not_counted(world: World, signed_in) -> None:
    notify(member=world.members["colleague"], kind="study_sent", target_url="member-home")
    assert 'aria-label="消息"' in signed_in("member").get(reverse("member-home")).content.decode()
