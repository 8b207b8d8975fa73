"""Cadence and quorum of both packs by hand, under the rule that was in force on the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import redcloud.packs
from redcloud.engine.contracts import HeldMeeting
from redcloud.engine.outlook.due import BranchShape, due
from redcloud.engine.rules.pack import pack_on
from redcloud.engine.rules.quorum import HeadCount, judge, quorums_for
from redcloud.engine.rules.read import read_pack

FOLDER = Path(redcloud.packs.__file__).parent
PACKS = {code: read_pack((FOLDER / code / "2026.toml").read_text("utf-8")) for code in ("party", "union")}

# pack, kind, held on, today, state, needed, source
CADENCE = [
    ("party", "committee_meeting", ["2026-10-09"], "2026-11-23", "due", 1, "branch_regulations"),
    ("party", "committee_meeting", ["2026-09-09"], "2026-11-23", "overdue", 1, "branch_regulations"),
    ("party", "group_meeting", ["2026-11-01"], "2026-11-30", "done", 1, "branch_regulations"),
    ("party", "class", ["2026-07-01"], "2026-12-31", "due", 1, "branch_regulations"),
    ("party", "class", ["2026-07-01"], "2027-01-01", "overdue", 1, "branch_regulations"),
    ("party", "appraisal", ["2025-01-02"], "2026-12-31", "due", 1, "branch_regulations"),
    ("party", "heart_to_heart", [], "2026-01-01", "overdue", 1, "branch_regulations"),
    # Of the quarter in which the regulations were issued nothing is asked; of the first whole one it is.
    ("party", "members_meeting", [], "2019-03-31", "due", 1, "branch_regulations"),
    ("party", "members_meeting", [], "2019-04-01", "overdue", 1, "branch_regulations"),
    # A union's general meeting, once a year, under the constitution of 2018 and then that of 2023.
    ("union", "general_meeting", ["2022-05-01"], "2023-06-01", "due", 1, "constitution_2018"),
    ("union", "general_meeting", ["2021-05-01"], "2023-06-01", "overdue", 1, "constitution_2018"),
    ("union", "general_meeting", ["2023-05-01"], "2023-10-12", "done", 1, "constitution"),
    # The constitution of 2023 was not in force for all of 2023, so nothing is held against that year.
    ("union", "general_meeting", [], "2024-06-01", "due", 1, "constitution"),
    ("union", "general_meeting", [], "2025-06-01", "overdue", 1, "constitution"),
    ("union", "union_committee", ["2026-07-02"], "2026-11-23", "due", 1, "union_law"),
    ("union", "union_committee", ["2026-06-30"], "2026-11-23", "overdue", 1, "union_law"),
]


@pytest.mark.parametrize(("code", "kind", "held", "today", "state", "needed", "source"), CADENCE)
def test_what_is_due_is_what_was_worked_out_by_hand(
    code: str, kind: str, held: list[str], today: str, state: str, needed: int, source: str
) -> None:
    meetings = [HeldMeeting(kind, date.fromisoformat(day)) for day in held]
    shape = BranchShape(has_committee=True, has_groups=True)
    items = due(meetings, PACKS[code], date.fromisoformat(today), shape)
    (found,) = (one for one in items if one.kind == kind)
    assert (found.state, found.needed, found.source) == (state, needed, source)


# pack, day, kind, occasion, voters due, voters present, votes, needed, met, source
QUORUM = [
    ("party", "2026-11-23", "members_meeting", "meeting", 21, 11, None, 11, True, "branch_regulations"),
    ("party", "2026-11-23", "members_meeting", "meeting", 22, 10, None, 11, False, "branch_regulations"),
    ("party", "2026-11-23", "members_meeting", "motion", 22, 15, 11, 12, False, "branch_regulations"),
    ("party", "2026-11-23", "members_meeting", "motion", 22, 15, 12, 12, True, "branch_regulations"),
    ("party", "2026-11-23", "committee_meeting", "meeting", 5, 2, None, 3, False, "branch_regulations"),
    # More than 4/5 until 12 July 2020, at least 4/5 from the 13th.
    (
        "party",
        "2020-07-12",
        "members_meeting",
        "election",
        20,
        16,
        None,
        17,
        False,
        "election_regulations_1990",
    ),
    ("party", "2020-07-13", "members_meeting", "election", 20, 16, None, 16, True, "election_regulations"),
    # A union: two thirds of those due, and more than half of them for a motion.
    ("union", "2026-11-23", "general_meeting", "election", 100, 67, None, 67, True, "election_regulations"),
    ("union", "2026-11-23", "general_meeting", "election", 100, 66, None, 67, False, "election_regulations"),
    ("union", "2026-11-23", "general_meeting", "motion", 100, 70, 50, 51, False, "union_law"),
]


@pytest.mark.parametrize(
    ("code", "day", "kind", "occasion", "due_heads", "present", "votes", "needed", "met", "source"), QUORUM
)
def test_a_quorum_is_what_was_worked_out_by_hand(
    code: str,
    day: str,
    kind: str,
    occasion: str,
    due_heads: int,
    present: int,
    votes: int | None,
    needed: int,
    met: bool,
    source: str,
) -> None:
    pack = pack_on(PACKS[code], date.fromisoformat(day))
    (rule,) = quorums_for(pack, kind, occasion)  # type: ignore[arg-type]
    judged = judge(rule, HeadCount(due_heads, present, due_heads, present), votes)
    assert (judged.needed, judged.met, judged.rule.force.source) == (needed, met, source)


def test_before_any_rule_there_is_no_quorum_to_miss() -> None:
    assert quorums_for(pack_on(PACKS["party"], date(2015, 1, 1)), "members_meeting", "motion") == ()
    assert quorums_for(pack_on(PACKS["union"], date(2015, 1, 1)), "general_meeting", "election") == ()
