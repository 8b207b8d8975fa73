"""The outlook of a month: made once, protected, its forecasts each for those they are for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.outlook.actions import TooSoonError, publish_outlook
from redcloud.apps.outlook.models import OutlookFigures
from redcloud.apps.outlook.queries import ahead_of, outlook_of
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import Organisation, OrganisationKind
from tests.transactions import within_transactions
from tests.world import World

TODAY = date(2026, 11, 26)
BRANCHES = 30
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def wide(world: World) -> World:
    """Thirty branches more under the root; twelve of them hold no theme day in October."""
    kind = OrganisationKind
    branches = [
        Organisation.objects.create(parent=world.north, kind=kind.BRANCH, name=f"测试{number:02d}党支部")
        for number in range(BRANCHES)
    ]
    Organisation.objects.filter(root=world.north).update(created_at=LONG_AGO)
    months = [date(2025 + n // 12, n % 12 + 1, 9) for n in range(22)]
    Meeting.objects.bulk_create(
        Meeting(
            branch=branch,
            kind="theme_day",
            title="主题党日",
            starts_at=datetime(day.year, day.month, day.day, 3, tzinfo=UTC),
            state=MeetingState.HELD,
        )
        for number, branch in enumerate(branches)
        for day in months
        if not (number < 12 and day >= date(2026, 10, 1))
    )
    return world


def test_a_month_is_released_once_with_counts_of_branches_and_forecasts(wide: World) -> None:
    release = publish_outlook(actor=None, root=wide.north, today=TODAY)
    assert release.month == date(2026, 10, 1)
    with pytest.raises(TooSoonError):
        publish_outlook(actor=None, root=wide.north, today=TODAY + timedelta(days=3))
    seen = outlook_of(wide.viewer("officer"), wide.north.pk, TODAY)
    theme = next(one for one in seen.due if one.kind.code == "theme_day")
    # Twelve of the thirty, and the two of the small world that never met.
    assert (theme.branches, theme.shown) == (32, {"open": 14})
    assert seen.quarter == date(2027, 1, 1)
    assert seen.total is not None
    assert seen.total.low <= seen.total.likely <= seen.total.high
    assert seen.total.held == 90
    own = OutlookFigures.objects.filter(release=release, organisation__kind=OrganisationKind.BRANCH)
    said = {round(100 * one.figures["meetings"]["theme_day"]["probability"]) for one in own}
    assert said == {100}  # they always held three: what the range holds is said, not what was wished for
    assert all(count is None for count in seen.answers.values())  # nobody answered: that is not said either
    below = outlook_of(wide.viewer("officer"), wide.general.pk, TODAY)
    assert (below.total, [one.shown for one in below.due if one.branches]) == (None, [None] * len(below.due))


def test_a_branchs_own_forecast_is_read_by_its_people_and_never_by_an_officer(wide: World) -> None:
    publish_outlook(actor=None, root=wide.north, today=TODAY)
    own = ahead_of(wide.viewer("member"), wide.branch.pk, TODAY)
    assert own.made_on == TODAY
    assert OutlookFigures.objects.filter(organisation=wide.branch).exists()
    for role in ("officer", "sibling_secretary", "editor"):
        with pytest.raises(NotVisible):
            ahead_of(wide.viewer(role), wide.branch.pk, TODAY)
    seen = outlook_of(wide.viewer("officer"), wide.branch.pk, TODAY)
    assert (seen.total, seen.meetings, seen.due, seen.quarter) == (None, [], [], None)


def test_what_happens_after_the_month_is_not_in_its_release(wide: World) -> None:
    Meeting.objects.filter(starts_at__date__gte=date(2026, 10, 1)).delete()
    Meeting.objects.bulk_create(
        Meeting(
            branch=branch,
            kind="theme_day",
            title="主题党日",
            starts_at=datetime(2026, 11, 10, 3, tzinfo=UTC),
            state=MeetingState.HELD,
        )
        for branch in Organisation.objects.filter(parent=wide.north, kind=OrganisationKind.BRANCH)
    )
    publish_outlook(actor=None, root=wide.north, today=TODAY)
    seen = outlook_of(wide.viewer("officer"), wide.north.pk, TODAY)
    theme = next(one for one in seen.due if one.kind.code == "theme_day")
    assert theme.shown is None  # all were open on 31 October: all or none is not said


@pytest.mark.django_db(transaction=True)
def test_others_can_write_while_a_month_is_worked_out(wide: World) -> None:
    """Three thousand branches take most of a minute; on SQLite a transaction would hold up all others."""
    with within_transactions() as within:
        publish_outlook(actor=None, root=wide.north, today=TODAY)
    assert any("INSERT INTO" in sql and "outlook_outlookfigures" in sql for sql in within)
    assert not any("life_meeting" in sql or "people_membership" in sql for sql in within)
