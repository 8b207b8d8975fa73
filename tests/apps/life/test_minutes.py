"""Minutes are drafted from known facts, kept, and then confirmed for good."""

from __future__ import annotations

from typing import Any

import pytest

from redcloud.apps.life.actions import DecisionDraft, confirm_minutes, keep_minutes
from redcloud.apps.life.models import Decision, Minutes
from redcloud.apps.life.queries import meeting_page, meeting_topics_table, minutes_sheet, topic_boxes
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import AuditEntry
from redcloud.apps.topics.models import Topic
from tests.apps.life.stories import called, roll
from tests.world import World


def who(world: World, uid: object, role: str = "secretary") -> dict[str, object]:
    return {"actor": world.users[role], "viewer": world.viewer(role), "uid": uid}


def test_the_draft_holds_every_fact_that_is_known(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["member", "secretary"], ["colleague"])
    text = minutes_sheet(world.viewer("secretary"), meeting.uid).text
    for fact in ("党员活动室", "主题党日", "测试secretary", "应到12人", "实到2人", "请假1人"):
        assert fact in text
    assert "一、学习\n" in text
    assert "二、讨论用水" in text
    assert "测试member" not in text  # names stay on the roll


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("一、通报上月事项", "一、通报上月事项"),
        ("2. 讨论", "2. 讨论"),
        ("（三）分工", "（三）分工"),
        ("十件小事", "一、十件小事"),
        ("2026年的计划", "一、2026年的计划"),
    ],
)
def test_a_line_of_the_agenda_is_numbered_once(world: World, line: str, heading: str) -> None:
    meeting = called(world, agenda=line)
    roll(world, meeting, ["member"])
    assert minutes_sheet(world.viewer("secretary"), meeting.uid).text.endswith(f"\n{heading}\n")


def test_minutes_are_kept_and_confirmed_and_then_stay(world: World) -> None:
    meeting = called(world, kind="members_meeting")
    roll(world, meeting, [f"more{n}" for n in range(9)])
    votes = [("修路", 8), ("改期", 6), ("  ", None), ("谢谢", None)]
    decisions = [DecisionDraft(text, votes_for) for text, votes_for in votes]
    keep_minutes(**who(world, meeting.uid), text="记录", decisions=decisions)
    page = meeting_page(world.viewer("member"), meeting.uid)
    # 12 voting members are due: a motion needs more than half of them, seven, however few are there.
    assert [(one.decision.text, one.judgement.met if one.judgement else None) for one in page.decisions] == [
        ("修路", True),
        ("改期", False),
        ("谢谢", None),
    ]
    confirm_minutes(**who(world, meeting.uid))
    with pytest.raises(ValueError, match="confirmed"):
        keep_minutes(**who(world, meeting.uid), text="另写", decisions=[])
    assert Minutes.objects.get().text == "记录"
    assert Decision.objects.count() == 3
    assert AuditEntry.objects.filter(action="life.confirm_minutes").count() == 1


def test_more_votes_than_voters_present_are_refused(world: World) -> None:
    meeting = called(world, kind="members_meeting")
    roll(world, meeting, ["member", "secretary"])
    with pytest.raises(ValueError, match="too_many_votes"):
        keep_minutes(**who(world, meeting.uid), text="记录", decisions=[DecisionDraft("修路", 3)])
    assert not Minutes.objects.exists()


def test_minutes_wait_for_the_meeting_and_are_not_confirmed_empty(world: World) -> None:
    meeting = called(world)
    with pytest.raises(ValueError, match="not_held"):
        keep_minutes(**who(world, meeting.uid), text="早了", decisions=[])
    roll(world, meeting, ["member"])
    with pytest.raises(ValueError, match="empty"):
        confirm_minutes(**who(world, meeting.uid))


def test_a_draft_that_somebody_kept_meanwhile_is_not_written_over_unseen(world: World) -> None:
    meeting = called(world, kind="members_meeting")
    roll(world, meeting, ["member", "secretary"])
    seen = minutes_sheet(world.viewer("secretary"), meeting.uid).seen
    mine: dict[str, Any] = {"text": "我的记录", "decisions": [DecisionDraft("修路", 2)], "seen": seen}
    keep_minutes(**who(world, meeting.uid), **mine)
    keep_minutes(**who(world, meeting.uid), **mine)  # the same sent twice is no other draft
    with pytest.raises(ValueError, match="changed"):
        keep_minutes(**who(world, meeting.uid), **(mine | {"text": "另一份"}))
    with pytest.raises(ValueError, match="changed"):
        keep_minutes(**who(world, meeting.uid), **(mine | {"decisions": []}))
    with pytest.raises(ValueError, match="changed"):
        confirm_minutes(**who(world, meeting.uid), seen=seen)
    now = minutes_sheet(world.viewer("secretary"), meeting.uid).seen
    keep_minutes(**who(world, meeting.uid), **(mine | {"text": "合并", "seen": now}))
    assert Minutes.objects.get().text == "合并"


def test_a_member_who_neither_runs_nor_chairs_writes_no_minutes(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["member"])
    with pytest.raises(NotVisible):
        keep_minutes(**who(world, meeting.uid, "member"), text="我来写", decisions=[])
    with pytest.raises(NotVisible):
        minutes_sheet(world.viewer("member"), meeting.uid)


def topic(code: str) -> Topic:
    return Topic.objects.get(root=None, code=code)


def test_the_sheet_names_first_what_the_text_seems_to_be_about_and_never_a_sensitive_topic(
    world: World,
) -> None:
    meeting = called(world, title="消防安全学习", agenda="学习灭火器怎样用\n疏散演练")
    roll(world, meeting, ["member", "secretary"])
    sheet = minutes_sheet(world.viewer("secretary"), meeting.uid)
    boxes = topic_boxes(sheet, sheet.text)
    assert topic("fire-safety") in boxes.first
    assert sheet.chosen == []
    every = boxes.first + boxes.others
    assert every
    assert not any(one.sensitive for one in every)


def test_topics_are_kept_changed_and_given_to_the_fold_when_the_minutes_are_confirmed(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["member", "secretary"])
    sensitive = Topic.objects.filter(root=None, sensitive=True).first()
    assert sensitive is not None
    asked = [topic("fire-safety").pk, sensitive.pk, 10**9]
    keep_minutes(**who(world, meeting.uid), text="学了灭火器", decisions=[], topics=asked)
    sheet = minutes_sheet(world.viewer("secretary"), meeting.uid)
    assert sheet.chosen == [topic("fire-safety")]
    assert topic_boxes(sheet, "").first[0] == topic("fire-safety")
    assert meeting_topics_table().num_rows == 0  # a draft says nothing yet
    confirm_minutes(**who(world, meeting.uid))
    (row,) = meeting_topics_table().to_pylist()
    assert (row["topic"], row["sensitive"]) == ("fire-safety", False)
    assert meeting_topics_table([row["activity"]]).to_pylist() == [row]
    assert meeting_topics_table([row["activity"] + 1]).num_rows == 0
    assert meeting_page(world.viewer("member"), meeting.uid).topics == [topic("fire-safety")]


def test_a_meeting_without_records_or_topics_is_about_nothing(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["secretary"])
    keep_minutes(**who(world, meeting.uid), text="议事", decisions=[])
    confirm_minutes(**who(world, meeting.uid))
    assert meeting_topics_table().num_rows == 0
