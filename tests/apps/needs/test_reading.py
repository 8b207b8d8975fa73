"""What everybody, and what officers, may read: counts and coarse facts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from redcloud.apps.needs import actions
from redcloud.apps.needs.models import Place
from redcloud.apps.needs.queries import (
    category_counts,
    nearest_place,
    place_choice,
    place_named_in,
    public_needs,
    requests_between,
    waiting_under,
)
from redcloud.apps.people.access import NotVisible
from redcloud.engine.needs.codes import code_hash

pytestmark = pytest.mark.django_db


def test_the_public_list_holds_category_state_and_coarse_place_only(ask, django_assert_num_queries) -> None:
    for _ in range(3):
        ask(words="CANARY", spot="CANARY", contact_way="CANARY", contact_name="CANARY")
    with django_assert_num_queries(1):
        rows, older = public_needs()
    assert (len(rows), older) == (3, False)
    assert "CANARY" not in str(rows)
    assert (rows[0].place, rows[0].district, rows[0].status) == ("石桥社区", "湖滨片区", "open")


def test_the_public_list_goes_on_page_by_page_without_repeating(ask) -> None:
    now = timezone.now()
    # Three came in at each moment, and the last written came in first.
    made = [ask(now=now - timedelta(hours=which // 3)).need.pk for which in range(45)]
    seen: list[int] = []
    before, older = None, True
    while older:
        rows, older = public_needs(before=before)
        seen += [row.id for row in rows]
        before = seen[-1]
    assert seen == sorted(made, key=lambda pk: (-(made.index(pk) // 3), pk), reverse=True)


def test_a_withdrawn_need_is_public_no_more(ask) -> None:
    actions.withdraw(code=code_hash(ask().code))
    assert public_needs() == ([], False)


def test_filters_narrow_the_list(ask) -> None:
    parking = ask(category="parking").need
    ask(category="noise")
    assert [row.uid for row in public_needs(category="parking")[0]] == [parking.uid]
    assert public_needs(status="closed") == ([], False)


def test_an_officer_counts_what_waits_by_branch_category_and_age(
    ask, world, django_assert_num_queries
) -> None:
    now = timezone.now()
    beside = Place.objects.create(root=world.north, name="柳林社区", branch=world.sibling)
    ask(category="parking", now=now - timedelta(days=9))
    ask(category="parking", now=now - timedelta(days=1))
    ask(category="noise", place=beside, now=now - timedelta(days=40))
    viewer = world.viewer("officer")
    with django_assert_num_queries(5):
        summary = waiting_under(viewer, world.north.pk, now=now)
    assert (summary.total, summary.here) == (3, 0)
    assert summary.by_category == [("parking", 2), ("noise", 1)]
    assert summary.by_age == [(3, 1), (7, 0), (15, 1), (None, 1)]
    assert [(row.name, row.waiting, row.oldest_days) for row in summary.rows] == [("测试党总支", 3, 40)]
    below = waiting_under(viewer, world.general.pk, now=now)
    assert [(row.name, row.waiting, row.oldest_days) for row in below.rows] == [
        ("测试第一党支部", 2, 9),
        ("测试第二党支部", 1, 40),
    ]


def test_what_waits_for_the_resident_or_is_closed_is_not_counted_as_waiting(ask, person, world) -> None:
    asked = ask()
    person("secretary").does(actions.take, asked)
    person("secretary").does(actions.mark_solved, asked)
    summary = waiting_under(world.viewer("officer"), world.north.pk)
    assert (summary.total, summary.to_confirm) == (0, 1)


@pytest.mark.parametrize("key", ["member", "secretary", "editor", "administrator", "south_officer"])
def test_only_officers_of_the_organisation_count(ask, world, key) -> None:
    with pytest.raises(NotVisible):
        waiting_under(world.viewer(key), world.north.pk)


def test_category_counts_name_holders_and_categories_only(ask, world) -> None:
    ask(category="parking")
    ask(category="parking")
    actions.withdraw(code=code_hash(ask(category="noise").code))
    since = timezone.now() - timedelta(days=1)
    assert category_counts(world.north.pk, since) == [(world.branch.pk, "parking", 2)]
    assert category_counts(world.south.pk, since) == []


def test_requests_are_bounded_by_root_and_dates(ask, world) -> None:
    now = timezone.now()
    need = ask(now=now - timedelta(days=10)).need
    found = requests_between(root_id=world.north.pk, since=now - timedelta(days=11), until=now)
    assert [row.uid for row in found] == [need.uid]
    assert requests_between(root_id=world.north.pk, since=now - timedelta(days=9), until=now) == []
    assert requests_between(root_id=world.south.pk, since=now - timedelta(days=11), until=now) == []


def test_few_places_are_listed_at_once_and_many_by_district(place, world) -> None:
    assert [found.name for found in place_choice().places] == ["石桥社区"]
    Place.objects.bulk_create(
        Place(root=world.north, parent=place.parent, name=f"村{number:02d}", branch=world.branch)
        for number in range(70)
    )
    top = place_choice()
    assert ([found.name for found in top.districts], top.places) == (["湖滨片区"], [])
    inside = place_choice(district_id=place.parent_id)
    assert (len(inside.places), inside.more) == (60, True)
    assert [found.name for found in place_choice(search="村07").places] == ["村07"]


def test_the_longest_name_in_an_address_is_the_place(place, world) -> None:
    longer = Place.objects.create(root=world.north, name="石桥社区东区", branch=world.branch)
    assert place_named_in("我住石桥社区东区三号楼", world.north.pk) == longer
    assert place_named_in("我住石桥社区三号楼", world.north.pk) == place
    assert place_named_in("别处", world.north.pk) is None
    assert place_named_in("石桥社区", world.south.pk) is None


def test_a_name_that_two_districts_have_is_told_apart_by_the_district(place, world) -> None:
    hill = Place.objects.create(root=world.north, name="山前片区")
    other = Place.objects.create(root=world.north, parent=hill, name="石桥社区", branch=world.sibling)
    assert place_named_in("石桥社区", world.north.pk) is None
    assert place_named_in("山前片区石桥社区", world.north.pk) == other


def test_the_nearest_middle_within_reach_is_the_place(place, world) -> None:
    Place.objects.filter(pk=place.pk).update(latitude=30.0, longitude=120.0)
    far = Place.objects.create(
        root=world.north, name="远村", branch=world.branch, latitude=30.1, longitude=120.1
    )
    assert nearest_place(30.01, 120.01, world.north.pk) == place
    assert nearest_place(30.09, 120.09, world.north.pk) == far
    assert nearest_place(35.0, 120.0, world.north.pk) is None
    assert nearest_place(90.0, 0.0, world.north.pk) is None
