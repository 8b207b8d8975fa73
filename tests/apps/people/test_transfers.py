"""A member moves to another branch when both sides say so; until then the member belongs where they were."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from redcloud.apps.people import transfers
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import (
    COMMITTEE_ROLES,
    Membership,
    PendingRole,
    Role,
    RoleAssignment,
    Transfer,
    TransferState,
)
from redcloud.apps.people.queries import branch_of, own_account
from redcloud.apps.people.transfers import TransferRefused
from tests.together import at_once, needs_postgresql
from tests.world import SINCE, World


def ask(world: World, member: str = "member", target: str = "测试第二党支部") -> Transfer:
    """Let the secretary ask the branch next door."""
    return transfers.ask_transfer(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        member_id=world.members[member].pk,
        target=target,
    )


def answer(world: World, transfer: Transfer, confirms: bool = True) -> Transfer:
    """Let the secretary next door answer."""
    return transfers.answer_transfer(
        actor=world.users["sibling_secretary"],
        viewer=world.viewer("sibling_secretary"),
        branch_id=world.sibling.pk,
        transfer_id=transfer.pk,
        confirms=confirms,
    )


def leave(world: World, member: str, until: date, by: str = "secretary") -> None:
    """Let the secretary write down that somebody left."""
    transfers.leave(
        actor=world.users[by],
        viewer=world.viewer(by),
        branch_id=world.branch.pk,
        member_id=world.members[member].pk,
        until=until,
    )


def come_back(world: World, member: str) -> None:
    """Let the secretary take a departure back."""
    transfers.come_back(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        member_id=world.members[member].pk,
    )


def refusal(call: object, *args: object) -> str:
    """The code with which a call is refused."""
    with pytest.raises(TransferRefused) as refused:
        call(*args)  # type: ignore[operator]
    return refused.value.code


def test_nothing_changes_before_the_other_branch_confirms(world: World) -> None:
    today = timezone.localdate()
    transfer = ask(world)
    assert branch_of(world.members["member"], today) == world.branch
    assert [
        one.member.roster_key for one in transfers.moves_of(world.viewer("secretary"), world.branch.pk).going
    ]
    assert transfers.arriving_at(world.sibling).count() == 1
    answer(world, transfer)
    assert branch_of(world.members["member"], today) == world.sibling
    assert branch_of(world.members["member"], today - timedelta(days=1)) == world.branch
    assert transfers.arriving_at(world.sibling).count() == 0


def test_the_member_sees_on_their_own_page_where_they_are_about_to_go(world: World) -> None:
    ask(world)
    own = own_account(world.viewer("member"))
    assert own.transfer is not None
    assert own.transfer.target == world.sibling


def test_a_declined_transfer_leaves_the_member_where_they_are_and_says_so(world: World) -> None:
    answer(world, ask(world), confirms=False)
    assert branch_of(world.members["member"], timezone.localdate()) == world.branch
    moves = transfers.moves_of(world.viewer("secretary"), world.branch.pk)
    assert (moves.going, [one.state for one in moves.settled]) == ([], [TransferState.DECLINED])
    ask(world)  # and can be asked for again


def test_what_was_taken_back_cannot_be_confirmed(world: World) -> None:
    transfer = ask(world)
    transfers.withdraw_transfer(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        transfer_id=transfer.pk,
    )
    assert refusal(answer, world, transfer) == "gone"
    assert branch_of(world.members["member"], timezone.localdate()) == world.branch


def test_a_transfer_of_somebody_who_is_not_there_any_more_moves_nobody(world: World) -> None:
    transfer = ask(world)
    Membership.objects.filter(member=world.members["member"]).update(organisation=world.sibling)
    assert refusal(answer, world, transfer) == "gone"
    transfer.refresh_from_db()
    assert transfer.state == TransferState.WAITING  # declining still settles it
    assert answer(world, transfer, confirms=False).pk == transfer.pk


@pytest.mark.parametrize(
    ("target", "code"), [("没有的支部", "unknown"), ("测试第一党支部", "same"), ("南湖测试党支部", "unknown")]
)
def test_the_branch_has_to_be_another_one_of_the_same_organisation(
    world: World, target: str, code: str
) -> None:
    assert refusal(ask, world, "member", target) == code


def test_a_name_that_two_branches_have_is_told_apart_by_what_is_above(world: World) -> None:
    type(world.branch).objects.create(parent=world.north, kind="branch", name="测试第二党支部")
    assert refusal(ask, world) == "several"
    assert ask(world, target="测试党总支/测试第二党支部").target == world.sibling


def test_only_one_transfer_of_a_member_waits(world: World) -> None:
    ask(world)
    assert refusal(ask, world) == "waits"


def test_only_the_committees_of_the_two_branches_have_a_say(world: World) -> None:
    transfer = ask(world)
    for role in ("member", "officer", "administrator", "south_secretary", "sibling_secretary"):
        with pytest.raises(NotVisible):
            transfers.moves_of(world.viewer(role), world.branch.pk)
    with pytest.raises(NotVisible):  # the branch that asks does not confirm
        transfers.answer_transfer(
            actor=world.users["secretary"],
            viewer=world.viewer("secretary"),
            branch_id=world.branch.pk,
            transfer_id=transfer.pk,
            confirms=True,
        )
    with pytest.raises(NotVisible):  # nobody of this branch
        ask(world, "sibling1")


def test_whoever_goes_is_no_longer_on_the_committee(world: World) -> None:
    colleague, waiting = world.members["colleague"], world.members["more1"]
    role = {"organisation": world.branch, "role": Role.PUBLICITY_COMMISSIONER, "since": SINCE}
    RoleAssignment.objects.create(user=colleague.user, **role)
    PendingRole.objects.create(member=waiting, **role)
    answer(world, ask(world, "colleague"))
    leave(world, "more1", timezone.localdate())
    held = RoleAssignment.objects.filter(user=colleague.user, role__in=COMMITTEE_ROLES)
    assert [row.until for row in held] == [timezone.localdate()]
    assert not PendingRole.objects.exists()


def test_whoever_left_belongs_nowhere_keeps_the_account_and_can_come_back(world: World) -> None:
    today = timezone.localdate()
    leave(world, "member", today)
    assert world.viewer("member").branch_ids == ()
    assert branch_of(world.members["member"], today - timedelta(days=1)) == world.branch
    come_back(world, "member")
    assert world.viewer("member").branch_ids == (world.branch.pk,)


def test_a_departure_ends_the_transfer_that_waits(world: World) -> None:
    transfer = ask(world)
    leave(world, "member", timezone.localdate())
    assert refusal(answer, world, transfer) == "gone"


def test_whoever_belongs_somewhere_again_does_not_come_back(world: World) -> None:
    leave(world, "member", timezone.localdate())
    Membership.objects.create(
        member=world.members["member"], organisation=world.sibling, since=timezone.localdate()
    )
    with pytest.raises(NotVisible):
        come_back(world, "member")


def test_nobody_leaves_ahead_or_before_they_came_and_a_secretary_not_by_their_own_hand(world: World) -> None:
    assert refusal(leave, world, "member", timezone.localdate() + timedelta(days=1)) == "day"
    assert refusal(leave, world, "member", SINCE) == "day"
    assert refusal(leave, world, "secretary", timezone.localdate()) == "self"


def test_what_was_settled_is_forgotten_after_a_month(world: World) -> None:
    answer(world, ask(world), confirms=False)
    ask(world)
    assert transfers.forget_settled() == 0
    Transfer.objects.exclude(settled_at=None).update(settled_at=timezone.now() - timedelta(days=31))
    assert transfers.forget_settled() == 1
    assert Transfer.objects.get().state == TransferState.WAITING


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_confirming_and_taking_back_at_once_does_one_of_the_two(world: World) -> None:
    transfer = ask(world)
    first = at_once(
        lambda: answer(world, transfer),
        lambda: transfers.withdraw_transfer(
            actor=world.users["secretary"],
            viewer=world.viewer("secretary"),
            branch_id=world.branch.pk,
            transfer_id=transfer.pk,
        ),
    )
    assert (first.error, first.waited_for) == (None, True)
    transfer.refresh_from_db()
    assert transfer.state == TransferState.CONFIRMED
    assert branch_of(world.members["member"], timezone.localdate()) == world.sibling
