"""Demo step: meetings with their rolls and minutes, volunteering, discussions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from redcloud.apps.discussions.models import Comment, Thread
from redcloud.apps.discussions.subjects import name_subjects
from redcloud.apps.life.models import Mark, Meeting, MeetingState, Minutes, Roll, RollEntry, Volunteering
from redcloud.apps.people.models import Purpose
from redcloud.apps.people.queries import consents_on
from redcloud.apps.records.rows import insert_rows
from redcloud.apps.study.models import Item
from redcloud.demo.province import BATCH, Province, by_uid, rows_of


def load_meetings(province: Province) -> int:
    """Store every meeting; those held with the roll and the minutes that there are."""
    members, users, organisations = province.members(), province.users(), province.organisations()
    meetings = [
        Meeting(
            uid=province.uid("meeting", row["meeting"]),
            branch_id=organisations[row["branch"]],
            group_id=organisations.get(row["group"]),
            kind=row["kind"],
            title=row["title"],
            starts_at=row["starts_at"],
            minutes_planned=row["minutes_planned"],
            place=row["place"] or "",
            agenda=row["agenda"] or "",
            chair=members.get(row["chair"]),
            state=row["state"],
            called_by=users.get(row["chair"]),
            created_at=row["starts_at"] - timedelta(days=9),
        )
        for row in rows_of(province.tables["meetings"])
    ]
    Meeting.objects.bulk_create(meetings, batch_size=BATCH)
    return len(meetings)


def meetings_of(province: Province) -> dict[int, Meeting]:
    """Meetings by simulated key."""
    keys = province.tables["meetings"]["meeting"].to_pylist()
    found = Meeting.objects.filter(branch__root__in=province.roots())
    return by_uid(found.iterator(chunk_size=BATCH), ((key, province.uid("meeting", key)) for key in keys))


def load_rolls(province: Province) -> int:
    """Store the rolls: names and marks, and the head counts that outlive a person's erasure."""
    meetings, members = meetings_of(province), province.members()
    called: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(province.tables["rolls"]):
        called[row["meeting"]].append(row)
    rolls = {key: _roll(meetings[key], lines) for key, lines in called.items()}
    Roll.objects.bulk_create(rolls.values(), batch_size=BATCH)
    entries = [
        (rolls[key].pk, members[line["member"]].pk, line["is_voter"], line["mark"])
        for key, lines in called.items()
        for line in lines
        if line["mark"]
    ]
    insert_rows(RollEntry, ("roll", "member", "is_voter", "mark"), entries)
    return len(entries)


def _roll(meeting: Meeting, lines: list[dict[str, Any]]) -> Roll:
    present = [line for line in lines if line["mark"] == Mark.PRESENT]
    return Roll(
        meeting=meeting,
        taken_at=meeting.starts_at + timedelta(minutes=8),
        taken_by_id=meeting.called_by_id,
        due=len(lines),
        present=len(present),
        excused=sum(line["mark"] == Mark.EXCUSED for line in lines),
        voters_due=sum(line["is_voter"] for line in lines),
        voters_present=sum(line["is_voter"] for line in present),
    )


def load_minutes(province: Province) -> int:
    """Store the minutes that were kept, confirmed the day after."""
    meetings = meetings_of(province)
    kept = [
        (meetings[row["meeting"]], row["minutes_text"])
        for row in rows_of(province.tables["meetings"])
        if row["minutes_text"] and row["state"] == MeetingState.HELD
    ]
    Minutes.objects.bulk_create(
        (
            Minutes(
                meeting=meeting,
                text=text,
                updated_at=meeting.starts_at + timedelta(hours=3),
                confirmed_at=meeting.starts_at + timedelta(days=1),
                confirmed_by_id=meeting.called_by_id,
            )
            for meeting, text in kept
        ),
        batch_size=BATCH,
    )
    return len(kept)


def load_volunteering(province: Province) -> int:
    """Store what members noted for themselves."""
    members = province.members()
    entries = (
        Volunteering(
            uid=province.uid("volunteering", row["volunteering"]),
            member=members[row["member"]],
            kind=row["kind"],
            what=row["what"],
            day=row["day"],
            place=row["place"] or "",
        )
        for row in rows_of(province.tables["volunteering"])
    )
    for batch in _batches(entries):
        Volunteering.objects.bulk_create(batch)
    return int(province.tables["volunteering"].num_rows)


def load_discussions(province: Province) -> int:
    """Store threads and comments: at a meeting, and at a study item among the author's branch."""
    members = province.members()
    said = list(_said(province))
    threads: dict[tuple[str, UUID, int], Thread] = {}
    for place, _ in said:
        kind, thing, branch = place
        uid = thread_uid(province, *place)
        threads.setdefault(place, Thread(uid=uid, kind=kind, object_id=thing, branch_id=branch))
    Thread.objects.bulk_create(threads.values(), batch_size=BATCH)
    comments = [
        Comment(
            uid=province.uid("comment", row["comment"]),
            thread=threads[place],
            author=members[row["member"]],
            text=row["text"],
            created_at=row["at"],
        )
        for place, row in sorted(said, key=lambda one: one[1]["at"])
    ]
    Comment.objects.bulk_create(comments, batch_size=BATCH)
    agreed = consents_on(Purpose.COMMENT_TOPICS)
    name_subjects([one for one in comments if one.author_id in agreed])
    return len(comments)


Spot = tuple[str, UUID, int]


def thread_uid(province: Province, kind: str, thing: UUID, branch: int) -> UUID:
    """Give the uid of the thread about one thing in one branch."""
    return province.uid("thread", f"{kind}:{thing}:{branch}")


def _said(province: Province) -> Iterator[tuple[Spot, dict[str, Any]]]:
    """Give each comment with the thread it stands in: the branch's own, also at a shared item."""
    organisations, members = province.organisations(), province.members()
    items = items_of(province)
    branch_of_meeting = dict(
        zip(
            province.tables["meetings"]["meeting"].to_pylist(),
            province.tables["meetings"]["branch"].to_pylist(),
            strict=True,
        )
    )
    stays: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(province.tables["memberships"]):
        stays[row["member"]].append(row)
    for row in rows_of(province.tables["comments"]):
        if row["kind"] == "meeting":
            branch = branch_of_meeting[row["meeting"]]
            thing = province.uid("meeting", row["meeting"])
        else:
            branch = _branch_on(stays[row["member"]], row["at"])
            thing = items[members[row["member"]].root_id, row["item"]].uid
        yield (row["kind"], thing, organisations[branch]), row


def _branch_on(stays: list[dict[str, Any]], moment: Any) -> int:
    """Find the branch of a member at a moment, the last one where the member has just left."""
    day = moment.date()
    held = [stay for stay in stays if stay["since"] <= day]
    return int(max(held or stays, key=lambda stay: stay["since"])["branch"])


def items_of(province: Province) -> dict[tuple[int, str], Item]:
    """Library items by root and slug."""
    return {(item.root_id, item.slug): item for item in Item.objects.filter(root__in=province.roots())}


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    waiting: list[Any] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == BATCH:
            yield waiting
            waiting = []
    if waiting:
        yield waiting
