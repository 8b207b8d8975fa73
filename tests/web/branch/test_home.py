"""The branch's page: needs first, then the next meeting, what is due, settled in one tap."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from redcloud.apps.discussions.actions import comment, report_comment
from redcloud.apps.discussions.models import Comment
from redcloud.apps.life.models import Meeting
from tests.apps.life.stories import called, next_week, roll
from tests.world import World

MOST_QUERIES = 41


def home(world: World) -> str:
    return reverse("branch-home", args=[world.branch.pk])


def test_needs_stand_before_everything_else(world: World, signed_in) -> None:
    page = signed_in("secretary").get(home(world)).content.decode()
    places = [
        page.index(f'id="{name}"') for name in ("needs-title", "next-meeting", "plan-title", "due-title")
    ]
    assert places == sorted(places)


def test_the_page_of_an_empty_branch_says_what_to_do_next(world: World, signed_in) -> None:
    page = signed_in("secretary").get(home(world)).content.decode()
    assert reverse("branch-meeting-new", args=[world.branch.pk]) in page
    assert "还没有安排会议" in page


def test_each_rule_shows_its_article_and_source(world: World, signed_in) -> None:
    page = signed_in("member").get(home(world)).content.decode()
    assert "第 16 条" in page
    assert "《中国共产党支部工作条例(试行)》" in page
    assert "条文待核对" in page  # a number that nobody has confirmed says so


def test_one_tap_arranges_a_meeting_and_shows_it(world: World, signed_in) -> None:
    client = signed_in("secretary")
    address = reverse("branch-due-call", args=[world.branch.pk])
    answer = client.post(address, {"rule": "theme_day_monthly"}, follow=True)
    meeting = Meeting.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("meeting", args=[meeting.uid])
    assert "主题党日" in answer.content.decode()
    again = client.post(address, {"rule": "theme_day_monthly"}, follow=True)
    assert "没有需要安排的会议" in again.content.decode()
    assert Meeting.objects.count() == 1


def test_a_member_sees_what_is_due_and_no_buttons(world: World, signed_in) -> None:
    page = signed_in("member").get(home(world)).content.decode()
    assert "主题党日" in page
    assert reverse("branch-due-call", args=[world.branch.pk]) not in page


def test_the_page_costs_the_same_however_many_meetings_there_were(
    world: World, signed_in, django_assert_max_num_queries
) -> None:
    client = signed_in("secretary")
    client.get(home(world))
    for _number in range(6):
        roll(world, called(world), ["member"])
    called(world, starts_at=next_week())
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(home(world))


def test_a_reported_comment_is_put_before_the_secretary_and_hidden(world: World, signed_in) -> None:
    meeting = called(world)
    written = comment(
        actor=world.users["member"],
        viewer=world.viewer("member"),
        kind="meeting",
        object_id=meeting.uid,
        text="王奶奶住三号楼 501",
    )
    report = report_comment(
        actor=world.users["colleague"],
        viewer=world.viewer("colleague"),
        uid=written.uid,
        reason="private",
    )
    client = signed_in("secretary")
    assert "有 1 条被举报的评论" in client.get(home(world)).content.decode()
    page = client.get(reverse("branch-reports", args=[world.branch.pk])).content.decode()
    assert "王奶奶住三号楼 501" in page
    assert "测试colleague" not in page
    client.post(reverse("branch-report-answer", args=[report.pk]), {"outcome": "hidden"})
    assert Comment.objects.get().hidden_at is not None
    assert (
        "没有等着处理的举报" in client.get(reverse("branch-reports", args=[world.branch.pk])).content.decode()
    )


def test_the_english_page_uses_the_english_words_of_the_pack(world: World, signed_in) -> None:
    client = signed_in("member")
    client.cookies["django_language"] = "en"
    page = client.get(home(world)).content.decode()
    assert "Members’ meeting" in page
    assert "Article 16" in page


def test_a_meeting_on_its_day_offers_the_roll_to_its_chair_alone(world: World, signed_in) -> None:
    address = reverse("meeting-roll", args=[called(world).uid])
    assert address in signed_in("secretary").get(home(world)).content.decode()
    assert address not in signed_in("member").get(home(world)).content.decode()


def test_a_meeting_whose_time_is_over_stays_with_the_committee_until_it_is_settled(
    world: World, signed_in
) -> None:
    old = called(world, title="上月主题党日", starts_at=timezone.now() - timedelta(days=20))
    assert "时间已过，还没有点名" in signed_in("secretary").get(home(world)).content.decode()
    assert "时间已过，还没有点名" not in signed_in("member").get(home(world)).content.decode()
    roll(world, old, ["member"])
    assert "时间已过，还没有点名" not in signed_in("secretary").get(home(world)).content.decode()


def test_the_roster_of_the_branch_is_one_tap_away_for_its_committee(world: World, signed_in) -> None:
    address = reverse("branch-members", args=[world.branch.pk])
    assert address in signed_in("secretary").get(home(world)).content.decode()
    assert address not in signed_in("member").get(home(world)).content.decode()
