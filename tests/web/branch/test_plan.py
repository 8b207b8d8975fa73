"""The plan's page: made, changed and printed by the committee, read by the branch."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Event

from redcloud.apps.life.models import Meeting
from redcloud.apps.study.models import BranchPlan, PlanEntry
from redcloud.apps.study.queries.overview import term_view
from tests.apps.study.stories import library
from tests.world import World


def post(client: Client, world: World, name: str, *args: object, **data: object) -> str:
    address = reverse(name, args=[world.branch.pk, *args])
    return client.post(address, data, follow=True).content.decode()


def test_the_first_visit_says_what_to_do(world: World, signed_in) -> None:
    address = reverse("branch-plan", args=[world.branch.pk])
    assert "排一份下次学习的计划" in signed_in("secretary").get(address).content.decode()
    assert "支委排好以后会放在这里" in signed_in("member").get(address).content.decode()


def test_a_plan_is_made_locked_swapped_and_planned_again(world: World, signed_in) -> None:
    library(world)
    client = signed_in("secretary")
    html = post(client, world, "branch-plan-make", session=60)
    assert "一次 60 分钟的学习" in html
    assert html.count("为什么：") == PlanEntry.objects.count()
    entry = PlanEntry.objects.first()
    assert entry
    assert "已锁定" in post(client, world, "branch-plan-lock", entry.pk, locked="yes")
    other = PlanEntry.objects.exclude(pk=entry.pk).first()
    assert other
    assert "已换好" in post(client, world, "branch-plan-swap", other.pk)
    assert "已重排" in post(client, world, "branch-plan-again")
    assert PlanEntry.objects.filter(item=entry.item, locked=True).exists()


def test_what_cannot_be_planned_is_said_on_the_page(world: World, signed_in) -> None:
    client = signed_in("secretary")
    assert "学习库里能排进这段时间的内容不够" in post(client, world, "branch-plan-make", session=60)
    assert "20 到 240 分钟" in post(client, world, "branch-plan-make", session=5)


def test_members_read_and_print_but_have_nothing_to_press(world: World, signed_in) -> None:
    library(world)
    post(signed_in("secretary"), world, "branch-plan-make", session=45)
    html = signed_in("member").get(reverse("branch-plan", args=[world.branch.pk])).content.decode()
    assert reverse("branch-plan-overview", args=[world.branch.pk]) in html
    assert reverse("branch-plan-again", args=[world.branch.pk]) not in html
    assert "换一篇" not in html


def test_the_page_costs_the_same_whatever_the_library(
    world: World, signed_in, django_assert_max_num_queries
) -> None:
    library(world, size=40)
    client = signed_in("secretary")
    post(client, world, "branch-plan-term", months=3)
    with django_assert_max_num_queries(30):
        client.get(reverse("branch-plan", args=[world.branch.pk]))


def test_a_term_is_planned_moved_and_undone_on_the_page(world: World, signed_in) -> None:
    library(world, size=40)
    client = signed_in("secretary")
    html = post(client, world, "branch-plan-term", months=3)
    assert "全期已排好" in html
    assert "32 学时" in html
    first, second = (
        session.plan for session in term_view(world.viewer("secretary"), world.branch.pk).sessions[:2]
    )
    entry = first.entries.first()
    second.entries.order_by("position").last().delete()
    assert "挪过去并锁定" in post(client, world, "branch-plan-move", entry.pk, to=str(second.uid))
    assert "已撤销上一步" in post(client, world, "branch-plan-undo")
    assert "怎么开头" in post(client, world, "branch-plan-question", entry_of(first), question="怎么开头？")
    choices = client.get(
        reverse("branch-plan-choices", args=[world.branch.pk, entry_of(first)])
    ).content.decode()
    assert "最合适的" in choices
    assert "请选择一个季度" in post(client, world, "branch-plan-term", months=12)


def entry_of(plan: BranchPlan) -> int:
    entry = plan.entries.first()
    assert entry is not None
    return entry.pk


def test_a_session_is_printed_with_codes_and_room_for_notes_and_shown_item_by_item(
    world: World, signed_in
) -> None:
    library(world)
    post(signed_in("secretary"), world, "branch-plan-make", session=60)
    plan = BranchPlan.objects.get()
    count = plan.entries.count()
    member = signed_in("member")
    sheet = member.get(reverse("branch-plan-sheet", args=[world.branch.pk, plan.uid])).content.decode()
    assert sheet.count("<svg") >= count
    assert sheet.count("议一议：") == count
    assert sheet.count("a4-notes") == count + 1
    address = reverse("branch-plan-show", args=[world.branch.pk, plan.uid])
    assert "下一篇" in member.get(address).content.decode()
    assert "上一篇" in member.get(address, {"at": count}).content.decode()
    for odd in ("99", "²", "-1", "x"):
        assert member.get(address, {"at": odd}).status_code == 200


def test_a_session_is_called_noted_and_taken_back_on_the_page(world: World, signed_in) -> None:
    library(world)
    client = signed_in("secretary")
    post(client, world, "branch-plan-make", session=60)
    plan = BranchPlan.objects.get()
    assert "还没有点名" in post(client, world, "branch-plan-held", plan.uid, studied=[entry_of(plan)])
    assert "会议已按支部的习惯安排好" in post(client, world, "branch-plan-call", plan.uid)
    plan.refresh_from_db()
    assert plan.meeting
    meeting = reverse("meeting", args=[plan.meeting.uid])
    assert "这次学什么" in client.get(meeting).content.decode()
    Meeting.objects.filter(pk=plan.meeting.pk).update(state="held")
    assert "记为支部学过" in client.get(reverse("branch-plan", args=[world.branch.pk])).content.decode()
    assert "至少勾选一篇" in post(client, world, "branch-plan-held", plan.uid)
    assert "已记下支部学了什么" in post(client, world, "branch-plan-held", plan.uid, studied=[entry_of(plan)])
    assert "学了什么" in client.get(meeting).content.decode()
    assert "已撤回" in post(client, world, "branch-plan-held", plan.uid, undo="yes")


def test_the_calendar_file_names_each_session_once_and_counts_its_changes(world: World, signed_in) -> None:
    library(world, size=40)
    client = signed_in("secretary")
    post(client, world, "branch-plan-term", months=3)
    plan = term_view(world.viewer("secretary"), world.branch.pk).sessions[0].plan
    whole = calendar(client, world)[str(plan.uid)]
    assert whole["status"] == "TENTATIVE"
    post(client, world, "branch-plan-call", plan.uid)
    called = calendar(client, world)
    plan.refresh_from_db()
    event = called[str(plan.uid)]
    assert plan.meeting
    assert event["dtstart"].dt == plan.meeting.starts_at
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert event["sequence"] > whole["sequence"]
    assert {str(uid) for uid in BranchPlan.objects.values_list("uid", flat=True)} == called.keys()
    item = plan.entries.order_by("position")[0].item
    assert f"1. 《{item.title}》" in event["description"]


def calendar(client: Client, world: World) -> dict[str, Event]:
    """The events of the file by the plan that their UID names."""
    answer = client.get(reverse("branch-plan-calendar", args=[world.branch.pk]))
    assert answer["Content-Type"].startswith("text/calendar")
    read = Calendar.from_ical(answer.content)
    assert isinstance(read, Calendar)
    events = [one for one in read.walk("VEVENT") if isinstance(one, Event)]
    assert all("dtstamp" in one for one in events)
    return {str(one["uid"]).split("@")[0]: one for one in events}
