"""What members state, plan and hide: theirs alone, and shown on only where they say so, for a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import Membership
from redcloud.apps.portrait import actions, queries
from redcloud.apps.portrait.actions.releasing import _disputed
from redcloud.apps.portrait.models import Share, Stated
from redcloud.apps.portrait.queries import Portrait
from redcloud.apps.records.actions import drain_outbox
from redcloud.apps.study.activities import activity_of
from redcloud.apps.study.models import Item
from redcloud.engine.contracts import PortraitLine
from tests.apps.portrait.conftest import days_ago, record
from tests.world import World


def portrait(world: World, role: str = "member") -> Portrait:
    return queries.portrait_of(world.viewer(role))


def a_line(world: World, kind: str) -> PortraitLine:
    return next(line for line in portrait(world).lines if line.kind == kind)


@pytest.fixture
def skilled(world: World) -> World:
    actions.state(actor=world.users["member"], code="electrics", words="干了三十年")
    return world


def shown(world: World, role: str = "secretary") -> list[tuple[str, list[str]]]:
    _, found = actions.open_stated(actor=world.users[role], branch_id=world.branch.pk)
    return [(one.member.name, [entry.code for entry in one.entries]) for one in found]


def test_a_skill_is_shown_to_nobody_until_its_member_says_so(skilled: World) -> None:
    assert [row.words for row in portrait(skilled).stated] == ["干了三十年"]
    assert shown(skilled) == []
    actions.show_to_committee(actor=skilled.users["member"], code="electrics", days=30)
    assert shown(skilled) == [("测试member", ["electrics"])]


def test_a_look_at_a_skill_is_written_down_beside_it(skilled: World) -> None:
    actions.show_to_committee(actor=skilled.users["member"], code="electrics", days=7)
    shown(skilled)
    looks = portrait(skilled).looked_at[("skill", "electrics")]
    assert [(look.looker_name, look.reason) for look in looks] == [("测试secretary", "stated")]


def test_not_shown_expired_stopped_and_moved_away_look_the_same(skilled: World) -> None:
    member = skilled.users["member"]
    actions.show_to_committee(actor=member, code="electrics", days=7)
    actions.stop_showing(actor=member, code="electrics")
    assert shown(skilled) == []
    actions.show_to_committee(actor=member, code="electrics", days=7)
    Stated.objects.update(shown_until=timezone.now() - timedelta(seconds=1))
    assert shown(skilled) == []
    actions.show_to_committee(actor=member, code="electrics", days=7)
    Membership.objects.filter(member=skilled.members["member"]).update(until=timezone.localdate())
    assert shown(skilled) == []


@pytest.mark.parametrize(
    "role", ["member", "colleague", "officer", "sibling_secretary", "administrator", "south_secretary"]
)
def test_nobody_but_the_own_committee_opens_what_is_shown(skilled: World, role: str) -> None:
    actions.show_to_committee(actor=skilled.users["member"], code="electrics", days=7)
    with pytest.raises(NotVisible):
        shown(skilled, role)
    assert portrait(skilled).looked_at == {}


@pytest.mark.parametrize("days", [0, 31])
def test_a_skill_is_shown_for_thirty_days_at_most(skilled: World, days: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 30"):
        actions.show_to_committee(actor=skilled.users["member"], code="electrics", days=days)


def test_only_what_stands_in_the_list_can_be_stated(world: World) -> None:
    with pytest.raises(NotVisible):
        actions.state(actor=world.users["member"], code="loyal")
    with pytest.raises(NotVisible):
        actions.take_back(actor=world.users["member"], code="electrics")


def test_what_is_taken_back_is_gone_and_its_words_are_offered_once_more(skilled: World) -> None:
    assert actions.take_back(actor=skilled.users["member"], code="electrics") == "干了三十年"
    assert not Stated.objects.exists()


def test_hours_are_planned_for_oneself_and_taken_away(world: World) -> None:
    year, user = timezone.localdate().year, world.users["member"]
    actions.plan_hours(actor=user, year=year, hours=32)
    actions.plan_hours(actor=user, year=year, hours=40)
    assert portrait(world).planned_hours == {year: 40}
    actions.plan_hours(actor=user, year=year, hours=None)
    assert portrait(world).planned_hours == {}


@pytest.mark.parametrize(("year", "hours"), [(2019, 32), (None, 0), (None, 1001)])
def test_a_plan_nobody_can_follow_is_refused(world: World, year: int | None, hours: int) -> None:
    with pytest.raises(ValueError, match=r"this year|between 1"):
        actions.plan_hours(actor=world.users["member"], year=year or timezone.localdate().year, hours=hours)


def test_study_hours_add_up_the_declared_minutes_of_items_and_open_to_their_records(folded: World) -> None:
    when = days_ago(1)
    for minutes in (45, 90):
        item = Item.objects.create(root=folded.north, title="防火", text="x", minutes=minutes)
        record(folded.members["member"], "completed", activity_of(item).iri, "study", when)
    drain_outbox()
    line = a_line(folded, "study_hours")
    assert (line.key, line.value) == (str(timezone.localdate(when).year), 135)  # the lesson declares nothing
    behind = queries.evidence_for(folded.viewer("member"), line.kind, line.key)
    assert len(behind.records) == 2


def test_service_of_a_year_opens_to_its_records_and_its_dispute_leaves_every_month(folded: World) -> None:
    for days in (3, 45):
        record(folded.members["member"], "volunteered", f"urn:x:{days}", "volunteering", days_ago(days))
    drain_outbox()
    lines = [line for line in portrait(folded).lines if line.kind == "service"]
    assert sum(line.value for line in lines) == 2
    behind = queries.evidence_for(folded.viewer("member"), "service", lines[0].key)
    assert len(behind.records) == lines[0].value
    actions.dispute(actor=folded.users["member"], kind="service", key=lines[0].key)
    disputed = _disputed(folded.north.pk)
    year = int(lines[0].key[:4])
    assert sorted(disputed["month"].to_pylist()) == [date(year, month, 1) for month in range(1, 13)]
    assert set(disputed["kind"].to_pylist()) == {"volunteering"}


def test_a_hidden_line_leaves_the_page_and_every_share_and_comes_back_unshared(folded: World) -> None:
    user, line = folded.users["member"], a_line(folded, "participation")
    named = {"kind": line.kind, "key": line.key}
    actions.share(actor=user, **named, days=7)
    actions.hide(actor=user, **named)
    assert line not in portrait(folded).shown
    assert line in portrait(folded).lines  # it is the member's still, and in every download
    with pytest.raises(NotVisible):
        actions.share(actor=user, **named, days=7)
    with pytest.raises(NotVisible):
        actions.open_shared_lines(actor=folded.users["secretary"], member_uid=folded.members["member"].uid)
    seen = actions.look_from_command(key="member", looker="值班员", reason="核对", organisation="north")
    assert line not in [shown_line for shown_line, _ in seen.lines]
    actions.show_again(actor=user, **named)
    assert line in portrait(folded).shown
    assert not Share.objects.exists()


def test_a_hidden_line_counts_as_before_and_a_disputed_one_does_not(folded: World) -> None:
    line = a_line(folded, "participation")
    actions.hide(actor=folded.users["member"], kind=line.kind, key=line.key)
    assert _disputed(folded.north.pk).num_rows == 0
    actions.dispute(actor=folded.users["member"], kind=line.kind, key=line.key)
    assert _disputed(folded.north.pk).num_rows == 1


def test_a_look_names_the_lines_that_were_shown(folded: World) -> None:
    line = a_line(folded, "participation")
    actions.share(actor=folded.users["member"], kind=line.kind, key=line.key, days=7)
    actions.open_shared_lines(actor=folded.users["secretary"], member_uid=folded.members["member"].uid)
    looked_at = portrait(folded).looked_at
    assert list(looked_at) == [(line.kind, line.key)]


def test_the_export_holds_what_was_stated_planned_and_hidden(folded: World) -> None:
    user, line = folded.users["member"], a_line(folded, "participation")
    actions.state(actor=user, code="law", words="退休法官")
    actions.plan_hours(actor=user, year=timezone.localdate().year, hours=32)
    actions.hide(actor=user, kind=line.kind, key=line.key)
    copy = queries.export_of(folded.members["member"].pk)
    assert [(row["code"], row["words"]) for row in copy["stated"]] == [("law", "退休法官")]
    assert [row["hours"] for row in copy["planned_hours"]] == [32]
    assert [row["line_key"] for row in copy["hidden"]] == [line.key]
