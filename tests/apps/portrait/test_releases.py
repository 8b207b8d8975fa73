"""Releases: protected, dated, weekly, never changed, and about nobody who may not be counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.actions import join_branch
from redcloud.apps.people.models import Consent, Member, Organisation
from redcloud.apps.portrait import actions, queries
from redcloud.apps.portrait.actions.releasing import decoy_key
from redcloud.apps.portrait.models import DecoyKey, Dispute, Release
from redcloud.apps.portrait.queries import ReleaseView
from redcloud.apps.records.actions import Event, drain_outbox, record_events
from redcloud.engine.privacy import TooFewAllowed
from redcloud.engine.privacy.decoys import decoys_of_months
from tests.apps.portrait.conftest import activity
from tests.transactions import within_transactions
from tests.world import World

DAY = date(2026, 3, 20)
MONTH = date(2026, 2, 1)
KIND = "class"


def attendance(member: Member, day: date = date(2026, 2, 10)) -> Event:
    when = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    meeting = activity(f"urn:redcloud:north:meeting:{member.pk}-{day}", KIND, "防火知识")
    return Event(member, "attended", meeting, when, None)


def attend(member: Member, day: date = date(2026, 2, 10)) -> None:
    record_events(events=[attendance(member, day)], root=member.root)


def without_decoys(root: Organisation) -> None:
    """Choose the root's key so that no figure of these tests is hidden without need."""
    units = list(Organisation.objects.filter(root=root).values_list("pk", flat=True))
    for number in range(1_000):
        secret = f"only-for-tests-{number}".encode()
        DecoyKey.objects.update_or_create(root=root, defaults={"secret": secret})
        if not decoys_of_months(secret, units, [(MONTH, KIND)]).any():
            return
    raise AssertionError


@pytest.fixture
def counted(world: World) -> World:
    """Three branches of 20 under the general branch; in each of two, 15 attended; in the third, 4."""
    busy, attended = [15, 15, 4], []
    for place, attending in enumerate(busy):
        branch = Organisation.objects.create(
            parent=world.general, kind="branch", name=f"第{place}测试支部", slug=None
        )
        for number in range(20):
            member = Member.objects.create(
                root=world.north, name=f"测试{place}-{number}", roster_key=f"c{place}-{number}"
            )
            join_branch(actor=None, member=member, branch=branch, since=date(2024, 1, 1))
            Consent.objects.create(member=member, purpose="portrait", granted=True)
            if number < attending:
                attended.append(attendance(member))
    record_events(events=attended, root=world.north)
    drain_outbox()
    without_decoys(world.north)
    return world


def test_the_key_of_the_decoys_outlives_the_installations_secret(world: World, settings) -> None:
    """Were it another next week, two releases would hide different figures and give both away."""
    before = decoy_key(world.north)
    settings.SECRET_KEY = "another one"
    assert decoy_key(world.north) == before
    assert len(before) == 32
    assert DecoyKey.objects.count() == 1


def test_each_root_has_a_key_of_its_own_that_no_setting_gives_away(world: World, settings) -> None:
    keys = {decoy_key(world.north), decoy_key(world.south)}
    DecoyKey.objects.all().delete()
    assert keys.isdisjoint({decoy_key(world.north), decoy_key(world.south)})


def publish(world: World, day: date = DAY) -> Release:
    return actions.publish_release(actor=None, root=world.north, day=day)


def of(view: ReleaseView, organisation_id: int) -> int | None:
    found = [figure for figure in view.of(organisation_id) if (figure.month, figure.kind) == (MONTH, KIND)]
    return found[0].contributors if found else None


def seen(world: World) -> ReleaseView:
    return queries.released_figures(world.viewer("officer"), world.general.pk)


def branches(world: World) -> list[int]:
    rows = Organisation.objects.filter(parent=world.general, name__startswith="第").order_by("pk")
    return list(rows.values_list("pk", flat=True))


def test_an_officer_sees_protected_figures_of_the_last_release(counted: World) -> None:
    publish(counted)
    view = seen(counted)
    assert (view.day, view.k) == (DAY, 10)
    assert of(view, branches(counted)[2]) is None
    assert sum(view.hidden.values()) > 0


def test_the_figures_of_a_root_add_up_to_who_was_counted(counted: World) -> None:
    """The whole root is shown (34 of 60): what is hidden below is hidden, not lost."""
    publish(counted)
    assert of(queries.released_figures(counted.viewer("officer"), counted.north.pk), counted.north.pk) == 34


def test_a_second_release_within_the_week_is_refused(counted: World) -> None:
    publish(counted)
    with pytest.raises(actions.TooSoon) as refused:
        publish(counted, DAY + timedelta(days=6))
    assert refused.value.next_day == DAY + timedelta(days=7)
    publish(counted, DAY + timedelta(days=7))


def test_a_release_is_never_changed(counted: World) -> None:
    release = publish(counted)
    release.k = 5
    with pytest.raises(IntegrityError):
        release.save()


def test_figures_do_not_move_between_releases(counted: World) -> None:
    publish(counted)
    before = seen(counted)
    for member in Member.objects.filter(roster_key__startswith="c2-")[4:]:
        attend(member)
    drain_outbox()
    assert seen(counted) == before


def test_what_a_release_hid_stays_hidden_when_late_records_would_show_it(counted: World) -> None:
    """Another would be hidden in its place, and the two releases together would show both."""
    publish(counted)
    hidden = [branch for branch in branches(counted) if of(seen(counted), branch) is None]
    assert branches(counted)[2] in hidden
    for member in Member.objects.filter(roster_key__startswith="c2-").order_by("pk")[4:14]:
        attend(member)
    drain_outbox()
    publish(counted, DAY + timedelta(days=7))
    assert of(seen(counted), counted.general.pk) == 44
    assert [branch for branch in branches(counted) if of(seen(counted), branch) is None] == hidden


def test_a_month_of_which_nothing_was_shown_is_shown_when_enough_records_came(counted: World) -> None:
    publish(counted)
    january = date(2026, 1, 1)
    for place in (0, 1, 2):
        for member in Member.objects.filter(roster_key__startswith=f"c{place}-").order_by("pk")[:12]:
            attend(member, january)
    drain_outbox()
    publish(counted, DAY + timedelta(days=7))
    shown = [figure for figure in seen(counted).figures if figure.month == january and figure.contributors]
    assert shown


def test_a_disputed_line_is_in_the_release_before_and_not_in_the_next(counted: World) -> None:
    publish(counted)
    root = counted.north
    member = Member.objects.get(roster_key="c0-0")
    Dispute.objects.create(member=member, line_kind="participation", line_key=f"{MONTH:%Y-%m}/{KIND}")
    viewer = counted.viewer("officer")
    assert of(queries.released_figures(viewer, root.pk), root.pk) == 34
    publish(counted, DAY + timedelta(days=7))
    assert of(queries.released_figures(viewer, root.pk), root.pk) == 33


def test_many_disputes_cost_a_release_no_more_questions_than_one(counted: World) -> None:
    publish(counted)
    asked = []
    for week, keys in enumerate((["c0-0"], ["c0-1", "c0-2", "c1-0", "c1-1"]), start=1):
        for member in Member.objects.filter(roster_key__in=keys):
            line = f"{MONTH:%Y-%m}/{KIND}"
            Dispute.objects.create(member=member, line_kind="participation", line_key=line)
        with CaptureQueriesContext(connection) as found:
            publish(counted, DAY + timedelta(days=7 * week))
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_who_did_not_agree_is_in_no_figure(counted: World) -> None:
    Consent.objects.create(member=Member.objects.get(roster_key="c0-0"), purpose="portrait", granted=False)
    publish(counted)
    assert of(queries.released_figures(counted.viewer("officer"), counted.north.pk), counted.north.pk) == 33


def test_a_month_that_is_not_over_is_in_no_release(counted: World) -> None:
    publish(counted, date(2026, 2, 20))
    assert queries.released_figures(counted.viewer("officer"), counted.north.pk).figures == ()


def test_a_member_who_moves_stays_counted_in_the_branch_of_that_month(counted: World) -> None:
    publish(counted)
    before = seen(counted)
    mover = Member.objects.get(roster_key="c0-0")
    target = Organisation.objects.get(pk=branches(counted)[1])
    join_branch(actor=None, member=mover, branch=target, since=date(2026, 3, 5))
    publish(counted, DAY + timedelta(days=7))
    assert seen(counted).figures == before.figures


def test_before_the_first_release_there_is_nothing_to_see(world: World) -> None:
    view = queries.released_figures(world.viewer("officer"), world.north.pk)
    assert (view.day, view.figures) == (None, ())


@pytest.mark.parametrize("role", ["south_officer", "south_member", "editor", "administrator", "member"])
def test_nobody_from_elsewhere_sees_the_figures_of_an_organisation(world: World, role: str) -> None:
    with pytest.raises(NotVisible):
        queries.released_figures(world.viewer(role), world.general.pk)


def test_fewer_than_five_contributors_cannot_be_set(counted: World, settings) -> None:
    settings.MINIMUM_CONTRIBUTORS = 4
    with pytest.raises(TooFewAllowed):
        publish(counted)
    assert not Release.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_others_can_write_while_figures_are_worked_out(counted: World) -> None:
    with within_transactions() as within:
        publish(counted)
    assert any("INSERT INTO" in sql and "portrait_release" in sql for sql in within)
    assert not any("people_membership" in sql for sql in within)
