"""What a member takes away and what is erased: everything, except the line on the organisation's roster."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import PROTECT, RESTRICT

from redcloud.apps.people import own_data, registries
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.actions import set_consent
from redcloud.apps.people.models import Consent, Member, Membership, Purpose, RoleAssignment, User
from tests.world import World


def opened(archive: bytes) -> dict[str, object]:
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return {name: json.loads(files.read(name)) for name in files.namelist() if name.endswith(".json")}


def test_the_archive_holds_one_open_file_a_stage_with_the_members_own_data(world: World) -> None:
    member, user = world.members["secretary"], world.users["secretary"]
    set_consent(actor=user, member=member, purpose=Purpose.PORTRAIT, granted=True)
    data = opened(own_data.archive(actor=user))
    assert set(data) == {f"{stage}.json" for stage in registries.export.stages()}
    people = data["people.json"]
    assert isinstance(people, dict)
    assert people["name"] == "测试secretary"
    assert people["roles"][0]["role"] == "secretary"
    assert people["memberships"][0]["branch"] == world.branch.name
    assert [answer["granted"] for answer in people["consents"]] == [True]


def test_the_archive_names_nobody_else(world: World) -> None:
    text = json.dumps(opened(own_data.archive(actor=world.users["member"])), ensure_ascii=False)
    others = [member.name for key, member in world.members.items() if key != "member"]
    assert not [name for name in others if name in text]


def test_erasing_removes_account_roles_and_consents_and_keeps_the_roster_line(world: World) -> None:
    member, user = world.members["secretary"], world.users["secretary"]
    set_consent(actor=user, member=member, purpose=Purpose.PORTRAIT, granted=True)
    Member.objects.filter(pk=member.pk).update(email="someone@example.org")
    own_data.erase(actor=User.objects.get(pk=user.pk))
    assert not User.objects.filter(username="secretary").exists()
    assert not Consent.objects.filter(member=member).exists()
    assert not RoleAssignment.objects.filter(organisation=world.branch).exists()
    kept = Member.objects.get(pk=member.pk)
    assert (kept.name, kept.email, kept.user_id) == ("测试secretary", "", None)
    assert Membership.objects.filter(member=member, until=None).exists()


def test_erasing_asks_every_stage_and_fails_whole_when_one_fails(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(registries.erasure, "_functions", {"records": asked.append})
    own_data.erase(actor=world.users["member"])
    assert asked == [world.members["member"].pk]

    def fails(member_id: int) -> None:
        raise RuntimeError(member_id)

    monkeypatch.setattr(registries.erasure, "_functions", {"records": fails})
    with pytest.raises(RuntimeError):
        own_data.erase(actor=world.users["colleague"])
    assert User.objects.filter(username="colleague").exists()


def test_stages_are_erased_from_the_last_to_the_first_and_copied_from_the_first() -> None:
    """A later stage finds its rows by what earlier ones hold, so that has to be there still."""
    erased = registries.erasure.stages()
    assert erased == [stage for stage in reversed(settings.STAGES) if stage in erased]
    assert erased.index("portrait") < erased.index("records")
    copied = registries.export.stages()
    assert copied == [stage for stage in settings.STAGES if stage in copied]


def test_an_account_that_is_nobodys_on_a_roster_has_nothing_to_take_away(world: World) -> None:
    for act in (own_data.archive, own_data.erase):
        with pytest.raises(NotVisible):
            act(actor=world.users["officer"])


def test_no_table_stands_in_the_way_of_erasing_an_account() -> None:
    blocking = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete
        and field.is_relation
        and field.related_model is User
        and getattr(field.remote_field, "on_delete", None) in (PROTECT, RESTRICT)
    ]
    assert blocking == []
