"""The portrait belongs to the member: basis, evidence, notes, disputes, shares, looks, erasure."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from redcloud.apps.jobs import huey
from redcloud.apps.people import own_data
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import Member, Membership
from redcloud.apps.portrait import actions, queries, tasks
from redcloud.apps.portrait.models import Dispute, Hidden, HoursPlan, Look, Note, Share, Stated
from redcloud.apps.portrait.state import portrait_store
from redcloud.apps.records.actions import drain_outbox, lake
from redcloud.apps.records.queries import pseudonyms_of_member
from redcloud.engine.contracts import PortraitLine
from tests.apps.portrait.conftest import CLASS, agree, days_ago, record
from tests.world import World


def lines(world: World, role: str = "member") -> list[PortraitLine]:
    return queries.portrait_of(world.viewer(role)).lines


def a_line(world: World, kind: str) -> PortraitLine:
    return next(line for line in lines(world) if line.kind == kind)


def class_line(world: World) -> PortraitLine:
    return next(line for line in lines(world) if line.detail.get("kind") == "class")


def kept(world: World) -> int:
    return portrait_store().read(pseudonyms_of_member(world.members["member"].pk)).rows.num_rows


def test_a_member_sees_what_they_took_part_in_and_studied(folded: World) -> None:
    assert {line.kind for line in lines(folded)} == {"participation", "study_done"}
    assert class_line(folded).value == 1


def test_every_line_opens_to_the_members_own_records(folded: World) -> None:
    for line in lines(folded):
        behind = queries.evidence_for(folded.viewer("member"), line.kind, line.key)
        assert behind.records
        assert all(record.name == {"zh-Hans": "防火知识"} for record in behind.records)
        if line.kind == "participation":
            assert len(behind.records) == line.value


def test_a_new_record_is_in_the_portrait_after_the_next_drain(folded: World) -> None:
    record(folded.members["member"], "attended", f"{CLASS}2", "class", days_ago(10))
    assert class_line(folded).value == 1
    drain_outbox()
    assert sum(line.value for line in lines(folded) if line.detail.get("kind") == "class") == 2


def test_nobody_without_a_basis_is_folded(folded: World) -> None:
    record(folded.members["colleague"], "attended", CLASS, "class", days_ago(10))
    drain_outbox()
    mine = pseudonyms_of_member(folded.members["colleague"].pk)
    assert mine
    assert portrait_store().read(mine).rows.num_rows == 0
    assert queries.portrait_of(folded.viewer("colleague")) == queries.Portrait(folding=False, lines=[])


def test_a_member_who_switched_off_is_removed_at_once_and_not_folded_again(
    folded: World, django_capture_on_commit_callbacks
) -> None:
    assert kept(folded)
    with django_capture_on_commit_callbacks(execute=True):
        agree(folded, "member", granted=False)
    assert kept(folded) == 0
    record(folded.members["member"], "attended", f"{CLASS}2", "class", days_ago(1))
    drain_outbox()
    actions.build(actor=None)
    assert kept(folded) == 0
    assert lines(folded) == []


def test_a_member_who_switches_on_again_has_the_portrait_back(
    folded: World, django_capture_on_commit_callbacks
) -> None:
    before = lines(folded)
    for granted in (False, True):
        with django_capture_on_commit_callbacks(execute=True):
            agree(folded, "member", granted=granted)
    assert lines(folded) == before


def test_portraits_of_an_older_form_are_folded_as_the_worker_starts(folded: World) -> None:
    before = lines(folded)
    assert actions.fold_if_missing() is None  # nothing to do
    facts = next(settings.LAKE.with_name("portrait").glob("epoch-*/epoch.json"))
    facts.write_text(json.dumps(json.loads(facts.read_text()) | {"version": 1}))
    assert lines(folded) == []
    tasks.fold_after_an_upgrade()
    assert lines(folded) == before
    assert tasks.fold_after_an_upgrade in huey._startup.values()


def test_a_build_of_one_organisation_leaves_the_others_alone(folded: World) -> None:
    before = lines(folded)
    actions.build(actor=None, root=folded.south)
    assert lines(folded) == before
    actions.build(actor=None, root=folded.north)
    assert lines(folded) == before


def test_a_member_notes_something_beside_a_line_and_takes_it_away(folded: World) -> None:
    line, user = class_line(folded), folded.users["member"]
    actions.annotate(actor=user, kind=line.kind, key=line.key, text=" 我主持的 ")
    assert queries.portrait_of(folded.viewer("member")).notes == {(line.kind, line.key): "我主持的"}
    actions.annotate(actor=user, kind=line.kind, key=line.key, text="")
    assert not Note.objects.exists()


def test_nobody_says_anything_about_a_line_that_is_not_theirs(folded: World) -> None:
    line, other = class_line(folded), folded.users["colleague"]
    with pytest.raises(NotVisible):
        actions.annotate(actor=other, kind=line.kind, key=line.key, text="x")
    with pytest.raises(NotVisible):
        actions.dispute(actor=other, kind=line.kind, key=line.key)
    with pytest.raises(NotVisible):
        actions.share(actor=other, kind=line.kind, key=line.key, days=3)
    with pytest.raises(NotVisible):
        queries.evidence_for(folded.viewer("colleague"), line.kind, line.key)


def test_a_dispute_is_raised_once_and_taken_back(folded: World) -> None:
    line, user = class_line(folded), folded.users["member"]
    for _ in range(2):
        actions.dispute(actor=user, kind=line.kind, key=line.key)
    assert Dispute.objects.filter(withdrawn_at=None).count() == 1
    actions.withdraw_dispute(actor=user, kind=line.kind, key=line.key)
    assert queries.portrait_of(folded.viewer("member")).disputes == {}


def share(world: World, days: int = 7) -> PortraitLine:
    line = class_line(world)
    actions.share(actor=world.users["member"], kind=line.kind, key=line.key, days=days)
    return line


def test_a_secretary_sees_the_shared_line_and_no_other_and_the_look_is_written_down(folded: World) -> None:
    line = share(folded)
    shown = actions.open_shared_lines(
        actor=folded.users["secretary"], member_uid=folded.members["member"].uid
    )
    assert shown.portrait.lines == [line]
    look = queries.looks_at(folded.viewer("member")).get()
    assert (look.looker_name, look.reason, look.lines) == ("测试secretary", "shared", 1)


@pytest.mark.parametrize(
    "role", ["colleague", "officer", "sibling_secretary", "administrator", "south_secretary"]
)
def test_nobody_but_the_own_secretary_sees_a_shared_line(folded: World, role: str) -> None:
    share(folded)
    with pytest.raises(NotVisible):
        actions.open_shared_lines(actor=folded.users[role], member_uid=folded.members["member"].uid)
    assert not Look.objects.exists()


def test_not_shared_expired_stopped_and_absent_look_the_same(folded: World) -> None:
    def refused(member: Member | None = None) -> str:
        uid = member.uid if member else "00000000-0000-0000-0000-000000000000"
        with pytest.raises(NotVisible) as caught:
            actions.open_shared_lines(actor=folded.users["secretary"], member_uid=uid)
        return repr(caught.value)

    member = folded.members["member"]
    answers = {refused(), refused(member)}
    line = share(folded)
    Share.objects.update(until=timezone.now() - timedelta(seconds=1))
    answers.add(refused(member))
    share(folded)
    actions.stop_sharing(actor=folded.users["member"], kind=line.kind, key=line.key)
    answers.add(refused(member))
    assert len(answers) == 1
    assert not Share.objects.exists()


def test_where_nothing_is_shared_not_even_the_work_tells_who_agreed(folded: World) -> None:
    """A refusal that took longer for whoever has a portrait would tell that they have one."""
    agreed, never = folded.members["member"], folded.members["more1"]
    asked = []
    for member in (agreed, never):
        with CaptureQueriesContext(connection) as found, pytest.raises(NotVisible):
            queries.shared_lines(folded.viewer("secretary"), member.uid)
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_a_share_ends_for_the_branch_that_the_member_leaves(folded: World) -> None:
    share(folded)
    member = folded.members["member"]
    Membership.objects.filter(member=member, until=None).update(
        until=timezone.localdate() - timedelta(days=1)
    )
    with pytest.raises(NotVisible):
        actions.open_shared_lines(actor=folded.users["secretary"], member_uid=member.uid)


@pytest.mark.parametrize("days", [0, 31])
def test_a_share_lasts_between_one_and_thirty_days(folded: World, days: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 30"):
        share(folded, days)


def test_a_look_from_the_command_line_is_written_down_with_its_reason(folded: World) -> None:
    shown = actions.look_from_command(
        key="member", looker="值班员", reason="本人来电要求", organisation="north"
    )
    assert all(ids for _, ids in shown.lines)
    look = queries.looks_at(folded.viewer("member")).get()
    assert (look.looker_name, look.reason, look.via) == ("值班员", "本人来电要求", "command")


def test_a_look_from_the_command_line_needs_a_name_and_a_reason(folded: World) -> None:
    with pytest.raises(actions.looking.ReasonMissing):
        actions.look_from_command(key="member", looker="值班员", reason=" ")
    assert not Look.objects.exists()


def test_the_export_holds_lines_notes_and_looks(folded: World) -> None:
    actions.look_from_command(key="member", looker="值班员", reason="核对", organisation="north")
    line = class_line(folded)
    actions.annotate(actor=folded.users["member"], kind=line.kind, key=line.key, text="我主持的")
    copy = queries.export_of(folded.members["member"].pk)
    assert {row["kind"] for row in copy["lines"]} == {"participation", "study_done"}
    assert [note["text"] for note in copy["notes"]] == ["我主持的"]
    assert [look["reason"] for look in copy["looks"]] == ["核对"]


def test_erasing_a_member_leaves_nothing_in_state_lake_or_tables(
    folded: World, django_capture_on_commit_callbacks
) -> None:
    share(folded)
    line = class_line(folded)
    actions.annotate(actor=folded.users["member"], kind=line.kind, key=line.key, text="x")
    actions.dispute(actor=folded.users["member"], kind=line.kind, key=line.key)
    actions.hide(actor=folded.users["member"], kind=line.kind, key=line.key)
    actions.plan_hours(actor=folded.users["member"], year=timezone.localdate().year, hours=32)
    actions.state(actor=folded.users["member"], code="law", words="退休法官")
    actions.look_from_command(key="member", looker="值班员", reason="核对", organisation="north")
    mine = pseudonyms_of_member(folded.members["member"].pk)
    with django_capture_on_commit_callbacks(execute=True):
        own_data.erase(actor=folded.users["member"])
    drain_outbox()
    assert lake().read(pseudonyms=mine).num_rows == 0
    assert portrait_store().read(mine).rows.num_rows == 0
    written = (Note, Dispute, Share, Hidden, HoursPlan, Stated, Look)
    assert [rows.objects.count() for rows in written] == [0] * len(written)
