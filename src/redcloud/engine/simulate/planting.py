"""Simulate: clean and planted records of a synthetic province, to measure the questions on.

In: a seed. Out: records, and how the questions did on them.

The head counts and needs of the province are taken as they are. Its minutes are four set sentences, any two
of them alike; so minutes are put together here from its longer stock of sentences, as a branch would write.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

import pyarrow as pa

from redcloud.engine.outlook.questions.asking import (
    COMPLETE_HEADS,
    COMPLETE_ROLLS,
    HeldRecord,
    NeedRecord,
    QuestionCode,
    questions,
)
from redcloud.engine.simulate import words
from redcloud.engine.simulate.catalogue import synthetic_items
from redcloud.engine.simulate.plan import plan_province
from redcloud.engine.simulate.province import blocks

HERE = timezone(timedelta(hours=8))
SENTENCES = (*words.MEETING_COMMENTS, *words.ITEM_COMMENTS, *words.MINUTES)
SENTENCES_EACH = 5
MEASURED: tuple[QuestionCode, ...] = ("alike_minutes", "late_roll", "always_complete", "need_back")


@dataclass(frozen=True, slots=True)
class BranchRecords:
    """A branch's year."""

    held: tuple[HeldRecord, ...]
    needs: tuple[NeedRecord, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """How a question did: asked in all, asked where it was planted, planted."""

    asked: int
    right: int
    planted: int

    @property
    def precision(self) -> float:
        """Share of the questions that were planted; 1 where none was asked."""
        return self.right / self.asked if self.asked else 1.0

    @property
    def recall(self) -> float:
        """Share of the planted cases that were asked about; 1 where none was planted."""
        return self.right / self.planted if self.planted else 1.0


def measure(seed: int, branches: int, today: date) -> dict[QuestionCode, Measured]:
    """Plant one case of each kind in every second branch and count what is asked.

    Parameters
    ----------
    seed
        Of the province and of what is planted.
    branches
        How many branches of the province are looked at.
    """
    drawn = random.Random(seed)
    asked: Counter[QuestionCode] = Counter()
    right: Counter[QuestionCode] = Counter()
    planted: Counter[QuestionCode] = Counter()
    for at, records in enumerate(province_records(seed, branches, today)):
        wanted: dict[QuestionCode, frozenset[str]] = {}
        if at % 2:
            records, wanted = plant(records, drawn)
        planted.update(wanted.keys())
        found = questions(records.held, records.needs)
        asked.update(one.code for one in found)
        right.update(
            code
            for code, evidence in wanted.items()
            if any(one.code == code and set(one.evidence) & evidence == set(one.evidence) for one in found)
        )
    return {code: Measured(asked[code], right[code], planted[code]) for code in MEASURED}


def province_records(seed: int, branches: int, today: date) -> list[BranchRecords]:
    """The last year of so many branches of the demo province."""
    plan = plan_province(seed=seed, members=22 * branches, branches=branches, organisations=1, today=today)
    drawn = random.Random(seed + 1)
    found: list[BranchRecords] = []
    for block in blocks(plan, synthetic_items(40)):
        found += _branches(block.tables, today - timedelta(days=365), drawn)
    return found


def _branches(tables: dict[str, pa.Table], since: date, drawn: random.Random) -> list[BranchRecords]:
    rolls = tables["rolls"].to_pylist()
    due = Counter(row["meeting"] for row in rolls)
    present = Counter(row["meeting"] for row in rolls if row["mark"] == "present")
    held: dict[int, list[HeldRecord]] = {}
    for row in tables["meetings"].to_pylist():
        day = _day(row["starts_at"])
        if row["state"] == "held" and day >= since:
            key = row["meeting"]
            text = "".join(drawn.sample(SENTENCES, SENTENCES_EACH))
            roll_day = day if row["has_roll"] else None
            record = HeldRecord(f"m{key}", row["kind"], day, roll_day, due[key], present[key], False, 0, text)
            held.setdefault(row["branch"], []).append(record)
    needs: dict[int, list[NeedRecord]] = {}
    for row in tables["needs"].to_pylist():
        if (day := _day(row["received_at"])) >= since:
            closed = _day(row["closed_at"]) if row["closed_at"] else None
            record_of = NeedRecord(
                f"n{row['need']}",
                row["branch"],
                row["spot"] or "",
                row["category"],
                row["words"],
                day,
                closed,
            )
            needs.setdefault(row["branch"], []).append(record_of)
    return [BranchRecords(tuple(found), tuple(needs.get(key, ()))) for key, found in sorted(held.items())]


def _day(moment: datetime) -> date:
    return moment.astimezone(HERE).date()


def plant(
    records: BranchRecords, drawn: random.Random
) -> tuple[BranchRecords, dict[QuestionCode, frozenset[str]]]:
    """Put one case of each kind into a branch's records, where it has the records for it."""
    held = sorted(records.held, key=lambda one: (one.day, one.uid))
    wanted: dict[QuestionCode, frozenset[str]] = {}
    one, other = sorted(drawn.sample(range(len(held)), 2))
    copied = held[one].own_text.replace("上次", "这次") + f"共{drawn.randint(2, 9)}项。"
    held[other] = replace(held[other], own_text=copied)
    wanted["alike_minutes"] = frozenset({held[one].uid, held[other].uid})
    rolled = [at for at, meeting in enumerate(held) if meeting.roll_day is not None]
    late = drawn.choice(rolled)
    held[late] = replace(held[late], roll_day=held[late].day + timedelta(days=drawn.randint(9, 60)))
    wanted["late_roll"] = frozenset({held[late].uid})
    complete = _complete(held, rolled)
    if complete:
        for at in complete:
            held[at] = replace(held[at], present=held[at].due)
        wanted["always_complete"] = frozenset(held[at].uid for at in complete)
    needs = list(records.needs)
    closed = [need for need in needs if need.closed is not None]
    if closed:
        before = drawn.choice(closed)
        assert before.closed is not None  # noqa: S101 - chosen so
        back = replace(
            before,
            uid=f"{before.uid}-again",
            words=f"还是老问题：{before.words}",
            received=before.closed + timedelta(days=drawn.randint(3, 80)),
            closed=None,
        )
        needs.append(back)
        wanted["need_back"] = frozenset({before.uid, back.uid})
    return BranchRecords(tuple(held), tuple(needs)), wanted


def _complete(held: Sequence[HeldRecord], rolled: Sequence[int]) -> list[int]:
    """The last rolls of a kind that has enough of them, or none."""
    by_kind: dict[str, list[int]] = {}
    for at in rolled:
        if held[at].due >= COMPLETE_HEADS:
            by_kind.setdefault(held[at].kind, []).append(at)
    longest = max(by_kind.values(), key=len, default=[])
    return longest[-COMPLETE_ROLLS:] if len(longest) >= COMPLETE_ROLLS else []
