"""The demo province at a small size, from the empty database to plans, step by step."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from redcloud.apps.discussions.models import Comment
from redcloud.apps.life.models import Meeting, Roll, RollEntry
from redcloud.apps.needs.models import Need, NeedMessage
from redcloud.apps.needs.queries import waiting_for_branch
from redcloud.apps.people.access import viewer_of
from redcloud.apps.people.models import Member, Membership, Organisation, User
from redcloud.apps.people.queries import consents_on
from redcloud.apps.portrait.models import Release
from redcloud.apps.portrait.queries import portrait_of
from redcloud.apps.records.actions import lake
from redcloud.apps.records.models import Outbox, Statement
from redcloud.apps.study.models import BranchPlan, Item, Package, Suggestion
from redcloud.demo import flow
from redcloud.demo.events import count_events
from redcloud.demo.folder import new_note
from redcloud.demo.shelf import library_items

MEMBERS, ORGANISATIONS, BRANCHES = 132, 2, 6


def _made():
    note = new_note(
        members=MEMBERS,
        organisations=ORGANISATIONS,
        branches=BRANCHES,
        seed=1,
        today=timezone.localdate(),
    )
    province = flow.begin(note)
    made = {step.name: flow.run_step(step, province, lambda _some: None) for step in flow.STEPS}
    return province, made


@pytest.mark.django_db
def test_the_flow_makes_a_whole_province_and_says_so():
    assert not flow.is_made()
    province, made = _made()
    assert flow.is_made()
    tables = province.tables
    # Rows are what was simulated.
    assert Member.objects.count() == made["members"] == MEMBERS
    assert Membership.objects.count() == tables["memberships"].num_rows
    assert Organisation.objects.filter(parent=None).count() == ORGANISATIONS
    assert Meeting.objects.count() == tables["meetings"].num_rows
    marked = [mark for mark in tables["rolls"]["mark"].to_pylist() if mark]
    assert RollEntry.objects.count() == made["rolls"] == len(marked)
    assert Comment.objects.count() == tables["comments"].num_rows
    assert Need.objects.count() == tables["needs"].num_rows
    assert made["packages"] == Package.objects.count() == ORGANISATIONS
    assert Item.objects.count() == ORGANISATIONS * (len(library_items()) + 1)
    # Everything that happened is a statement, and in the lake what the allow-list takes.
    assert Statement.objects.count() == made["records"] == count_events(province)
    assert Outbox.objects.count() == 0
    assert 0.95 * made["records"] < lake().read().num_rows <= made["records"]
    # Portraits for those who agreed, and for nobody else.
    assert 0 < made["portraits"] <= len(consents_on("portrait")) < MEMBERS
    assert Release.objects.count() == ORGANISATIONS
    assert Suggestion.objects.values("member").distinct().count() > 0.9 * MEMBERS
    assert BranchPlan.objects.count() == BRANCHES
    _check_what_the_five_see(province)
    _check_tenants_do_not_mix()
    _check_rolls_and_needs()


def _check_what_the_five_see(province) -> None:
    viewers = {name: viewer_of(User.objects.get(username=name)) for name in _FIVE}
    assert all(User.objects.get(username=name).check_password(province.note.password) for name in _FIVE)
    branch = viewers["secretary"].grants[0].organisation_id
    assert viewers["member"].branch_ids == (branch,)
    assert viewers["member"].grants == ()
    assert waiting_for_branch(viewers["secretary"], branch)
    assert len(portrait_of(viewers["member"]).lines) > 10
    assert {viewers[name].grants[0].role for name in ("officer", "editor", "admin")} == {
        "officer",
        "editor",
        "administrator",
    }
    assert Meeting.objects.filter(branch=branch, state="planned", starts_at__gt=timezone.now()).exists()
    # Nobody else of the demo can sign in.
    others = User.objects.exclude(username__in=_FIVE)
    assert others
    assert not any(user.has_usable_password() for user in others)


_FIVE = ("member", "secretary", "officer", "editor", "admin")


def _check_tenants_do_not_mix() -> None:
    for row in Membership.objects.select_related("member", "organisation"):
        assert row.member.root_id == row.organisation.root_id
    for entry in RollEntry.objects.select_related("member", "roll__meeting__branch"):
        assert entry.member.root_id == entry.roll.meeting.branch.root_id
    roots = dict(Organisation.objects.values_list("pk", "root_id"))
    for root, activity_root, iri in Statement.objects.values_list(
        "root_id", "activity__root_id", "activity__iri"
    ):
        assert roots[root] == root == activity_root
        assert iri.startswith("urn:redcloud:")
    for suggestion in Suggestion.objects.select_related("member", "item"):
        assert suggestion.member.root_id == suggestion.item.root_id


def _check_rolls_and_needs() -> None:
    for roll in Roll.objects.prefetch_related("entries"):
        marks = Counter(entry.mark for entry in roll.entries.all())
        assert (roll.present, roll.excused) == (marks["present"], marks["excused"])
        assert roll.due >= marks.total()
    for need in Need.objects.all():
        assert (need.taker_id is None) == (need.state in {"received", "withdrawn"})
        assert need.received_at <= need.changed_at <= timezone.now() + timedelta(days=1)
    assert NeedMessage.objects.exists()


@pytest.mark.django_db
def test_a_step_that_fails_leaves_nothing_and_is_not_marked_done():
    note = new_note(members=66, organisations=1, branches=3, seed=1, today=timezone.localdate())
    province = flow.begin(note)
    broken = flow.Step("members", _load_half)
    flow.run_step(flow.STEPS[0], province, lambda _some: None)
    with pytest.raises(RuntimeError, match="half way"):
        flow.run_step(broken, province, lambda _some: None)
    assert Member.objects.count() == 0
    assert flow.done_steps() == {flow.STEPS[0].name}


def _load_half(province, tell) -> int:
    flow.people.load_members(province)
    raise RuntimeError("half way")
