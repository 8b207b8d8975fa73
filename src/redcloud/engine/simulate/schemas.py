"""Simulate: the tables that come out, column by column.

Days are of Asia/Shanghai, moments are UTC. A null is a value that the simulated register lost.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

MOMENT: Final = pa.timestamp("us", tz="UTC")


def _schema(*columns: tuple[str, pa.DataType, bool]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, nullable=null) for name, kind, null in columns])


ORGANISATIONS: Final = _schema(
    ("organisation", pa.int64(), False),
    ("parent", pa.int64(), True),
    ("root", pa.int64(), False),
    ("kind", pa.string(), False),
    ("name", pa.string(), False),
    ("slug", pa.string(), True),  # of a root
    ("place", pa.string(), True),
)
MEMBERS: Final = _schema(
    ("member", pa.int64(), False),
    ("root", pa.int64(), False),
    ("name", pa.string(), False),  # now and then with blanks inside, as typed
    ("roster_key", pa.string(), True),
    ("stage", pa.string(), False),
    ("stage_since", pa.date32(), True),
)
MEMBERSHIPS: Final = _schema(
    ("member", pa.int64(), False),
    ("branch", pa.int64(), False),
    ("group", pa.int64(), True),
    ("since", pa.date32(), False),
    ("until", pa.date32(), True),  # exclusive; null = still there
)
ROLES: Final = _schema(
    ("member", pa.int64(), False),
    ("branch", pa.int64(), False),
    ("role", pa.string(), False),
    ("since", pa.date32(), False),
)
CONSENTS: Final = _schema(
    ("member", pa.int64(), False),
    ("purpose", pa.string(), False),
    ("granted", pa.bool_(), False),
    ("at", MOMENT, False),
)
MEETINGS: Final = _schema(
    ("meeting", pa.int64(), False),
    ("branch", pa.int64(), False),
    ("group", pa.int64(), True),  # of a group meeting
    ("kind", pa.string(), False),
    ("title", pa.string(), False),
    ("starts_at", MOMENT, False),
    ("minutes_planned", pa.int32(), False),
    ("place", pa.string(), True),
    ("agenda", pa.string(), True),
    ("chair", pa.int64(), True),
    ("state", pa.string(), False),  # planned, held, cancelled
    ("has_roll", pa.bool_(), False),
    ("minutes_text", pa.string(), True),
)
ROLLS: Final = _schema(
    ("meeting", pa.int64(), False),
    ("member", pa.int64(), False),
    ("is_voter", pa.bool_(), False),
    ("mark", pa.string(), False),  # present, excused, or "": due and not marked
)
STUDY: Final = _schema(
    ("member", pa.int64(), False),
    ("item", pa.string(), False),  # key of the library item
    ("began_at", MOMENT, False),
    ("completed_at", MOMENT, True),
)
COMMENTS: Final = _schema(
    ("comment", pa.int64(), False),
    ("member", pa.int64(), False),
    ("kind", pa.string(), False),  # meeting, item
    ("meeting", pa.int64(), True),
    ("item", pa.string(), True),
    ("text", pa.string(), False),
    ("at", MOMENT, False),
)
VOLUNTEERING: Final = _schema(
    ("volunteering", pa.int64(), False),
    ("member", pa.int64(), False),
    ("kind", pa.string(), False),
    ("what", pa.string(), False),
    ("day", pa.date32(), False),
    ("place", pa.string(), True),
)
NEEDS: Final = _schema(
    ("need", pa.int64(), False),
    ("branch", pa.int64(), False),
    ("category", pa.string(), False),  # a civic subject, or "other"
    ("words", pa.string(), False),
    ("spot", pa.string(), True),
    ("state", pa.string(), False),  # as engine.needs.states
    ("received_at", MOMENT, False),
    ("taken_at", MOMENT, True),
    ("answered_at", MOMENT, True),
    ("answer", pa.string(), True),
    ("marked_solved_at", MOMENT, True),
    ("closed_at", MOMENT, True),
    ("reopened_at", MOMENT, True),
    ("again", pa.string(), True),  # what the resident said on reopening
    ("helper", pa.int64(), True),  # the member who says "I helped"
)

TABLES: Final[dict[str, pa.Schema]] = {
    "members": MEMBERS,
    "memberships": MEMBERSHIPS,
    "roles": ROLES,
    "consents": CONSENTS,
    "meetings": MEETINGS,
    "rolls": ROLLS,
    "study": STUDY,
    "comments": COMMENTS,
    "volunteering": VOLUNTEERING,
    "needs": NEEDS,
}
"""The tables of a block; the organisations are one table for the whole province."""
