"""Stage study: what a recommender is asked. A root's learners in, one request for all of them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import numpy as np
import pyarrow as pa

from redcloud.apps.people.models import Organisation
from redcloud.apps.study import course_learning, learning
from redcloud.apps.study.queries import items_table
from redcloud.apps.study.queries.course_shapes import Shape
from redcloud.apps.topics.queries import sensitive_codes
from redcloud.engine.study.interface import BEGUN, HISTORY, INTERESTS, MOST_AT_ONCE, Request

NO_BRANCH: Final = -1


@dataclass(frozen=True, slots=True)
class Learner:
    """A member as the batch sees one: branch, choice of feed, what is finished, what stands on the list.

    ``done`` has items, ``quizzed`` courses whose last quiz was answered; ``standing`` has keys of items, and
    of courses among items.
    """

    member: int
    branch: int
    personal: bool
    done: frozenset[UUID]
    quizzed: frozenset[UUID]
    standing: tuple[int, ...]

    @property
    def places(self) -> int:
        """How much room the list has."""
        return max(0, MOST_AT_ONCE - len(self.standing))


def request_for(
    root: Organisation,
    learners: Sequence[Learner],
    day: date,
    personal: bool,
    places: frozenset[int],
    shapes: Sequence[Shape],
) -> Request:
    """What a recommender is asked for learners who have one feed and may use the same items.

    Parameters
    ----------
    personal : whether their own records may count.
    places : organisations whose items they may use beside those for everybody.
    shapes : the courses that they may use.
    """
    members = [one.member for one in learners]
    branches = sorted({one.branch for one in learners} - {NO_BRANCH})
    items_done = {one.member: one.done for one in learners}
    done = learning.done_table(items_done, root.pk)
    exclude, begun = learning.excluded_table(members), BEGUN.empty_table()
    proposed = course_learning.proposed_table(root, branches, day)
    if shapes:
        quizzed = {one.member: one.quizzed for one in learners}
        begun, finished = course_learning.begun_and_done(shapes, items_done, quizzed)
        done = pa.concat_tables([done, finished])
        exclude = pa.concat_tables([exclude, course_learning.excluded_courses(members)])
    return Request(
        learners=np.array(members, dtype=np.int64),
        units=np.array([one.branch for one in learners], dtype=np.int64),
        places=np.array([one.places for one in learners], dtype=np.int64),
        items=pa.concat_tables([items_table(root.pk, places), course_learning.course_rows(shapes)]),
        today=day,
        done=done,
        exclude=exclude,
        interests=learning.interests_of(members) if personal else INTERESTS.empty_table(),
        needs=learning.needs_table(root, branches, day),
        asked=learning.asked_table(root.pk),
        proposed=proposed,
        parts=course_learning.parts_table(shapes),
        begun=begun,
        standing=_standing(learners),
        written=course_learning.written_table(root.pk, shapes),
        reads=course_learning.reads_table(members),
        sensitive=sensitive_codes(root.pk),
    )


def _standing(learners: Sequence[Learner]) -> pa.Table:
    rows = [{"learner": one.member, "item": key} for one in learners for key in one.standing]
    return pa.Table.from_pylist(rows, schema=HISTORY)
