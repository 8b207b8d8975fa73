"""Stage study: what a recommender is. Training and Request in, a RECOMMENDATIONS table out.

A recommender is trained on what learners with a recorded basis finished, and asked for many
learners in one call. What it is trained on may be a week old; what it is *asked with* (the
catalogue, what somebody finished, refused or was sent, topics of their own) is always current, so
that finishing an item changes the next answer without training again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from redcloud.engine.contracts import Reason, ReasonCode, Recommendation

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float32]
State = Mapping[str, npt.NDArray[np.generic]]

MOST_AT_ONCE = 5
"""A member is never sent more than this at one time."""

MOST_COURSES = 2
"""Of these so many are courses: each takes several sittings."""

FEWEST_PEOPLE = 10
"""A figure about people is cited from this many on (PRODUCT line 5)."""

INTERESTS = pa.schema(
    [
        pa.field("learner", pa.int64(), nullable=False),
        pa.field("topic", pa.string(), nullable=False),
        # TOPIC_INTEREST.weight: only proportions within one learner are used.
        pa.field("weight", pa.int64(), nullable=False),
        pa.field("records", pa.int64(), nullable=False),
        pa.field("last_day", pa.date32(), nullable=False),
    ]
)
HISTORY = pa.schema(
    [
        pa.field("learner", pa.int64(), nullable=False),
        pa.field("item", pa.int64(), nullable=False),
    ]
)
NEEDS = pa.schema(
    [
        pa.field("unit", pa.int64(), nullable=False),
        pa.field("topic", pa.string(), nullable=False),
        pa.field("needs", pa.int64(), nullable=False),
        # The organisation in whose area they were counted; it may be above the unit.
        pa.field("place", pa.int64(), nullable=False),
    ]
)
ASKED = pa.schema(
    [
        pa.field("unit", pa.int64(), nullable=False),
        pa.field("item", pa.int64(), nullable=False),
        pa.field("plan", pa.int64(), nullable=False),
    ]
)
PROPOSED = pa.schema(
    [
        pa.field("unit", pa.int64(), nullable=False),
        pa.field("item", pa.int64(), nullable=False),
        # The organisation above that proposes it, and the day by which.
        pa.field("place", pa.int64(), nullable=False),
        pa.field("by", pa.date32(), nullable=False),
    ]
)
PARTS = pa.schema(
    [
        pa.field("course", pa.int64(), nullable=False),
        pa.field("item", pa.int64(), nullable=False),
    ]
)
BEGUN = pa.schema(
    [
        pa.field("learner", pa.int64(), nullable=False),
        pa.field("course", pa.int64(), nullable=False),
        pa.field("done", pa.int64(), nullable=False),  # parts that the learner finished, at least one
    ]
)
READING = pa.schema(
    [
        pa.field("key", pa.int64(), nullable=False),  # an item, or a learner
        pa.field("language", pa.string(), nullable=False),
    ]
)
RECOMMENDATIONS = pa.schema(
    [
        pa.field("learner", pa.int64(), nullable=False),
        pa.field("item", pa.int64(), nullable=False),
        pa.field("place", pa.int32(), nullable=False),  # 1 = first for this learner
        pa.field("fit", pa.float64(), nullable=False),
        pa.field("code", pa.string(), nullable=False),
        # The facts of the reason; which are filled depends on the code, see ``recommendations``.
        pa.field("topic", pa.string(), nullable=True),
        pa.field("source", pa.int64(), nullable=True),
        pa.field("count", pa.int64(), nullable=True),
        pa.field("day", pa.date32(), nullable=True),
    ]
)


@dataclass(frozen=True, slots=True)
class Training:
    """What a recommender may learn from.

    Attributes
    ----------
    items
        ``contracts.STUDY_ITEMS``.
    interactions
        ``contracts.INTERACTIONS`` of learners whose data may be used, and nobody else's.
    sensitive
        Topic codes whose items teach nothing: who finished them is counted nowhere.
    fewest_people
        Counts of people below this are dropped while training, never stored.
    """

    items: pa.Table
    interactions: pa.Table
    sensitive: frozenset[str] = frozenset()
    fewest_people: int = FEWEST_PEOPLE


@dataclass(frozen=True, slots=True)
class Request:
    """For whom, from what, without what.

    Attributes
    ----------
    learners
        Keys, each once. A learner may be a branch: then it has no history and no interests.
    units
        The branch of each learner, same length; -1 for none. Only ``needs`` and ``asked`` are
        looked up by it.
    places
        How many items each learner has room for, same length.
    items
        ``STUDY_ITEMS``: the current catalogue. Nothing outside it is recommended.
    done, exclude
        ``HISTORY``: what each learner finished (evidence for reasons; excluded too), and what must
        not be sent for any other reason (refused, or sent before).
    interests
        ``INTERESTS`` of the learners.
    needs
        ``NEEDS``: protected counts of residents' needs by branch and topic.
    asked
        ``ASKED``: what each branch has planned to study and has not yet held.
    proposed
        ``PROPOSED``: what organisations above each branch propose, by a day. Public in the root.
    parts
        ``PARTS``: which of ``items`` are courses, and which items each is made of. A course and its own parts
        never stand on one list.
    begun
        ``BEGUN``: courses in whose middle a learner is; only a personal recommender looks at it.
    standing
        ``HISTORY``: what stands on each learner's list already.
    written, reads
        ``READING``: the language of an item, and the one in which a learner has pages. A mild preference,
        never a filter; where nothing is said nothing is preferred.
    sensitive
        Topic codes that never steer what is sent.
    """

    learners: IntArray
    units: IntArray
    places: IntArray
    items: pa.Table
    today: date
    done: pa.Table = field(default_factory=HISTORY.empty_table)
    exclude: pa.Table = field(default_factory=HISTORY.empty_table)
    interests: pa.Table = field(default_factory=INTERESTS.empty_table)
    needs: pa.Table = field(default_factory=NEEDS.empty_table)
    asked: pa.Table = field(default_factory=ASKED.empty_table)
    proposed: pa.Table = field(default_factory=PROPOSED.empty_table)
    parts: pa.Table = field(default_factory=PARTS.empty_table)
    begun: pa.Table = field(default_factory=BEGUN.empty_table)
    standing: pa.Table = field(default_factory=HISTORY.empty_table)
    written: pa.Table = field(default_factory=READING.empty_table)
    reads: pa.Table = field(default_factory=READING.empty_table)
    sensitive: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what would misalign silently.

        Raises
        ------
        ValueError
            If the arrays differ in length or a learner is named twice.
        """
        if not len(self.learners) == len(self.units) == len(self.places):
            raise ValueError("learners, units and places must have the same length")
        if len(np.unique(self.learners)) != len(self.learners):
            raise ValueError("a learner is named twice in one request")


class Recommender(Protocol):
    """What a page needs from any recommender. See ``registry`` for those that exist.

    ``personal`` says whether anything about the learner steers the order, besides the exclusions and the
    language of their pages, which is a setting of theirs and no record; a member who switched
    personalisation off is only ever served by one where it is False.
    """

    name: str
    personal: bool

    def fit(self, training: Training) -> None:
        """Learn; replaces what was learnt before."""

    def recommend(self, request: Request) -> pa.Table:
        """Choose for all learners at once: a RECOMMENDATIONS table, by learner and place."""

    def state(self) -> State:
        """What was learnt, as named arrays that can be kept with a model version."""

    def restore(self, state: State) -> None:
        """Take back what ``state`` gave."""


def recommendations(table: pa.Table) -> Iterator[Recommendation]:
    """Read a RECOMMENDATIONS table as dataclasses; the facts hold only what the code cites."""
    for row in table.to_pylist():
        yield Recommendation(row["learner"], row["item"], row["fit"], reason_of(row))


_CITES: dict[ReasonCode, tuple[tuple[str, str], ...]] = {
    "topic_of_yours": (("topic", "topic"), ("records", "count"), ("last_day", "day")),
    "next_to_done": (("item", "source"), ("people", "count")),
    "course_begun": (("done", "count"),),
    "asked_by_branch": (("plan", "source"),),
    "asked_from_above": (("place", "source"), ("by", "day")),
    "need_nearby": (("topic", "topic"), ("needs", "count"), ("place", "source")),
    "new_in_library": (("published", "day"),),
    "widely_used": (("people", "count"),),
    "in_season": (("topic", "topic"), ("month", "count")),
    "explore_topic": (("topic", "topic"),),
}


def reason_of(row: Mapping[str, object]) -> Reason:
    """Make the reason of one row of a RECOMMENDATIONS table.

    Raises
    ------
    KeyError
        If the row's code is not a ReasonCode.
    """
    code: ReasonCode = row["code"]  # type: ignore[assignment]  # the schema holds nothing else
    facts: dict[str, str | int | list[int]] = {}
    for name, column in _CITES[code]:
        value = row[column]
        if isinstance(value, date):
            facts[name] = value.isoformat()
        elif isinstance(value, (str, int)):
            facts[name] = value
    return Reason(code, facts)
