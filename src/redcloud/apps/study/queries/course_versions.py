"""Stage study: reads of a course's versions. An editor's viewer in, what changed when and by whom out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from redcloud.apps.people.access import Viewer
from redcloud.apps.people.models import User
from redcloud.apps.study.drafts import content_of_course
from redcloud.apps.study.models import Course, Item
from redcloud.apps.study.queries.changes import MOST_VERSIONS, Change, Words, changed_lines, name_of
from redcloud.apps.study.queries.editing import course_edited_by


@dataclass(frozen=True, slots=True)
class _Maker:
    by: User | None
    at: datetime


@dataclass(frozen=True, slots=True)
class _Said:
    """What a course said: the key of the version that kept it, None for what it says now; who made it so."""

    key: int | None
    content: dict[str, Any]
    made: _Maker


def course_history_for(viewer: Viewer, uid: UUID) -> tuple[Course, list[Change]]:
    """A course and its versions for its editors, the present one first.

    A version is kept when somebody begins to change it: what it said was made by whoever began the
    change before. A sitting that changed nothing in the end is no version.

    Raises
    ------
    NotVisible
    """
    course = course_edited_by(viewer, uid)
    stored = list(course.versions.select_related("made_by__member").order_by("-pk")[:MOST_VERSIONS])
    first = _Maker(None, stored[-1].made_at) if len(stored) == MOST_VERSIONS else None
    made = [_Maker(row.made_by, row.made_at) for row in stored]
    made.append(first or _Maker(course.made_by, course.created_at))
    said = [_Said(None, content_of_course(course), _Maker(made[0].by, course.updated_at))]
    for at, row in enumerate(stored):
        if row.content == said[-1].content:
            # Nothing came of that sitting: what stands was made by the one before.
            said[-1] = replace(said[-1], made=made[at + 1])
        else:
            said.append(_Said(row.pk, row.content, made[at + 1]))
    words, titles = Words(course.root_id), _titles(one.content for one in said)
    before = [*(one.content for one in said[1:]), None]
    return course, [_change(words, titles, one, content) for one, content in zip(said, before, strict=True)]


def _titles(contents: Iterable[dict[str, Any]]) -> dict[int, str]:
    """The titles of all items that stood in some version; one that is gone has none."""
    keys = {key for content in contents for key in content["parts"]}
    return {item.pk: item.title for item in Item.objects.filter(pk__in=keys).only("title")}


def _change(words: Words, titles: dict[int, str], one: _Said, before: dict[str, Any] | None) -> Change:
    fields, lines = words.between(before, one.content)
    parts = [] if before is None else list(changed_lines(_named(before, titles), _named(one.content, titles)))
    state = "kept" if one.key else "now"
    return Change(one.key, state, name_of(one.made.by), one.made.at, "", fields, lines, parts)


def _named(content: dict[str, Any], titles: dict[int, str]) -> str:
    return "\n".join(titles.get(key, "") for key in content["parts"])
