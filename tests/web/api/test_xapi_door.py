"""The door of the record store: what is remembered, for how long, and what ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from redcloud.apps.records.actions import make_credential, revoke_credential
from redcloud.apps.records.models import Activity, Credential, Scope
from redcloud.web.api.xapi.door import Door
from redcloud.web.api.xapi.refusals import Refused
from tests.apps.records.making import small, store
from tests.web.api.test_xapi import Api, key
from tests.world import World


def header(world: World, *scopes: Scope) -> str:
    return Api(key(world.north, *scopes)).headers["Authorization"]


def test_a_remembered_credential_costs_no_query(world: World, django_assert_num_queries) -> None:
    door, given = Door(), header(world)
    first = door.admit(given)
    with django_assert_num_queries(0):
        assert door.admit(given) is first


def test_what_is_remembered_ends_after_its_time(world: World, django_assert_num_queries) -> None:
    door, given = Door(remembered_s=0.0), header(world)
    door.admit(given)
    with django_assert_num_queries(1):
        door.admit(given)


def test_a_credential_that_expires_is_not_remembered_beyond_its_end(world: World) -> None:
    door, given = Door(remembered_s=60), header(world)
    Credential.objects.update(expires_at=timezone.now() + timedelta(seconds=0.05))
    door.admit(given)
    while timezone.now() < Credential.objects.get().expires_at:  # type: ignore[operator]
        pass
    with pytest.raises(Refused, match="credentials_wrong"):
        door.admit(given)


def test_memory_has_an_end(world: World) -> None:
    door = Door(at_most=2)
    for _ in range(5):
        door.admit(header(world))
    assert len(door._known) == 2


def test_nothing_wrong_is_remembered(world: World) -> None:
    door = Door()
    for wrong in ("Basic YTpi", "Basic", "", "Digest x"):
        with pytest.raises(Refused):
            door.admit(wrong)
    assert door._known == {}


def test_a_revocation_is_respected_at_once_in_the_process_that_revokes(
    world: World, django_capture_on_commit_callbacks
) -> None:
    made = key(world.north)
    api = Api(made)
    assert api.get().status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        revoke_credential(actor=None, credential=made.credential)
    assert api.get().status_code == 401


def test_what_was_read_before_a_revocation_is_not_remembered_after_it(world: World) -> None:
    door, given = Door(), header(world)
    generation = door._generation
    admission = door.admit(given)
    door.forget()
    door._remember(b"place", admission, generation)
    assert door._known == {}


# --- scopes (Communication 4.2) ------------------------------------------------------------------------

WRITES = {Scope.WRITE, Scope.ALL}
READS = {Scope.READ_MINE, Scope.READ, Scope.ALL_READ, Scope.ALL}


@pytest.mark.parametrize("scope", list(Scope))
def test_each_scope_opens_what_its_name_says_and_nothing_else(world: World, scope: Scope) -> None:
    api = Api(key(world.north, scope))
    assert api.post(small()).status_code == (200 if scope in WRITES else 403)
    assert api.get().status_code == (200 if scope in READS else 403)


def test_several_scopes_open_what_each_of_them_opens(world: World) -> None:
    api = Api(key(world.north, Scope.WRITE, Scope.READ_MINE))
    other, own = small(), small()
    Api(key(world.north)).post(other)
    assert api.post(own).status_code == 200
    assert api.ids() == [own["id"]]
    both = Api(key(world.north, Scope.READ_MINE, Scope.READ))
    assert both.ids() == [own["id"], other["id"]]


def test_scopes_are_kept_once_each_and_in_order(world: World) -> None:
    made = make_credential(
        actor=None, root=world.north, name="lms", scopes=[Scope.WRITE, Scope.DEFINE, Scope.WRITE]
    )
    assert made.credential.scopes == "define statements/write"
    assert made.credential.granted == {Scope.DEFINE, Scope.WRITE}
    assert not made.credential.reads
    with pytest.raises(ValueError, match="without a scope"), transaction.atomic():
        make_credential(actor=None, root=world.north, name="lms", scopes=[])


def named(name: str) -> dict[str, Any]:
    definition = {"name": {"en": name}, "type": "http://adlnet.gov/expapi/activities/course"}
    return small(object={"id": "urn:x:course", "definition": definition})


def test_a_definition_that_stands_is_changed_with_define_alone(world: World) -> None:
    store(world.north, small(), named("first"))
    for scopes, expected in [
        ([Scope.WRITE], "first"),
        ([Scope.WRITE, Scope.DEFINE], "second"),
        ([Scope.ALL], "third"),
    ]:
        name = {"first": "not allowed"}.get(expected, expected)
        assert Api(key(world.north, *scopes)).post(named(name)).status_code == 200
        assert Activity.objects.get(iri="urn:x:course").name == {"en": expected}


def test_an_activity_of_this_product_is_redefined_by_nobody(world: World) -> None:
    iri = "urn:redcloud:north:item:1"
    store(world.north, small(object={"id": iri, "definition": {"name": {"zh-Hans": "急救"}}}))
    Api(key(world.north)).post(small(object={"id": iri, "definition": {"name": {"zh-Hans": "别的"}}}))
    assert Activity.objects.get(iri=iri).name == {"zh-Hans": "急救"}
