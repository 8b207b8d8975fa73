"""Quiz results are the learner's alone: a marked answer is looked for at every door and in everything stored.

The learner answers, keeps the answers, and everything that the clock does each week is done. Then the mark
stands in the learner's own row and download, and nowhere else.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.portrait.queries import released_figures
from redcloud.apps.records.actions import make_credential
from redcloud.apps.records.models import Scope
from redcloud.apps.records.traces import unpacked
from redcloud.apps.study import actions as study
from redcloud.apps.study.models import KeptAnswers
from redcloud.web.office.overview.figures import csv_rows
from tests.apps.study.stories import crowd, finished, library
from tests.apps.study.teaching import Taught, taught
from tests.flows.lives import acting, agree_to_everything, the_week_passes
from tests.flows.searching import everything_stored, places_with
from tests.web.api.test_xapi import Api
from tests.world import ROLES, World

MARK = "紫藤架下三七一"
OTHERS = tuple(role for role in ROLES if role != "member")


@pytest.fixture
def made(world: World, django_capture_on_commit_callbacks) -> Taught:
    """The member answers the first quiz with the mark, keeps it, and a week passes."""
    with django_capture_on_commit_callbacks(execute=True):
        agree_to_everything(world, "member")
        items = library(world)
        finished(crowd(world, 12), items[:3])
        course = taught(world, items[3:])
        answers = course.answers("a", MARK)
        taken = study.take_quiz(**acting(world, "member"), uid=course.quiz.uid, number=1, answers=answers)
        assert [one.right for one in taken.checked] == [False, False]
        study.keep_answers(**acting(world, "member"), uid=course.quiz.uid, number=1, answers=answers)
    with django_capture_on_commit_callbacks(execute=True):
        the_week_passes(world)
    return course


def test_what_a_learner_answered_is_the_learners_alone(
    made: Taught, world: World, signed_in, settings, caplog
) -> None:
    """One story, told once, since telling it takes seconds; each check says what it looks through."""
    one_row_of_all_tables_and_files(settings.DATA)
    no_page_of_anybody_else(made, world, signed_in)
    the_learners_download_and_nobody_elses(signed_in)
    no_program_and_no_figure(world)
    assert MARK not in "\n".join([caplog.text, *(str(message.message()) for message in mail.outbox)])


def one_row_of_all_tables_and_files(folder) -> None:
    assert places_with(MARK, everything_stored(folder)) == [f"table {KeptAnswers._meta.db_table}"]


def no_page_of_anybody_else(made: Taught, world: World, signed_in) -> None:
    quiz, item, course = made.quiz.uid, made.items[0].uid, made.course.uid
    pages = [
        reverse("study-quiz", args=[quiz]) + "?kept=yes",
        reverse("study-item", args=[item]),
        reverse("study-course", args=[course]),
        reverse("study-courses"),
        reverse("library-quiz", args=[quiz]),
        reverse("library-quiz-preview", args=[quiz]),
        reverse("library-course", args=[course]),
        reverse("library-questions"),
        reverse("branch-home", args=[world.branch.pk]),
        reverse("office-overview", args=[world.north.pk]),
        *(reverse(name) for name in ("member-home", "member-portrait", "study", "library")),
    ]
    own = signed_in("member")
    assert MARK in own.get(pages[0]).content.decode()
    for role in OTHERS:
        client = signed_in(role)
        found = [page for page in pages if MARK in client.get(page).content.decode()]
        assert found == [], role


def the_learners_download_and_nobody_elses(signed_in) -> None:
    def holds(role: str) -> bool:
        archive = signed_in(role).post(reverse("account-export"))
        return MARK in "\n".join(unpacked("archive.zip", archive.getvalue()))

    assert holds("member")
    assert not [role for role in ("colleague", "secretary", "sibling_secretary") if holds(role)]


def no_program_and_no_figure(world: World) -> None:
    reading = make_credential(
        actor=None,
        root=world.north,
        name="a program",
        scopes=[Scope.ALL],
        approver="某人",
        purpose="核对",
        expires_at=timezone.now() + timedelta(days=1),
    )
    api = Api(reading)
    answer = api.client.get("/api/xapi/statements", {"limit": 0}, headers=api.headers)
    assert b"completed" in answer.content
    assert MARK.encode() not in answer.content
    assert b'"result"' not in answer.content
    rows = csv_rows(released_figures(world.viewer("officer"), world.north.pk))
    assert MARK not in "".join(map(str, rows))
