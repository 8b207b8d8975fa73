"""Topics on the form of the minutes: offered, ticked, and not lost when something else was wrong."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from redcloud.apps.life.models import Minutes
from redcloud.apps.topics.models import Topic
from tests.apps.life.stories import called, roll
from tests.world import World


def filled(text: str, *topics: Topic, votes: str = "") -> dict[str, object]:
    rows = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
        "form-0-text": "修灯",
        "form-0-votes_for": votes,
    }
    return {"text": text, "topics": [topic.pk for topic in topics], **rows}


def test_ticked_topics_are_kept_and_stand_on_the_meetings_page(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["member", "secretary"])
    client = Client()
    client.force_login(world.users["secretary"])
    address = reverse("meeting-minutes", args=[meeting.uid])
    assert "别的主题" in client.get(address).content.decode()
    chosen = Topic.objects.get(root=None, code="fire-safety")
    assert client.post(address, filled("学了灭火器", chosen)).status_code == 302
    assert list(Minutes.objects.get().topics.all()) == [chosen]
    page = client.get(reverse("meeting", args=[meeting.uid])).content.decode()
    assert "消防安全" in page


def test_ticks_stay_when_the_form_comes_back_with_a_fault(world: World) -> None:
    meeting = called(world, kind="members_meeting")
    roll(world, meeting, ["member", "secretary"])
    client = Client()
    client.force_login(world.users["secretary"])
    chosen = Topic.objects.get(root=None, code="fire-safety")
    response = client.post(
        reverse("meeting-minutes", args=[meeting.uid]), filled("议事", chosen, votes="99999")
    )
    page = response.content.decode()
    assert "赞成票比到会" in page
    assert f'value="{chosen.pk}" checked' in page
    assert not Minutes.objects.exists()
