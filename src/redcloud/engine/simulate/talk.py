"""Simulate: comments at a block's meetings and study items; who came and who studied in, one table out."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from redcloud.engine.simulate import words
from redcloud.engine.simulate.arrays import Ints, keys, pick, stream
from redcloud.engine.simulate.meetings import Meetings
from redcloud.engine.simulate.plan import BlockPlan, Plan
from redcloud.engine.simulate.schemas import COMMENTS

AT_MEETING_SHARE: Final = 0.045
"""Share of those present who leave a word in the meeting's discussion."""
AT_ITEM_SHARE: Final = 0.09
HOUR_US: Final = 3_600_000_000


def draw_comments(plan: Plan, block: BlockPlan, meetings: Meetings, study: pa.Table) -> pa.Table:
    """Draw comments: short, neutral, a few hours after what they are about."""
    rng = stream(plan.seed, 9, block.number)
    spoke = np.flatnonzero(rng.random(len(meetings.present_meeting)) < AT_MEETING_SHARE)
    meeting = meetings.present_meeting[spoke]
    starts = meetings.tables["meetings"]["starts_at"].cast(pa.int64()).to_numpy()
    wrote = np.flatnonzero(rng.random(study.num_rows) < AT_ITEM_SHARE)
    began = study["began_at"].cast(pa.int64()).to_numpy()
    about = np.concatenate([starts[meeting], began[wrote]])
    at = about + rng.integers(1, 30, len(about)) * HOUR_US // 2
    end = ((plan.today.toordinal() - 719163) * 24 - 8) * HOUR_US - 1  # midnight in Shanghai
    at = np.minimum(at, end)
    nothing = pa.nulls
    here, there = len(spoke), len(wrote)
    members = [
        pa.array(meetings.present_member[spoke]),
        study["member"].take(pa.array(wrote)).combine_chunks(),
    ]
    items = study["item"].take(pa.array(wrote)).combine_chunks()
    columns = [
        pa.array(keys("comment", block.number, here + there)),
        pa.concat_arrays(members),
        pa.array(["meeting"] * here + ["item"] * there, pa.string()),
        pa.concat_arrays([pa.array(meetings.key[meeting]), nothing(there, pa.int64())]),
        pa.concat_arrays([nothing(here, pa.string()), items]),
        pa.array(_said(meeting) + pick(rng, words.ITEM_COMMENTS, there), pa.string()),
        pa.array(at).cast(COMMENTS.field("at").type),
    ]
    return pa.table(columns, schema=COMMENTS)


def _said(meeting: Ints) -> list[str]:
    """Give each comment a sentence; nobody says what was said at the same meeting just before."""
    order = np.argsort(meeting, kind="stable")
    ordered = meeting[order]
    turn = np.empty(len(meeting), dtype=np.int64)
    turn[order] = np.arange(len(meeting)) - np.searchsorted(ordered, ordered)
    choices = words.MEETING_COMMENTS
    return [choices[(3 * at + by) % len(choices)] for at, by in zip(meeting, turn, strict=True)]
