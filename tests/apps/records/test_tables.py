"""The dimensions of a fold: each organisation's own activities, and the consent of those it is about."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from redcloud.apps.people.actions import set_consent
from redcloud.apps.people.models import Purpose
from redcloud.apps.records.actions import record_event
from redcloud.apps.records.models import Activity
from redcloud.apps.records.queries import keys_of_iris, pseudonyms_of_member, subjects_table
from redcloud.engine.records.profile import ActivityRef
from tests.apps.records.making import small, store
from tests.world import World

SHARED = "https://courses.example.org/fire-safety"


def test_what_two_organisations_call_by_one_iri_are_two_activities(world: World) -> None:
    for root in (world.south, world.north, world.south):
        store(root, small(object={"id": SHARED}))
    for root in (world.north, world.south):
        own = Activity.objects.get(root=root, iri=SHARED)
        assert keys_of_iris([(root.pk, SHARED)]) == {(root.pk, SHARED): own.pk}


def test_a_drain_asks_for_the_consent_of_those_alone_whom_it_touched(world: World) -> None:
    for key in ("member", "colleague"):
        set_consent(actor=world.users[key], member=world.members[key], purpose=Purpose.PORTRAIT, granted=True)
        activity = ActivityRef("urn:redcloud:north:item:1", "study", "急救")
        record_event(member=world.members[key], verb="completed", activity=activity, when=timezone.now())
    (own,) = pseudonyms_of_member(world.members["member"].pk)
    with CaptureQueriesContext(connection) as asked:
        table = subjects_table(pseudonyms=[own])
    assert table.to_pylist() == [{"pseudonym": own, "subject": own, "in_aggregates": True}]
    (consent,) = [query["sql"] for query in asked if "people_consent" in query["sql"]]
    assert f'"member_id" IN ({world.members["member"].pk})' in consent
