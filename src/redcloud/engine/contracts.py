"""Contracts between stages: frozen dataclasses and Arrow schemas, no Django and no HTTP.

Whatever crosses from one stage to another has its shape here. The engine returns codes, never
sentences: pages turn codes into Chinese or English.

Keys used everywhere
    pseudonym   int64, random, positive. Stands for one actor identity in the lake.
    subject     int64. The pseudonym chosen to stand for one person when several identities are linked.
    activity    int64. Key of ``records.Activity`` (one activity IRI within one organisation root).
    organisation int64. Key of ``people.Organisation``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import pyarrow as pa

# --- records -> lake -------------------------------------------------------------------------

LAKE_RECORDS = pa.schema(
    [
        pa.field("record_id", pa.int64(), nullable=False),
        pa.field("pseudonym", pa.int64(), nullable=False),
        pa.field("verb", pa.string(), nullable=False),
        pa.field("activity", pa.int64(), nullable=False),
        pa.field("day", pa.date32(), nullable=False),
    ]
)
"""The allow-list of PRODUCT line 4. A column is added here only with a reviewed test."""

LakeVerb = Literal["began", "completed", "attended", "volunteered", "commented", "helped"]
"""Closed list. A verb that is not mapped to one of these stays in the record store."""

# --- dimensions that the fold joins (given by the apps, never stored beside the records) -------

SUBJECTS = pa.schema(
    [
        pa.field("pseudonym", pa.int64(), nullable=False),
        pa.field("subject", pa.int64(), nullable=False),
        # True only for a member with a recorded basis; an unlinked identity is in no aggregate.
        pa.field("in_aggregates", pa.bool_(), nullable=False),
    ]
)
MEMBERSHIPS = pa.schema(
    [
        pa.field("subject", pa.int64(), nullable=False),
        pa.field("branch", pa.int64(), nullable=False),
        pa.field("since", pa.date32(), nullable=False),
        pa.field("until", pa.date32(), nullable=True),  # exclusive; null = still there
    ]
)
ACTIVITIES = pa.schema(
    [
        pa.field("activity", pa.int64(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # an ActivityKind
    ]
)
ACTIVITY_TOPICS = pa.schema(
    [
        pa.field("activity", pa.int64(), nullable=False),
        pa.field("topic", pa.string(), nullable=False),  # code of a topic
        # Sensitive study topics (health, debt, divorce) stay on the member's own page.
        pa.field("sensitive", pa.bool_(), nullable=False),
    ]
)
ORGANISATIONS = pa.schema(
    [
        pa.field("organisation", pa.int64(), nullable=False),
        pa.field("parent", pa.int64(), nullable=True),
        pa.field("root", pa.int64(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
    ]
)

ActivityKind = Literal[
    "members_meeting",
    "committee_meeting",
    "group_meeting",
    "class",
    "theme_day",
    "life_meeting",
    "study",
    "volunteering",
    "discussion",
    "need",
    "other",
]

# --- portrait ---------------------------------------------------------------------------------

PARTICIPATION = pa.schema(
    [
        pa.field("subject", pa.int64(), nullable=False),
        pa.field("month", pa.date32(), nullable=False),  # first day of the month
        pa.field("kind", pa.string(), nullable=False),
        pa.field("records", pa.int64(), nullable=False),
        pa.field("first_day", pa.date32(), nullable=False),
        pa.field("last_day", pa.date32(), nullable=False),
    ]
)
TOPIC_INTEREST = pa.schema(
    [
        pa.field("subject", pa.int64(), nullable=False),
        pa.field("topic", pa.string(), nullable=False),
        # Fixed point, 1e6 = one record of the landmark day: sum of 2^((day - landmark) / 90 days).
        # Forward decay, Cormode et al., ICDE 2009. Integers, so that engines agree exactly.
        pa.field("weight", pa.int64(), nullable=False),
        pa.field("records", pa.int64(), nullable=False),
        pa.field("first_day", pa.date32(), nullable=False),
        pa.field("last_day", pa.date32(), nullable=False),
    ]
)
STUDY_PROGRESS = pa.schema(
    [
        pa.field("subject", pa.int64(), nullable=False),
        pa.field("activity", pa.int64(), nullable=False),
        pa.field("begun_day", pa.date32(), nullable=True),
        pa.field("done_day", pa.date32(), nullable=True),
    ]
)

RELEASED_FIGURES = pa.schema(
    [
        pa.field("organisation", pa.int64(), nullable=False),
        pa.field("month", pa.date32(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("contributors", pa.int64(), nullable=True),  # null = hidden
        pa.field("records", pa.int64(), nullable=True),
        pa.field("hidden", pa.string(), nullable=True),  # a HiddenReason, null = shown
    ]
)
# A release says "protected" only: the reason of a single cell would be a hint. The others are audit counts.
HiddenReason = Literal["too_few", "complementary", "all_or_none", "protected"]

LineKind = Literal["participation", "topic", "study_begun", "study_done", "service", "study_hours"]


@dataclass(frozen=True, slots=True)
class PortraitLine:
    """One line of a portrait. ``key`` with ``kind`` names it for notes, disputes, shares, evidence."""

    kind: LineKind
    key: str
    value: int
    rule: str
    since: date
    until: date
    detail: dict[str, str | int] = field(default_factory=dict)


# --- study ------------------------------------------------------------------------------------

STUDY_ITEMS = pa.schema(
    [
        pa.field("item", pa.int64(), nullable=False),
        pa.field("activity", pa.int64(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("minutes", pa.int32(), nullable=False),
        pa.field("topics", pa.list_(pa.string()), nullable=False),
        pa.field("published", pa.date32(), nullable=False),
    ]
)
INTERACTIONS = pa.schema(
    [
        pa.field("learner", pa.int64(), nullable=False),
        pa.field("item", pa.int64(), nullable=False),
        pa.field("day", pa.date32(), nullable=False),
        pa.field("done", pa.bool_(), nullable=False),
    ]
)

ReasonCode = Literal[
    "topic_of_yours",  # evidence: topic, the learner's own record ids
    "next_to_done",  # evidence: an item that the learner finished; co-study counted from >= k people
    "course_begun",  # evidence: the parts of the course that the learner finished
    "asked_by_branch",  # evidence: the branch plan
    "asked_from_above",  # evidence: the organisation above that proposes it, and the day
    "need_nearby",  # evidence: protected count of needs by topic
    "new_in_library",  # evidence: publication day
    "widely_used",  # evidence: protected number of people who completed it
    "in_season",  # evidence: the topic and the month of its yearly public campaign
    "explore_topic",  # evidence: the topic; nothing else speaks for the item than that it is there
]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item was sent: a code and the facts that the sentence will cite."""

    code: ReasonCode
    facts: dict[str, str | int | list[int]]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An item for a learner. ``fit`` orders items for one learner; it says nothing about the person."""

    learner: int
    item: int
    fit: float
    reason: Reason


# --- outlook ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """A meeting that took place, as the judge sees it: what and when, never who."""

    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class CountedMeeting:
    """A meeting as a forecast of turnout sees it: head counts of a unit (a branch, a group), never who.

    Attributes
    ----------
    present
        None while the meeting is planned.
    """

    kind: str
    unit: str
    day: date
    due: int
    present: int | None


@dataclass(frozen=True, slots=True)
class DueItem:
    """What a branch has due by a rule: the unit is a branch and a period, never a person."""

    rule: str
    kind: str
    state: Literal["done", "due", "overdue", "answered"]
    period_since: date
    period_until: date
    held: int
    needed: int
    article: str
    source: str
