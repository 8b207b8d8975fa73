"""The access door over random trees: never across roots, officers see down, absent is forbidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redcloud.apps.people import access
from redcloud.apps.people.access import ANONYMOUS, NotVisible, Viewer, viewer_of
from redcloud.apps.people.models import (
    COMMITTEE_ROLES,
    Member,
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    RoleAssignment,
    User,
)
from tests.world import World

pytestmark = pytest.mark.django_db
Door = Callable[[Viewer, int], Organisation]
DOORS: dict[str, Door] = {
    "visible": access.branch_visible_to,
    "belonging": access.branch_belonging_to,
    "run": access.branch_run_by,
    "overseen": access.organisation_overseen_by,
}
FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Person:
    viewer: Viewer
    home: Organisation | None
    role: str | None
    place: Organisation | None


def opens(door: Door, viewer: Viewer, organisation_id: int) -> bool:
    try:
        return door(viewer, organisation_id).pk == organisation_id
    except NotVisible:
        return False


@st.composite
def trees(draw: st.DrawFn) -> list[int | None]:
    """Parents by position; None is a root, and there are at least two of them."""
    parents: list[int | None] = [None, None]
    for position in range(2, draw(st.integers(4, 10))):
        parents.append(draw(st.integers(0, position - 1)))
    return parents


def plant(parents: list[int | None]) -> list[Organisation]:
    nodes: list[Organisation] = []
    inner = {parent for parent in parents if parent is not None}
    for position, parent in enumerate(parents):
        leaf = parent is not None and position not in inner
        nodes.append(
            Organisation.objects.create(
                parent=nodes[parent] if parent is not None else None,
                kind=OrganisationKind.BRANCH if leaf else OrganisationKind.COMMITTEE,
                name=f"单位{position}",
                slug=f"root{position}" if parent is None else None,
            )
        )
    return nodes


def person(number: int, home: Organisation | None, role: str | None, place: Organisation | None) -> Person:
    user = User.objects.create_user(username=f"p{number}")
    if home is not None:
        member = Member.objects.create(user=user, root_id=home.root_id, name="测试", roster_key=f"k{number}")
        Membership.objects.create(member=member, organisation=home, since=timezone.localdate())
    if role is not None and place is not None:
        RoleAssignment.objects.create(user=user, organisation=place, role=role, since=timezone.localdate())
    return Person(viewer_of(user), home, role, place)


@contextmanager
def forgotten() -> Iterator[None]:
    """Undo what one example stored."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@FEW
@given(parents=trees(), data=st.data())
def test_the_doors_open_exactly_for_those_whom_the_rules_name(
    db: None, parents: list[int | None], data: st.DataObject
) -> None:
    with forgotten():
        nodes = plant(parents)
        branches = [node for node in nodes if node.is_branch]
        homes: list[Organisation | None] = [None, *branches]
        someone = person(
            0,
            data.draw(st.sampled_from(homes)),
            data.draw(st.sampled_from([None, *Role.values])),
            data.draw(st.sampled_from(nodes)),
        )
        runs = someone.place if someone.role in COMMITTEE_ROLES else None
        above = someone.place if someone.role == Role.OFFICER else None
        for node in nodes:
            under_officer = above is not None and node.path.startswith(above.path)
            own = node in (someone.home, runs)
            expected = {
                "visible": node.is_branch and (own or under_officer),
                "belonging": node.is_branch and own,
                "run": node.is_branch and node == runs,
                "overseen": under_officer,
            }
            seen = {name: opens(door, someone.viewer, node.pk) for name, door in DOORS.items()}
            assert seen == expected


@FEW
@given(parents=trees(), data=st.data())
def test_nobody_sees_across_roots(db: None, parents: list[int | None], data: st.DataObject) -> None:
    with forgotten():
        nodes = plant(parents)
        place = data.draw(st.sampled_from(nodes))
        same_root = [node for node in nodes if node.is_branch and node.root_id == place.root_id]
        someone = person(
            0, data.draw(st.sampled_from([None, *same_root])), data.draw(st.sampled_from(Role.values)), place
        )
        foreign = [node for node in nodes if node.root_id != place.root_id]
        assert not [
            node for node in foreign for door in DOORS.values() if opens(door, someone.viewer, node.pk)
        ]


@pytest.mark.parametrize("door", DOORS.values(), ids=list(DOORS))
def test_absent_and_forbidden_are_the_same_answer(world: World, door: Door) -> None:
    answers = []
    for organisation_id in (world.south_branch.pk, 10**9, 0, -1):
        with pytest.raises(NotVisible) as caught:
            door(world.viewer("member"), organisation_id)
        answers.append((type(caught.value), caught.value.args))
    assert len(set(answers)) == 1


@pytest.mark.parametrize("door", DOORS.values(), ids=list(DOORS))
def test_somebody_who_is_not_signed_in_sees_nothing(world: World, door: Door) -> None:
    assert viewer_of(AnonymousUser()) == ANONYMOUS
    for node in Organisation.objects.all():
        assert not opens(door, ANONYMOUS, node.pk)


def test_a_role_that_ended_and_one_that_has_not_begun_open_nothing(world: World) -> None:
    today = timezone.localdate()
    held = RoleAssignment.objects.filter(user=world.users["secretary"])
    held.update(until=today)
    assert not opens(access.branch_run_by, world.viewer("secretary"), world.branch.pk)
    held.update(until=None, since=today + timedelta(days=1))
    assert not opens(access.branch_run_by, world.viewer("secretary"), world.branch.pk)


def test_a_member_who_moved_away_no_longer_belongs(world: World) -> None:
    Membership.objects.filter(member=world.members["member"]).update(until=timezone.localdate())
    assert not opens(access.branch_belonging_to, world.viewer("member"), world.branch.pk)


def test_library_and_administration_are_held_for_the_own_root_only(world: World) -> None:
    assert access.library_edited_by(world.viewer("editor")) == world.north
    assert access.administered_by(world.viewer("administrator"), world.north.pk) == world.north
    for door, role in ((access.library_edited_by, "editor"), (access.administered_by, "administrator")):
        with pytest.raises(NotVisible):
            door(world.viewer(role), world.south.pk)
        with pytest.raises(NotVisible):
            door(world.viewer("officer"))


def test_a_number_that_begins_like_another_is_not_under_it(world: World) -> None:
    """Paths end with a slash, so that 1/12/ is not below 1/1."""
    for node in Organisation.objects.all():
        assert node.path.endswith(f"{node.pk}/")
        assert node.parent is None or node.path == f"{node.parent.path}{node.pk}/"


def test_a_viewer_is_collected_in_three_queries(world: World, django_assert_num_queries: Callable) -> None:
    user = User.objects.get(username="secretary")
    with django_assert_num_queries(3):
        viewer_of(user)
