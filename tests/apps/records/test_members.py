"""What is a member's: events, links, the fold's subjects, evidence, erasure."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings

from redcloud.apps.people.access import ANONYMOUS, NotVisible
from redcloud.apps.people.actions import set_consent
from redcloud.apps.people.models import AuditEntry
from redcloud.apps.records.actions import (
    ActivityRef,
    Event,
    activity_iri,
    drain_outbox,
    erase_member,
    link_identity,
    record_event,
    record_events,
    retract_events,
    unlink_identity,
)
from redcloud.apps.records.models import Basis, Identity, Outbox, Pseudonym, Statement, StatementActor
from redcloud.apps.records.queries import (
    activities_table,
    done_activities,
    export_of,
    pseudonyms_of_member,
    statements_of,
    subject_of,
    subjects_table,
)
from redcloud.apps.records.queries.evidence import statements_of_identity
from redcloud.apps.records.traces import traces_of
from redcloud.engine.contracts import ACTIVITIES, SUBJECTS
from tests.apps.records.making import lake, small, store
from tests.world import World

WHEN = datetime(2026, 3, 1, 2, tzinfo=UTC)
MEETING = ActivityRef(
    activity_iri("north", "meeting", "11111111-1111-4111-8111-111111111111"), "theme_day", "主题党日"
)
ITEM = ActivityRef(activity_iri("north", "item", "22222222-2222-4222-8222-222222222222"), "study", "急救")


def attended(world: World, key: str = "member") -> Event:
    return Event(world.members[key], "attended", MEETING, WHEN)


def test_an_event_is_a_statement_like_any_other(world: World) -> None:
    statement = record_event(member=world.members["member"], verb="attended", activity=MEETING, when=WHEN)
    assert statement is not None
    assert statement.actor is not None
    assert statement.actor.member == world.members["member"]
    assert world.members["member"].name not in statement.raw
    drain_outbox()
    (row,) = lake().read().to_pylist()
    assert (row["verb"], row["record_id"]) == ("attended", statement.pk)


def test_an_event_recorded_twice_is_one_statement(world: World) -> None:
    first = record_event(member=world.members["member"], verb="attended", activity=MEETING, when=WHEN)
    again = record_event(member=world.members["member"], verb="attended", activity=MEETING, when=WHEN)
    assert first == again


def test_an_event_of_another_roots_member_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="another root"):
        record_events(events=[attended(world, "south_member")], root=world.north)


def test_a_retracted_event_leaves_the_lake_and_can_be_recorded_again(world: World) -> None:
    for _ in range(2):
        record_events(events=[attended(world), attended(world, "colleague")], root=world.north)
        drain_outbox()
        assert lake().read().num_rows == 2
        assert retract_events(events=[attended(world)], root=world.north).stored == 1
        drain_outbox()
        (row,) = lake().read().to_pylist()
        assert row["pseudonym"] == pseudonyms_of_member(world.members["colleague"].pk)[0]
    assert retract_events(events=[attended(world)], root=world.north).stored == 0


def test_what_is_done_is_known_at_once(world: World) -> None:
    member = world.members["member"]
    assert done_activities(member.pk) == set()
    record_event(member=member, verb="completed", activity=ITEM, when=WHEN)
    record_event(member=member, verb="attended", activity=MEETING, when=WHEN)
    assert done_activities(member.pk) == {ITEM.iri}
    assert done_activities(world.members["colleague"].pk) == set()
    retract_events(events=[Event(member, "completed", ITEM, WHEN)], root=world.north)
    assert done_activities(member.pk) == set()


def test_only_members_who_agreed_are_subjects(world: World) -> None:
    record_events(events=[attended(world), attended(world, "colleague")], root=world.north)
    store(world.north, small(), basis=Basis.COLLECTED)
    store(world.north, small(actor={"mbox": "mailto:nobasis@example.org"}))
    assert subjects_table().schema == SUBJECTS
    assert subjects_table().num_rows == 0
    member = world.members["member"]
    set_consent(actor=world.users["member"], member=member, purpose="portrait", granted=True)
    assert subjects_table().to_pylist() == [
        {
            "pseudonym": pseudonyms_of_member(member.pk)[0],
            "subject": subject_of(member.pk),
            "in_aggregates": True,
        }
    ]
    unlinked = subjects_table(with_unlinked=True).to_pylist()
    assert sorted(row["in_aggregates"] for row in unlinked) == [False, True]
    set_consent(actor=world.users["member"], member=member, purpose="portrait", granted=False)
    assert subjects_table().num_rows == 0


def test_a_confirmed_identity_joins_its_member_without_rewriting(world: World) -> None:
    store(world.north, small(), basis=Basis.COLLECTED)
    record_events(events=[attended(world)], root=world.north)
    identity = Identity.objects.get(value="mailto:li@example.org")
    before = list(Statement.objects.order_by("pk").values_list("raw", "actor"))
    member, user = world.members["member"], world.users["member"]
    set_consent(actor=user, member=member, purpose="portrait", granted=True)
    link_identity(actor=user, member=member, identity=identity)
    assert list(Statement.objects.order_by("pk").values_list("raw", "actor")) == before
    rows = subjects_table(root_id=world.north.pk).to_pylist()
    assert len(rows) == 2
    assert {row["subject"] for row in rows} == {subject_of(member.pk)}
    one = rows[0]["pseudonym"]
    assert subjects_table(pseudonyms=[one]).num_rows == 2
    assert AuditEntry.objects.filter(action="records.link_identity").count() == 1
    unlink_identity(actor=user, member=member, identity=identity)
    assert subjects_table().num_rows == 1


@pytest.mark.parametrize("who", ["colleague", "administrator", "officer"])
def test_nobody_else_confirms_for_a_member(world: World, who: str) -> None:
    store(world.north, small())
    identity = Identity.objects.get(value="mailto:li@example.org")
    with pytest.raises(PermissionError):
        link_identity(actor=world.users[who], member=world.members["member"], identity=identity)


def test_an_identity_of_another_member_or_root_cannot_be_taken(world: World) -> None:
    store(world.north, small())
    identity = Identity.objects.get(value="mailto:li@example.org")
    link_identity(actor=world.users["member"], member=world.members["member"], identity=identity)
    for who in ("colleague", "south_member"):
        with pytest.raises(PermissionError):
            link_identity(actor=world.users[who], member=world.members[who], identity=identity)


def test_evidence_is_the_members_own(world: World) -> None:
    record_events(events=[attended(world), attended(world, "colleague")], root=world.north)
    ids = list(Statement.objects.values_list("pk", flat=True))
    (mine,) = statements_of(world.viewer("member"), ids)
    assert (mine.lake_verb, mine.kind, mine.name) == ("attended", "theme_day", {"zh-Hans": "主题党日"})
    assert statements_of(world.viewer("south_member"), ids) == []
    for role in ("officer", "administrator"):
        with pytest.raises(NotVisible):
            statements_of(world.viewer(role), ids)
    with pytest.raises(NotVisible):
        statements_of(ANONYMOUS, ids)


def test_evidence_of_a_linked_identity_is_closed_to_the_command_line(world: World) -> None:
    store(world.north, small())
    identity = Identity.objects.get(value="mailto:li@example.org")
    ids = list(Statement.objects.values_list("pk", flat=True))
    assert len(statements_of_identity(identity, ids)) == 1
    linked = link_identity(actor=world.users["member"], member=world.members["member"], identity=identity)
    with pytest.raises(NotVisible):
        statements_of_identity(linked, ids)


def test_activities_have_kinds(world: World) -> None:
    record_events(events=[attended(world)], root=world.north)
    store(world.north, small(object={"id": "urn:x:unknown"}))
    table = activities_table(root_id=world.north.pk)
    assert table.schema == ACTIVITIES
    assert sorted(table.column("kind").to_pylist()) == ["other", "theme_day"]


def test_the_members_copy_holds_their_statements_as_received(world: World) -> None:
    record_events(events=[attended(world), attended(world, "colleague")], root=world.north)
    copy = export_of(world.members["member"].pk)
    assert [one["object"]["id"] for one in copy["statements"]] == [MEETING.iri]


def test_erasing_leaves_nothing_of_the_member_anywhere(world: World, wherever_the_lake_lies: str) -> None:
    member, user = world.members["member"], world.users["member"]
    agent = {"account": {"homePage": "https://lms.example.org", "name": "canary-account"}}
    store(
        world.north,
        small(actor=agent),
        small(context={"instructor": agent, "team": {"objectType": "Group", "member": [agent]}}),
        small(actor={"objectType": "Group", "member": [agent, {"mbox": "mailto:other@example.org"}]}),
    )
    link_identity(actor=user, member=member, identity=Identity.objects.get(value="canary-account"))
    record_events(events=[attended(world), attended(world, "colleague")], root=world.north)
    drain_outbox()
    store(world.north, small(actor=agent, object={"id": "urn:x:late"}))
    pseudonyms = pseudonyms_of_member(member.pk)
    assert lake().read(pseudonyms=pseudonyms).num_rows  # and a copy is here, where it lies elsewhere
    of_the_lake = {"folder": "file lake/", "S3": "object lake-"}[wherever_the_lake_lies]
    found = traces_of([str(value) for value in pseudonyms], settings.DATA).found
    assert [place for place, _ in found if place.startswith(of_the_lake)]
    counts = erase_member(member.pk)
    assert counts == {"identities": 2, "statements": 3, "mentions": 2}
    assert drain_outbox() == len(pseudonyms)
    assert set(lake().read().column("pseudonym").to_pylist()) == {
        *pseudonyms_of_member(world.members["colleague"].pk),
        Pseudonym.objects.get(identity__value="mailto:li@example.org").value,
    }
    for raw in Statement.objects.values_list("raw", flat=True):
        assert "canary-account" not in raw
        assert str(member.uid) not in raw
    assert Statement.objects.count() == 3
    assert not Pseudonym.objects.filter(value__in=pseudonyms).exists()
    assert not Outbox.objects.exists()
    assert StatementActor.objects.exclude(statement__in=Statement.objects.all()).count() == 0
    assert traces_of([str(value) for value in pseudonyms], settings.DATA).found == []


def test_an_event_day_is_the_organisations_day(world: World) -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    record_event(member=world.members["member"], verb="began", activity=ITEM, when=late)
    drain_outbox()
    assert lake().read().column("day").to_pylist()[0].isoformat() == "2026-03-02"
