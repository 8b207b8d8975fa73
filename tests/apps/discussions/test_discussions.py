"""Words stay in their discussion: who reads them, who takes them back, what a moderator sees."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from redcloud.apps.discussions import queries
from redcloud.apps.discussions.actions import (
    answer_report,
    answer_topic_question,
    comment,
    delete_comment,
    purge_deleted,
    report_comment,
    restore_comment,
)
from redcloud.apps.discussions.erasure import erase_member
from redcloud.apps.discussions.models import TEXT_MOST, Comment, Report, Thread
from redcloud.apps.discussions.queries import (
    UNDO_FOR,
    count_open_reports,
    open_reports,
    own_comments,
    thread_for,
)
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import AuditEntry, Consent, Purpose
from redcloud.apps.people.queries import has_consent
from redcloud.apps.records.actions import drain_outbox
from redcloud.apps.records.models import Statement
from tests.apps.life.stories import called
from tests.world import World

CANARY = "canary-7d20 我觉得路灯该修了"


def say(world: World, uid: UUID, text: str = CANARY, role: str = "member") -> Comment:
    return comment(
        actor=world.users[role], viewer=world.viewer(role), kind="meeting", object_id=uid, text=text
    )


def who(world: World, role: str) -> dict[str, object]:
    return {"actor": world.users[role], "viewer": world.viewer(role)}


def test_the_branch_reads_a_comment_and_nobody_else(world: World) -> None:
    meeting = called(world)
    written = say(world, meeting.uid)
    for role in ("member", "colleague", "secretary"):
        assert thread_for(world.viewer(role), "meeting", meeting.uid).comments == [written]
    for role in ("officer", "sibling_secretary", "south_member", "editor", "administrator"):
        with pytest.raises(NotVisible):
            thread_for(world.viewer(role), "meeting", meeting.uid)
        with pytest.raises(NotVisible):
            say(world, meeting.uid, role=role)


def test_an_unknown_kind_or_object_looks_the_same_as_a_forbidden_one(world: World) -> None:
    for kind, uid in (("meeting", uuid4()), ("nothing", called(world).uid)):
        with pytest.raises(NotVisible):
            thread_for(world.viewer("member"), kind, uid)


def test_the_words_of_a_comment_are_in_the_thread_and_nowhere_else(world: World, settings) -> None:
    """PRODUCT line 1: the canary is looked for in every table and in every file of the lake."""
    meeting = called(world)
    say(world, meeting.uid)
    drain_outbox()
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            if "canary-7d20" in json.dumps([list(row) for row in cursor.fetchall()], default=str):
                found.append(table)
    assert found == [Comment._meta.db_table]
    files = [path for path in Path(settings.DATA).rglob("*") if path.is_file()]
    assert any(path.suffix == ".parquet" for path in files), "the lake took the record"
    assert not [path for path in files if b"canary-7d20" in path.read_bytes()]


def test_a_comment_becomes_a_record_of_taking_part(world: World) -> None:
    meeting = called(world)
    say(world, meeting.uid)
    statement = Statement.objects.select_related("activity", "verb").get()
    assert statement.verb.iri.endswith("/commented")
    thread = Thread.objects.get()
    assert statement.activity.iri == f"urn:redcloud:north:discussion:{thread.uid}"
    assert statement.activity.name == {"zh-Hans": meeting.title}


@pytest.mark.parametrize(("text", "code"), [("  \n ", "empty"), ("字" * (TEXT_MOST + 1), "too_long")])
def test_an_empty_or_endless_comment_is_refused(world: World, text: str, code: str) -> None:
    with pytest.raises(ValueError, match=code):
        say(world, called(world).uid, text)


def test_the_author_takes_a_comment_back_and_may_undo_it(world: World) -> None:
    meeting = called(world)
    written = say(world, meeting.uid)
    delete_comment(**who(world, "member"), uid=written.uid)
    assert thread_for(world.viewer("colleague"), "meeting", meeting.uid).comments == []
    assert len(thread_for(world.viewer("member"), "meeting", meeting.uid).comments) == 1
    assert not Statement.objects.filter(voided=False, is_voiding=False).exists()
    restore_comment(**who(world, "member"), uid=written.uid)
    assert thread_for(world.viewer("colleague"), "meeting", meeting.uid).comments == [written]
    assert Statement.objects.filter(voided=False, is_voiding=False).count() == 1


def test_nobody_else_takes_a_comment_back(world: World) -> None:
    written = say(world, called(world).uid)
    for role in ("colleague", "secretary", "administrator"):
        with pytest.raises(NotVisible):
            delete_comment(**who(world, role), uid=written.uid)


def test_a_deleted_comment_is_erased_when_it_can_no_longer_be_brought_back(world: World) -> None:
    meeting = called(world)
    written = say(world, meeting.uid)
    kept = say(world, meeting.uid, "别的话")
    delete_comment(**who(world, "member"), uid=written.uid)
    assert purge_deleted(now=timezone.now()) == 0
    Comment.objects.filter(pk=written.pk).update(deleted_at=timezone.now() - UNDO_FOR)
    with pytest.raises(NotVisible):
        restore_comment(**who(world, "member"), uid=written.uid)
    assert purge_deleted(now=timezone.now() + timedelta(seconds=1)) == 1
    assert list(Comment.objects.all()) == [kept]


def test_a_moderator_sees_what_was_reported_and_not_who_reported(world: World) -> None:
    meeting = called(world)
    reported, other = say(world, meeting.uid), say(world, meeting.uid, "别的话")
    report_comment(**who(world, "colleague"), uid=reported.uid, reason="private")
    report_comment(**who(world, "colleague"), uid=reported.uid, reason="abuse")
    assert Report.objects.count() == 1
    _branch, waiting = open_reports(world.viewer("secretary"), world.branch.pk)
    assert [one.comment for one in waiting] == [reported]
    assert other not in [one.comment for one in waiting]
    for role in ("member", "colleague", "officer", "sibling_secretary"):
        with pytest.raises(NotVisible):
            open_reports(world.viewer(role), world.branch.pk)


def test_a_hidden_comment_is_read_by_nobody(world: World) -> None:
    meeting = called(world)
    written = say(world, meeting.uid)
    report = report_comment(**who(world, "colleague"), uid=written.uid, reason="abuse")
    answer_report(**who(world, "secretary"), report_id=report.pk, outcome="hidden")
    assert thread_for(world.viewer("colleague"), "meeting", meeting.uid).count == 0
    assert count_open_reports(world.viewer("secretary"), world.branch.pk) == 0
    assert AuditEntry.objects.filter(action="discussions.report_hidden").count() == 1


def test_nobody_moderates_their_own_comment(world: World) -> None:
    written = say(world, called(world).uid, role="secretary")
    report = report_comment(**who(world, "colleague"), uid=written.uid, reason="other")
    assert count_open_reports(world.viewer("secretary"), world.branch.pk) == 0
    with pytest.raises(NotVisible):
        answer_report(**who(world, "secretary"), report_id=report.pk, outcome="kept")


def test_own_comments_are_not_reported(world: World) -> None:
    written = say(world, called(world).uid)
    with pytest.raises(NotVisible):
        report_comment(**who(world, "member"), uid=written.uid, reason="other")


def test_the_question_about_topics_is_asked_once_and_no_is_the_default(world: World) -> None:
    meeting = called(world)
    member = world.members["member"]
    assert thread_for(world.viewer("member"), "meeting", meeting.uid).ask_consent
    assert not has_consent(member.pk, Purpose.COMMENT_TOPICS)
    answer_topic_question(**who(world, "member"), granted=False)
    assert not thread_for(world.viewer("member"), "meeting", meeting.uid).ask_consent
    assert not has_consent(member.pk, Purpose.COMMENT_TOPICS)
    assert Consent.objects.filter(purpose=Purpose.COMMENT_TOPICS).count() == 1
    say(world, meeting.uid)  # refusing costs nothing
    assert thread_for(world.viewer("colleague"), "meeting", meeting.uid).ask_consent


def test_erasing_a_member_erases_the_words(world: World) -> None:
    meeting = called(world)
    say(world, meeting.uid)
    say(world, meeting.uid, role="colleague")
    erase_member(world.members["member"].pk)
    assert [one.author for one in Comment.objects.all()] == [world.members["colleague"]]


def test_the_author_takes_the_words_away_in_the_export(world: World) -> None:
    say(world, called(world).uid)
    (exported,) = own_comments(world.members["member"].pk)["comments"]
    assert exported["text"] == CANARY


def test_no_read_searches_words_or_authors() -> None:
    parameters = {
        name
        for function in (queries.thread_for, queries.open_reports, queries.readable_comment)
        for name in function.__annotations__
    }
    assert not parameters & {"author", "text", "words", "query"}
