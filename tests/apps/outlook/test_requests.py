"""A request from above: refused and not stored, or sent, seen by its branches, kept in the ledger."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redcloud.apps.outlook.actions import RequestRefused, send_request, withdraw_request
from redcloud.apps.outlook.models import BranchRequest
from redcloud.apps.outlook.queries import ledger, preview, requests_for, requests_of
from redcloud.apps.people.access import ANONYMOUS, NotVisible
from redcloud.apps.people.models import AuditEntry, Organisation
from tests.apps.outlook.asking import MONDAY, draft, sent
from tests.world import World


def seen(world: World, role: str, branch: Organisation, today: date = MONDAY) -> list[str]:
    return [one.title for one in requests_for(world.viewer(role), branch.pk, today)[1]]


def test_what_the_rules_forbid_is_not_stored(world: World) -> None:
    with pytest.raises(RequestRefused) as refused:
        sent(world, compares="branches", evidence="photo")
    assert {one.rule.code for one in refused.value.findings} == {"ranking", "photo_evidence"}
    assert not BranchRequest.objects.exists()
    assert not AuditEntry.objects.filter(action="outlook.send_request").exists()


def test_a_clean_request_is_seen_by_the_branches_below_and_by_no_other(world: World) -> None:
    sent(world)
    assert seen(world, "member", world.branch) == ["冬季取暖困难摸底"]
    assert seen(world, "sibling_secretary", world.sibling) == ["冬季取暖困难摸底"]
    assert seen(world, "south_secretary", world.south_branch) == []
    entry = AuditEntry.objects.get(action="outlook.send_request")
    assert (entry.actor, entry.organisation) == (world.users["officer"], world.north)


@pytest.mark.parametrize(("addressed_to", "people"), [("secretary", 2), ("committee", 2), ("members", 15)])
def test_the_cost_counts_everybody_who_is_asked(world: World, addressed_to: str, people: int) -> None:
    cost = preview(
        world.viewer("officer"), world.north.pk, draft(addressed_to=addressed_to, task_minutes=14), MONDAY
    ).cost
    assert (cost.people, cost.minutes_each, cost.minutes_once) == (people, 30, people * 30)


def test_the_ledger_is_public_and_keeps_what_was_sent_as_it_was(world: World) -> None:
    sent(world, addressed_to="members")
    public = ledger(ANONYMOUS, MONDAY)
    (kept,) = public.page
    assert (kept.branches, kept.people, kept.minutes_each, kept.minutes_once) == (2, 15, 16, 240)
    assert (public.count, public.minutes) == (1, 240)
    assert list(ledger(world.viewer("member"), MONDAY).page) == [kept]
    assert list(ledger(world.viewer("south_member"), MONDAY).page) == []
    assert ledger(ANONYMOUS, MONDAY + timedelta(days=366)).minutes == 0


def test_a_repeated_request_costs_what_it_was_answered_so_far(world: World) -> None:
    one = sent(world, repeats="quarterly")
    assert [ledger(ANONYMOUS, MONDAY + timedelta(days=days)).minutes for days in (0, 90, 92, 183, 364)] == [
        32 * times for times in (1, 1, 2, 3, 4)
    ]
    withdraw_request(actor=world.users["officer"], viewer=world.viewer("officer"), uid=one.uid, today=MONDAY)
    assert ledger(ANONYMOUS, MONDAY + timedelta(days=300)).minutes == 32


def test_what_is_asked_already_is_not_asked_again_at_any_level(world: World) -> None:
    one = sent(world)
    for organisation in (world.north, world.general):
        again = preview(world.viewer("officer"), organisation.pk, draft(title="再摸底一次"), MONDAY)
        assert [finding.found for finding in again.findings] == ["冬季取暖困难摸底"] * 2
    withdraw_request(actor=world.users["officer"], viewer=world.viewer("officer"), uid=one.uid, today=MONDAY)
    assert preview(world.viewer("officer"), world.north.pk, draft(), MONDAY).findings == []


def test_a_request_leaves_the_branchs_page_when_it_has_ended_or_is_withdrawn(world: World) -> None:
    one = sent(world, due_on=MONDAY + timedelta(days=10))
    notice = sent(world, kind="notice", title="停水通知", due_on=None, fields=())
    assert seen(world, "member", world.branch) == ["冬季取暖困难摸底", "停水通知"]
    assert seen(world, "member", world.branch, MONDAY + timedelta(days=11)) == ["停水通知"]
    assert seen(world, "member", world.branch, MONDAY + timedelta(days=31)) == []
    for uid in (one.uid, notice.uid):
        withdraw_request(actor=world.users["officer"], viewer=world.viewer("officer"), uid=uid, today=MONDAY)
    assert seen(world, "member", world.branch) == []
    assert len(requests_of(world.viewer("officer"), world.north.pk)[1]) == 2


def test_only_officers_above_send_and_withdraw(world: World) -> None:
    one = sent(world)
    for role in ("secretary", "editor", "administrator", "south_officer"):
        acting = {"actor": world.users[role], "viewer": world.viewer(role)}
        with pytest.raises(NotVisible):
            send_request(**acting, organisation_id=world.north.pk, draft=draft(), today=MONDAY)
        with pytest.raises(NotVisible):
            withdraw_request(**acting, uid=one.uid, today=MONDAY)
    assert BranchRequest.objects.get().withdrawn_on is None
