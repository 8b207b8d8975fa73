"""Lists that grow for years: requests, answers, calls for help, findings. More rows cost no more queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.life.models import Meeting, MeetingState, Minutes
from redcloud.apps.outlook.models import (
    AnswerValue,
    BranchRequest,
    DueAnswer,
    HelpAsked,
    RequestAnswer,
    RequestField,
)
from redcloud.apps.people.models import Organisation, OrganisationKind
from tests.apps.outlook.asking import sent
from tests.world import World

TODAY = timezone.localdate()
Page = tuple[str, str, Callable[[World], list[object]]]
PAGES: list[Page] = [
    ("anonymous", "ledger", lambda _world: []),
    ("officer", "office-requests", lambda world: [world.north.pk]),
    ("officer", "office-request-answers", lambda _world: [BranchRequest.objects.earliest("pk").uid]),
    ("officer", "office-request-answers-csv", lambda _world: [BranchRequest.objects.earliest("pk").uid]),
    ("officer", "office-outlook", lambda world: [world.north.pk]),
    ("secretary", "branch-asked", lambda world: [world.branch.pk]),
    ("secretary", "branch-outlook", lambda world: [world.branch.pk]),
    ("secretary", "branch-questions", lambda world: [world.branch.pk]),
]


def more(world: World, number: int) -> None:
    """A request with its answers, a branch that asks for help, due items answered, meetings to ask about."""
    one = BranchRequest.objects.first() or sent(world, TODAY)
    first = BranchRequest.objects.earliest("pk")
    had = HelpAsked.objects.count()
    for at in range(had, had + number):
        kept = {
            name: getattr(one, name)
            for name in ("sender", "kind", "purpose", "addressed_to", "repeats", "due_on", "branches")
        }
        again = BranchRequest.objects.create(
            **kept, title=f"要求{at}", asked_on=TODAY, people=2, minutes_each=8, times_a_year=1
        )
        RequestField.objects.create(request=again, label="缺什么", kind="choice", choices="enough")
        branch = Organisation.objects.create(
            parent=world.north, kind=OrganisationKind.BRANCH, name=f"新{at}党支部"
        )
        HelpAsked.objects.create(branch=branch, sentence="要人手", asked_on=TODAY)
        for asked in (first, again):
            said = RequestAnswer.objects.create(request=asked, branch=branch, turn=0, sent_at=timezone.now())
            AnswerValue.objects.bulk_create(
                AnswerValue(answer=said, field=each, text="3") for each in asked.fields.all()
            )
        DueAnswer.objects.create(
            branch=world.branch,
            rule=f"rule-{timezone.now().timestamp()}",
            period_since=date(TODAY.year, 1, 1),
            answer="done",
            sentence="开过了",
            answered_on=TODAY,
        )
        starts = datetime(TODAY.year, TODAY.month, TODAY.day, 3, tzinfo=UTC) - timedelta(days=10 * at + 9)
        meeting = Meeting.objects.create(
            branch=world.branch,
            kind="theme_day",
            title="主题党日",
            starts_at=starts,
            state=MeetingState.HELD,
        )
        Minutes.objects.create(
            meeting=meeting,
            text="学习了文件，大家谈了体会，会后打扫了楼道，下次继续。" * 3,
            confirmed_at=starts,
        )


def asked_of_the_database(client: Client, address: str) -> int:
    client.get(address)  # what is remembered between two requests is remembered
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize(("role", "name", "where"), PAGES, ids=[page[1] for page in PAGES])
def test_more_rows_cost_no_more_queries(world: World, signed_in, role: str, name: str, where) -> None:
    more(world, 3)
    client = Client() if role == "anonymous" else signed_in(role)
    address = reverse(name, args=where(world))
    few = asked_of_the_database(client, address)
    more(world, 12)
    assert asked_of_the_database(client, address) == few


@pytest.mark.parametrize(
    ("role", "name", "where", "rows"),
    [
        ("anonymous", "ledger", lambda _world: [], "要求"),
        ("officer", "office-requests", lambda world: [world.north.pk], "要求"),
        ("officer", "office-outlook", lambda world: [world.north.pk], "新"),
    ],
)
def test_a_long_list_has_pages_and_each_row_stands_on_one(
    world: World, signed_in, role: str, name: str, where, rows: str
) -> None:
    more(world, 60)
    client = Client() if role == "anonymous" else signed_in(role)
    address = reverse(name, args=where(world))
    first = client.get(address).content.decode()
    second = client.get(f"{address}?page=2").content.decode()
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    for at in (0, 59):
        assert f"{rows}{at}" in first + second
    assert client.get(f"{address}?page=none").status_code == 200
