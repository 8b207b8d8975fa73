"""A meeting in the browser: called, its roll taken on a plain form, its minutes kept and confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.life.models import Meeting, MeetingState, Minutes, Roll
from redcloud.apps.life.queries import draft
from tests.apps.life.stories import called, next_week, roll
from tests.world import World


def form_values(page) -> dict[str, object]:
    """What a browser would send back from a form as it stands."""
    form = page.context["form"]
    return {
        name: "" if (value := form[name].value()) is None else value
        for name in form.fields
        if name != "has_election"
    } | {
        "day": form["day"].value().isoformat(),
        "at": form["at"].value().strftime("%H:%M"),
    }


def test_a_meeting_is_called_with_the_form_as_it_arrives(world: World, signed_in) -> None:
    client = signed_in("secretary")
    address = reverse("branch-meeting-call", args=[world.branch.pk, "members_meeting"])
    page = client.get(address)
    answer = client.post(address, form_values(page))
    meeting = Meeting.objects.get()
    assert answer.url == reverse("meeting", args=[meeting.uid])
    assert meeting.chair == world.members["secretary"]
    assert meeting.starts_at > timezone.now()


def test_a_title_that_only_says_the_month_goes_with_the_day_and_one_of_ones_own_stays(
    world: World, signed_in
) -> None:
    client = signed_in("secretary")
    address = reverse("branch-meeting-call", args=[world.branch.pk, "class"])
    day = timezone.localdate() + timedelta(days=100)
    values = form_values(client.get(address)) | {"day": day.isoformat()}
    client.post(address, values)
    client.post(address, values | {"title": "2026年12月的账"})
    assert set(Meeting.objects.values_list("title", flat=True)) == {
        f"{day.year}年{day.month}月党课",
        "2026年12月的账",
    }


def test_an_incomplete_form_comes_back_with_what_was_typed(world: World, signed_in) -> None:
    client = signed_in("secretary")
    address = reverse("branch-meeting-call", args=[world.branch.pk, "class"])
    answer = client.post(address, {"title": "打字打了一半", "day": "2026-13-45"})
    assert answer.status_code == 200
    assert "打字打了一半" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_a_chair_from_elsewhere_is_not_offered_and_not_taken(world: World, signed_in) -> None:
    client = signed_in("secretary")
    address = reverse("branch-meeting-call", args=[world.branch.pk, "class"])
    page = client.get(address)
    assert "测试sibling1" not in page.content.decode()
    values = form_values(page) | {"chair": world.members["sibling1"].pk}
    assert client.post(address, values).status_code == 200
    assert not Meeting.objects.exists()


def test_a_planned_meeting_is_changed(world: World, signed_in) -> None:
    meeting = called(world, starts_at=next_week())
    client = signed_in("secretary")
    address = reverse("meeting-change", args=[meeting.uid])
    client.post(address, form_values(client.get(address)) | {"place": "树荫下"})
    meeting.refresh_from_db()
    assert meeting.place == "树荫下"


@pytest.mark.parametrize(("day", "status"), [("0001-01-01", 200), ("1900-01-01", 302), ("9999-12-31", 200)])
def test_a_year_that_was_mistyped_is_said_and_calls_nothing(
    world: World, signed_in, day: str, status: int
) -> None:
    client = signed_in("secretary")
    address = reverse("branch-meeting-call", args=[world.branch.pk, "class"])
    answer = client.post(address, form_values(client.get(address)) | {"day": day}, follow=False)
    assert answer.status_code == status
    assert Meeting.objects.exists() == (status == 302)
    assert client.get(reverse("branch-meetings", args=[world.branch.pk])).status_code == 200


def test_the_roll_is_a_plain_form_with_one_tap_a_name(world: World, signed_in) -> None:
    meeting = called(world)
    client = signed_in("secretary")
    address = reverse("meeting-roll", args=[meeting.uid])
    page = client.get(address).content.decode()
    assert page.count('value="present"') == 12
    assert "<script>" not in page
    marks = {f"mark-{world.members[key].uid}": "present" for key in ("member", "secretary")}
    answer = client.post(address, marks | {f"mark-{world.members['colleague'].uid}": "excused"}, follow=True)
    assert "应到 12 人，实到 2 人，请假 1 人" in answer.content.decode()
    assert Roll.objects.get().present == 2


def test_the_branch_sees_the_head_count_at_once(world: World, signed_in) -> None:
    meeting = called(world)
    client = signed_in("colleague")
    before = client.get(reverse("meeting", args=[meeting.uid])).content.decode()
    roll(world, meeting, ["member", "secretary"])
    after = client.get(reverse("meeting", args=[meeting.uid])).content.decode()
    assert '<div class="head-number">2</div>' not in before
    assert '<div class="head-number">2</div>' in after
    assert "测试more3" not in after  # whoever has no mark is not named


@pytest.mark.parametrize("field", ["mark-not-a-uid", "mark-00000000-0000-0000-0000-000000000000"])
def test_a_made_up_field_on_the_roll_stores_nothing(world: World, signed_in, field: str) -> None:
    meeting = called(world)
    signed_in("secretary").post(reverse("meeting-roll", args=[meeting.uid]), {field: "present"})
    assert not Roll.objects.exists()


def test_before_its_day_the_roll_leads_back_to_the_meeting(world: World, signed_in) -> None:
    meeting = called(world, starts_at=next_week())
    client = signed_in("secretary")
    answer = client.get(reverse("meeting-roll", args=[meeting.uid]))
    assert answer.url == reverse("meeting", args=[meeting.uid])
    client.post(reverse("meeting-roll", args=[meeting.uid]), {})
    assert not Roll.objects.exists()


def minutes_values(text: str, decision: str = "", votes: str = "", **more: str) -> dict[str, str]:
    """The form of the minutes as a browser sends it."""
    return {
        "text": text,
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
        "form-0-text": decision,
        "form-0-votes_for": votes,
        **more,
    }


def test_minutes_arrive_drafted_are_kept_and_confirmed(world: World, signed_in) -> None:
    meeting = called(world, kind="members_meeting")
    roll(world, meeting, ["member", "secretary"])
    client = signed_in("secretary")
    address = reverse("meeting-minutes", args=[meeting.uid])
    assert "应到12人，实到2人" in client.get(address).content.decode()
    client.post(address, minutes_values("第一稿", "修灯", "2"))
    page = client.get(reverse("meeting", args=[meeting.uid])).content.decode()
    assert "第一稿" in page
    assert "未通过" in page  # two votes of twelve voting members due
    seen = client.get(address).context["form"]["seen"].value()
    client.post(address, minutes_values("定稿", seen=seen, confirm="yes"))
    assert Minutes.objects.get().confirmed_at is not None
    client.post(address, minutes_values("改口"))
    assert Minutes.objects.get().text == "定稿"


def test_too_many_votes_are_said_beside_the_form(world: World, signed_in) -> None:
    meeting = called(world, kind="members_meeting")
    roll(world, meeting, ["member"])
    answer = signed_in("secretary").post(
        reverse("meeting-minutes", args=[meeting.uid]), minutes_values("记录", "修灯", "9")
    )
    assert answer.status_code == 200
    assert "赞成票比到会有表决权的人数还多" in answer.content.decode()
    assert not Minutes.objects.exists()


def test_a_draft_kept_by_somebody_else_meanwhile_is_shown_beside_ones_own(world: World, signed_in) -> None:
    meeting = called(world)
    roll(world, meeting, ["member", "secretary"])
    page, mine = reverse("meeting-minutes", args=[meeting.uid]), signed_in("secretary")
    assert mine.get(page).context["form"]["seen"].value() == ""
    mine.post(page, minutes_values("另一位写的", seen=""))
    refused = mine.post(page, minutes_values("我写的", seen=""))
    shown = refused.content.decode()
    assert "另一位同志保存过" in shown
    assert "另一位写的" in shown
    assert "我写的" in shown
    assert Minutes.objects.get().text == "另一位写的"
    merged = mine.post(page, minutes_values("两份合起来", seen=refused.context["form"]["seen"].value()))
    assert merged.status_code == 302
    assert Minutes.objects.get().text == "两份合起来"


def test_keeping_a_draft_asks_no_text_model(world: World, signed_in, monkeypatch) -> None:
    meeting = called(world)
    roll(world, meeting, ["member"])
    asked: list[str] = []
    monkeypatch.setattr(draft, "topics_suggested_in", lambda *said: asked.append(said[2]))
    page = reverse("meeting-minutes", args=[meeting.uid])
    assert signed_in("secretary").post(page, minutes_values("写好了")).status_code == 302
    assert asked == []


def test_a_topic_that_is_no_number_of_ours_is_left_out(world: World, signed_in) -> None:
    meeting = called(world)
    roll(world, meeting, ["member"])
    page = reverse("meeting-minutes", args=[meeting.uid])
    assert signed_in("secretary").post(page, minutes_values("写好了", topics="9" * 5000)).status_code == 302
    assert not Minutes.objects.get().topics.exists()


def test_a_roll_below_the_votes_noted_says_what_to_do_first(world: World, signed_in) -> None:
    meeting = called(world, kind="members_meeting")
    roll(world, meeting, ["member", "secretary"])
    chair = signed_in("secretary")
    chair.post(reverse("meeting-minutes", args=[meeting.uid]), minutes_values("议定修路", "修路", "2"))
    present = {f"mark-{world.members['member'].uid}": "present"}
    answer = chair.post(reverse("meeting-roll", args=[meeting.uid]), present, follow=True)
    assert "请先改会议记录里的票数" in answer.content.decode()
    assert chair.get(reverse("meeting", args=[meeting.uid])).status_code == 200


def test_a_cancelled_meeting_offers_to_come_back(world: World, signed_in) -> None:
    meeting = called(world, starts_at=next_week())
    client = signed_in("secretary")
    page = client.post(reverse("meeting-cancel", args=[meeting.uid]), follow=True).content.decode()
    assert reverse("meeting-restore", args=[meeting.uid]) in page
    client.post(reverse("meeting-restore", args=[meeting.uid]))
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED


def test_cancelling_a_meeting_that_was_held_says_so_and_changes_nothing(world: World, signed_in) -> None:
    meeting = called(world)
    roll(world, meeting, ["member"])
    page = signed_in("secretary").post(reverse("meeting-cancel", args=[meeting.uid]), follow=True)
    assert "会议的状态已经变了" in page.content.decode()
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD


def test_a_planned_meeting_says_what_to_expect_how_it_was_made_and_how_good_it_was(
    world: World, signed_in
) -> None:
    for months in range(12, 0, -1):
        held = called(world, starts_at=timezone.now() - timedelta(days=30 * months))
        roll(world, held, [f"more{at}" for at in range(8)])
    planned = called(world, starts_at=next_week())
    client = signed_in("member")
    page = client.get(reverse("meeting", args=[planned.uid])).content.decode()
    for words in ("十次里约有九次", "以往 12 次同类会议的人数", "应到人数的 67%", "倒回去试了 7 次会议"):
        assert words in page
    assert "预计到会 8 人（" in client.get(reverse("branch-home", args=[world.branch.pk])).content.decode()


def test_the_list_costs_the_same_however_long_it_is(
    world: World, signed_in, django_assert_max_num_queries
) -> None:
    for number in range(8):
        called(world, starts_at=timezone.now() + timedelta(days=number))
    client = signed_in("member")
    with django_assert_max_num_queries(12):
        page = client.get(reverse("branch-meetings", args=[world.branch.pk]))
    assert page.content.decode().count("十一月主题党日") == 8


def test_the_page_of_a_meeting_costs_few_queries(
    world: World, signed_in, django_assert_max_num_queries
) -> None:
    meeting = called(world, kind="members_meeting")
    roll(world, meeting, [f"more{number}" for number in range(9)])
    client = signed_in("member")
    with django_assert_max_num_queries(18):
        client.get(reverse("meeting", args=[meeting.uid]))


def test_past_meetings_stand_by_month_and_each_year_has_its_page(world: World, signed_in) -> None:
    this_year = timezone.localdate().year
    for year, month in ((this_year - 1, 3), (this_year - 2, 11), (this_year - 2, 5), (this_year - 2, 5)):
        held = called(world, starts_at=datetime(year, month, 12, 9, tzinfo=timezone.get_current_timezone()))
        roll(world, held, ["member"])
    client, address = signed_in("member"), reverse("branch-meetings", args=[world.branch.pk])
    newest = client.get(address).content.decode()
    assert f"{this_year - 1}年3月，1 次" in newest
    assert f"{this_year - 2}年5月" not in newest
    before = client.get(address, {"year": this_year - 2}).content.decode()
    assert f"{this_year - 2}年11月，1 次" in before
    assert f"{this_year - 2}年5月，2 次" in before
    assert client.get(address, {"year": "1066"}).content.decode().count("<details") == 1


def test_the_page_of_a_planned_meeting_shows_no_empty_counts(world: World, signed_in) -> None:
    planned = called(world, starts_at=timezone.now() + timedelta(days=3))
    client, address = signed_in("member"), reverse("meeting", args=[planned.uid])
    page = client.get(address).content.decode()
    assert "预计到会" in page
    assert "还说不准会来多少人" in page
    assert "实到" not in page
    signed_in("secretary").post(reverse("meeting-cancel", args=[planned.uid]))
    assert "应到" not in client.get(address).content.decode()
