"""What a comment is about: named by its author's leave, from a fixed list, corrected by the author alone."""

from __future__ import annotations

import pytest

from redcloud.apps.discussions import tasks
from redcloud.apps.discussions.actions import (
    answer_topic_question,
    comment,
    correct_subject,
    delete_comment,
)
from redcloud.apps.discussions.models import Comment, CommentSubject
from redcloud.apps.discussions.queries import own_comments, own_comments_about, own_subjects, thread_for
from redcloud.apps.life.models import Meeting
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.actions import set_consent
from redcloud.apps.people.models import Consent, Purpose
from redcloud.engine.topics.civic import CIVIC_CODES, RELEASE
from tests.apps.life.stories import called
from tests.world import World

LAMP = "路灯坏了半个月了，晚上走路不放心"


def who(world: World, role: str = "member") -> dict[str, object]:
    return {"actor": world.users[role], "viewer": world.viewer(role)}


def say(world: World, text: str = LAMP, role: str = "member") -> Comment:
    meeting = Meeting.objects.filter(branch=world.branch).first() or called(world)
    return comment(**who(world, role), kind="meeting", object_id=meeting.uid, text=text)


def agree(world: World, role: str = "member", granted: bool = True) -> None:
    answer_topic_question(**who(world, role), granted=granted)


def touched(world: World, role: str = "colleague") -> list[str]:
    return thread_for(world.viewer(role), "meeting", Meeting.objects.get().uid).subjects


def test_without_leave_nothing_is_named(world: World) -> None:
    say(world)
    agree(world, granted=False)
    say(world)
    assert not CommentSubject.objects.exists()
    assert own_subjects(world.viewer("member")) == []


def test_with_leave_the_discussion_says_what_it_touches_and_the_author_what_they_talked_about(
    world: World,
) -> None:
    agree(world)
    say(world)
    say(world, "我同意")  # about nothing of the list: not named
    named = CommentSubject.objects.get()
    assert (named.code, named.release, named.by_author) == ("roads-and-transport", RELEASE, False)
    assert touched(world) == ["roads-and-transport"]
    (own,) = own_subjects(world.viewer("member"))
    assert (own.code, own.comments) == ("roads-and-transport", 1)
    assert own_subjects(world.viewer("colleague")) == []


def test_only_the_author_corrects_and_only_to_a_subject_of_the_list(world: World) -> None:
    agree(world)
    agree(world, "colleague")
    written = say(world)
    for other in ("colleague", "secretary", "administrator"):
        with pytest.raises(NotVisible):
            correct_subject(**who(world, other), uid=written.uid, code="parking")
    for wrong in ("loyalty", "party-spirit", "Parking"):
        with pytest.raises(ValueError, match="unknown_subject"):
            correct_subject(**who(world), uid=written.uid, code=wrong)
    correct_subject(**who(world), uid=written.uid, code="parking")
    assert touched(world) == ["parking"]
    correct_subject(**who(world), uid=written.uid, code="")
    assert touched(world) == []
    assert own_subjects(world.viewer("member")) == []


def test_what_the_author_said_is_not_named_again(world: World, django_capture_on_commit_callbacks) -> None:
    agree(world)
    written = say(world)
    correct_subject(**who(world), uid=written.uid, code="")
    with django_capture_on_commit_callbacks(execute=True):
        agree(world)
    assert CommentSubject.objects.get().code == ""


def test_withdrawn_leave_forgets_at_once_and_given_again_it_names_what_was_written(
    world: World, django_capture_on_commit_callbacks
) -> None:
    agree(world)
    say(world)
    member = world.members["member"]
    for granted in (False, True):
        with django_capture_on_commit_callbacks(execute=True):
            set_consent(
                actor=world.users["member"], member=member, purpose=Purpose.COMMENT_TOPICS, granted=granted
            )
        assert CommentSubject.objects.exists() is granted


def test_a_withdrawal_whose_process_ended_too_early_is_made_up_for_within_the_hour(world: World) -> None:
    for role in ("member", "colleague"):
        agree(world, role)
        say(world, role=role)
    withdrawn = world.members["member"]
    Consent.objects.create(member=withdrawn, purpose=Purpose.COMMENT_TOPICS, granted=False)
    assert CommentSubject.objects.count() == 2  # nobody was told
    tasks.purge()
    assert CommentSubject.objects.get().comment.author == world.members["colleague"]


def test_leave_given_later_names_what_was_written_before(
    world: World, django_capture_on_commit_callbacks
) -> None:
    written = say(world)
    with pytest.raises(NotVisible):
        correct_subject(**who(world), uid=written.uid, code="parking")
    with django_capture_on_commit_callbacks(execute=True):
        agree(world)
    assert CommentSubject.objects.get().code == "roads-and-transport"


def test_a_deleted_comment_is_about_nothing_any_more(world: World) -> None:
    agree(world)
    written = say(world)
    delete_comment(**who(world), uid=written.uid)
    assert touched(world) == []
    assert own_subjects(world.viewer("member")) == []
    with pytest.raises(NotVisible):
        own_comments_about(world.viewer("member"), "roads-and-transport")


def test_comments_about_a_subject_are_their_authors_alone(world: World) -> None:
    agree(world)
    written = say(world)
    assert own_comments_about(world.viewer("member"), "roads-and-transport") == [written]
    for other in ("colleague", "secretary", "officer"):
        with pytest.raises(NotVisible):
            own_comments_about(world.viewer(other), "roads-and-transport")
    assert own_comments(world.members["member"].pk)["comments"][0]["subject"] == "roads-and-transport"


def test_every_code_that_can_be_stored_is_of_the_release() -> None:
    assert "roads-and-transport" in CIVIC_CODES
    assert max(map(len, CIVIC_CODES)) <= CommentSubject._meta.get_field("code").max_length
