"""What is sent: at most five, never twice, never done or refused; true reasons; one switch."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from redcloud.apps.notices.models import Notice
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import AuditEntry, Consent, Member
from redcloud.apps.portrait.actions import build
from redcloud.apps.study.actions import accept, complete_item, refuse, send, take_back
from redcloud.apps.study.actions.erasure import erase_member, own_data
from redcloud.apps.study.actions.sending import STANDS_FOR_DAYS
from redcloud.apps.study.actions.training import TRAIN_EVERY_DAYS
from redcloud.apps.study.models import ModelVersion, Refusal, Suggestion
from redcloud.apps.study.queries import marks_of, suggestions_for
from redcloud.apps.study.reasons import CODES_WITH_WORDS
from redcloud.apps.study.versions import loaded, newest_version
from redcloud.engine.contracts import ReasonCode
from redcloud.engine.study.interface import MOST_AT_ONCE
from redcloud.engine.study.registry import PERSONAL
from tests.apps.study.stories import agree, crowd, finished, library, shelve, switch, today
from tests.world import World


def titles(world: World, key: str = "member") -> list[str]:
    return [sent.item.title for sent in suggestions_for(world.viewer(key)).sent]


def test_every_reason_code_has_words() -> None:
    assert set(ReasonCode.__args__) | {"chosen", "course_part", "wished", "topic_not_yet"} == CODES_WITH_WORDS


def test_everybody_is_sent_five_and_a_second_send_of_the_day_sends_nothing(world: World) -> None:
    library(world)
    first, second = (send(root=world.north, day=today()) for _ in range(2))
    assert first.members == 15
    assert first.suggestions == 15 * MOST_AT_ONCE
    assert second.suggestions == 0
    assert len(set(titles(world))) == MOST_AT_ONCE


def test_whoever_got_something_and_has_an_account_finds_one_message_without_a_topic(world: World) -> None:
    library(world)
    for _turn in range(2):
        send(root=world.north, day=today())
    told = Notice.objects.values_list("member__roster_key", "kind", "target_name", "target_args")
    assert sorted(told) == [
        (key, "study_sent", "member-home", [])
        for key in ("colleague", "member", "secretary", "sibling_secretary")
    ]


def test_members_of_another_root_are_not_touched(world: World) -> None:
    library(world)
    send(root=world.north, day=today())
    assert not Suggestion.objects.exclude(member__root=world.north).exists()


def test_an_empty_library_sends_nothing_and_says_so(world: World) -> None:
    assert send(root=world.north, day=today()).suggestions == 0
    assert titles(world) == []


def test_finishing_an_item_fills_its_place_at_once(world: World) -> None:
    library(world)
    send(root=world.north, day=today())
    before = suggestions_for(world.viewer("member")).sent
    complete_item(actor=world.users["member"], viewer=world.viewer("member"), uid=before[0].item.uid)
    after = titles(world)
    assert len(after) == MOST_AT_ONCE
    assert before[0].item.title not in after
    assert {sent.item.title for sent in before[1:]} < set(after)


def test_finishing_twice_is_one_record_and_taking_back_leaves_none(world: World) -> None:
    item = library(world)[0]
    who = {"actor": world.users["member"], "viewer": world.viewer("member"), "uid": item.uid}
    complete_item(**who)
    complete_item(**who)
    member = world.members["member"]
    assert set(marks_of(member.pk, world.north).done) == {item.uid}
    take_back(**who)
    assert not marks_of(member.pk, world.north).done
    complete_item(**who)
    assert set(marks_of(member.pk, world.north).done) == {item.uid}


def test_what_was_refused_never_comes_again_and_can_be_taken_back(world: World) -> None:
    library(world, size=8)
    send(root=world.north, day=today())
    refused = suggestions_for(world.viewer("member")).sent[0].item
    who = {"actor": world.users["member"], "viewer": world.viewer("member"), "uid": refused.uid}
    refuse(of="item", **who)
    for week in range(1, 12):
        send(root=world.north, day=today() + timedelta(days=7 * week))
        assert refused.title not in titles(world)
    accept(of="item", **who)
    assert not Refusal.objects.exists()


def test_no_item_is_ever_sent_twice_and_what_stood_too_long_goes(world: World) -> None:
    library(world)
    send(root=world.north, day=today())
    first = set(titles(world))
    later = send(root=world.north, day=today() + timedelta(days=STANDS_FOR_DAYS + 1))
    assert later.retired == 15 * MOST_AT_ONCE
    assert not first & set(titles(world))
    send(root=world.north, day=today() + timedelta(days=2 * STANDS_FOR_DAYS + 2))
    mine = Suggestion.objects.filter(member=world.members["member"]).values_list("item_id", flat=True)
    assert len(mine) == len(set(mine)) == 14


def test_own_records_steer_only_with_consent_to_personalisation(world: World) -> None:
    items = library(world)
    agree(world.members["member"])
    agree(world.members["colleague"], "portrait")
    finished([world.members[key] for key in ("member", "colleague")], [items[0], items[6]])
    send(root=world.north, day=today())
    codes = {
        key: set(Suggestion.objects.filter(member=world.members[key]).values_list("reason_code", flat=True))
        for key in ("member", "colleague")
    }
    assert "topic_of_yours" in codes["member"]
    assert not codes["colleague"] & {"topic_of_yours", "next_to_done"}
    assert not suggestions_for(world.viewer("colleague")).personal


def test_switching_off_takes_back_what_was_personal_at_once(
    world: World, django_capture_on_commit_callbacks
) -> None:
    items = library(world)
    agree(world.members["member"])
    finished([world.members["member"]], [items[0]])
    send(root=world.north, day=today())
    assert suggestions_for(world.viewer("member")).personal
    with django_capture_on_commit_callbacks(execute=True):
        switch(world, "member", "personalisation", granted=False)
    feed = suggestions_for(world.viewer("member"))
    assert len(feed.sent) == MOST_AT_ONCE
    assert not feed.personal
    assert not {sent.reason.code for sent in feed.sent} & {"topic_of_yours", "next_to_done"}


def test_a_reason_from_own_records_opens_to_those_records(world: World) -> None:
    items = library(world)
    agree(world.members["member"])
    finished([world.members["member"]], [items[0]])
    send(root=world.north, day=today())
    with translation.override("zh-hans"):
        sent = suggestions_for(world.viewer("member")).sent
    topical = next(one for one in sent if one.reason.code == "topic_of_yours")
    assert str(topical.reason.sentence) == "您有 1 条记录与“急救”有关，这篇也讲这个主题。"
    assert [found.item for found in topical.reason.evidence if found.item] == [items[0]]


def test_co_study_is_cited_from_ten_people_and_not_from_nine(world: World) -> None:
    items = library(world, size=6)
    people = crowd(world, 10)
    agree(world.members["member"])
    finished([*people[:9], world.members["member"]], items[:1])
    finished(people[:9], items[1:2])
    send(root=world.north, day=today())
    assert not Suggestion.objects.filter(reason_code__in=["next_to_done", "widely_used"], item=items[1])
    finished(people[9:], items[:2])
    send(root=world.north, day=today() + timedelta(days=TRAIN_EVERY_DAYS))
    learnt = loaded(newest_version(world.north.pk, PERSONAL), PERSONAL).state()
    assert sorted(learnt["pair_people"].tolist()) == [10, 10]


def test_a_member_without_a_recorded_basis_teaches_nothing(world: World) -> None:
    items = library(world, size=6)
    people = crowd(world, 10)
    finished(people, items[:2])
    Consent.objects.create(member=people[0], purpose="portrait", granted=False)
    build(actor=None)
    send(root=world.north, day=today())
    assert loaded(newest_version(world.north.pk, PERSONAL), PERSONAL).state()["people"].max() == 0


def test_counts_of_people_change_with_a_weekly_model_only(world: World) -> None:
    items = library(world, size=6)
    people = crowd(world, 12)
    finished(people[:9], items[:1])
    send(root=world.north, day=today())
    finished(people[9:], items[:1])
    send(root=world.north, day=today() + timedelta(days=1))
    assert ModelVersion.objects.filter(recommender=PERSONAL).count() == 1
    send(root=world.north, day=today() + timedelta(days=TRAIN_EVERY_DAYS))
    assert ModelVersion.objects.filter(recommender=PERSONAL).count() == 2


def test_a_sensitive_topic_is_never_cited(world: World) -> None:
    items = [shelve(world.north, n, "household-debt") for n in range(4)]
    library(world, size=3)
    agree(world.members["member"])
    finished([world.members["member"]], items[:1])
    send(root=world.north, day=today())
    facts = Suggestion.objects.filter(member=world.members["member"]).values_list("reason_code", "facts")
    assert facts
    assert not [
        code for code, fact in facts if code == "topic_of_yours" and fact["topic"] == "household-debt"
    ]


def test_the_trail_does_not_tell_who_studied_what(world: World) -> None:
    item = library(world)[0]
    AuditEntry.objects.all().delete()
    complete_item(actor=world.users["member"], viewer=world.viewer("member"), uid=item.uid)
    refuse(
        of="item", actor=world.users["member"], viewer=world.viewer("member"), uid=library(world, 1)[0].uid
    )
    rows = AuditEntry.objects.filter(actor=world.users["member"], action__startswith="study.")
    assert rows.count() == 2
    assert not rows.exclude(target_id="", organisation=None).exists()


def test_erasing_a_member_leaves_nothing_here_and_the_export_holds_all(world: World) -> None:
    library(world)
    send(root=world.north, day=today())
    member = world.members["member"]
    refuse(
        of="item",
        actor=world.users["member"],
        viewer=world.viewer("member"),
        uid=suggestions_for(world.viewer("member")).sent[0].item.uid,
    )
    held = own_data(member.pk)
    assert len(held["suggestions"]) == MOST_AT_ONCE + 1
    assert len(held["not_for_me"]) == 1
    erase_member(member.pk)
    assert not any(own_data(member.pk).values())


def test_somebody_on_no_roster_has_no_feed(world: World) -> None:
    with pytest.raises(NotVisible):
        suggestions_for(world.viewer("officer"))


def test_a_batch_costs_the_same_number_of_queries_for_many_members(
    world: World, django_assert_max_num_queries
) -> None:
    library(world)
    crowd(world, 40)
    assert Member.objects.filter(root=world.north).count() == 55
    with django_assert_max_num_queries(84):
        send(root=world.north, day=today())


def test_sent_on_is_the_day_of_the_organisation(world: World) -> None:
    library(world)
    send(root=world.north, day=today())
    assert suggestions_for(world.viewer("member")).sent[0].sent_on == timezone.localdate()
