"""Where records go, on the administrator's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.records.models import Forward, ForwardTarget
from redcloud.apps.records.queries.forwarding import months_kept
from tests.apps.records.making import small, store
from tests.world import World

SignIn = Callable[[str], Client]


def page(world: World) -> str:
    return reverse("office-flow", args=[world.north.pk])


def given(**changes: str) -> dict[str, str]:
    until = (timezone.localdate() + timedelta(days=90)).isoformat()
    form = {
        "name": "city",
        "endpoint": "https://lrs.example.org/xapi/",
        "approver": "李四",
        "purpose": "档案",
    }
    return {**form, "until": until, **changes}


def test_an_administrator_adds_a_platform_and_stops_it(world: World, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    assert client.post(page(world), given()).status_code == 302
    target = ForwardTarget.objects.get()
    assert target.made_by == world.users["administrator"]
    shown = client.get(page(world)).content.decode()
    assert "lrs.example.org" in shown
    client.post(reverse("office-flow-stop", args=[world.north.pk, target.pk]))
    assert "lrs.example.org" not in client.get(page(world)).content.decode()


def test_bad_input_is_said_beside_its_field_and_nothing_is_lost(world: World, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    for changes, field in (
        ({"endpoint": "http://lrs.example.org/"}, "endpoint"),
        ({"endpoint": "https://me:secret@lrs.example.org/"}, "endpoint"),
        ({"until": "2020-01-01"}, "until"),
        ({"approver": ""}, "approver"),
        ({"name": "not a name"}, "name"),
    ):
        answer = client.post(page(world), given(**changes))
        assert list(answer.context["form"].errors) == [field]
        assert "档案" in answer.content.decode()
    assert not ForwardTarget.objects.exists()
    client.post(page(world), given())
    assert "name" in client.post(page(world), given()).context["form"].errors


def test_what_was_refused_is_listed_by_id_and_sent_again(world: World, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    client.post(page(world), given())
    (refused,) = store(world.north, small()).ids
    Forward.objects.update(refused="status_400")
    shown = client.get(page(world)).content.decode()
    assert str(refused) in shown
    assert "li@example.org" not in shown
    client.post(reverse("office-flow-again", args=[world.north.pk, ForwardTarget.objects.get().pk]))
    assert Forward.objects.get().refused == ""


def test_retention_is_decided_and_undone(world: World, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    address = reverse("office-flow-kept", args=[world.north.pk])
    client.post(address, {"months": "36"})
    assert months_kept(world.north) == 36
    client.post(address, {"months": ""})
    assert months_kept(world.north) is None
    assert client.post(address, {"months": "1"}).status_code == 400


def test_queries_do_not_grow_with_the_queue(
    world: World, signed_in: SignIn, django_assert_max_num_queries
) -> None:
    client = signed_in("administrator")
    client.post(page(world), given())
    store(world.north, *[small() for _ in range(30)])
    Forward.objects.update(refused="status_400")
    with django_assert_max_num_queries(16):
        client.get(page(world))
