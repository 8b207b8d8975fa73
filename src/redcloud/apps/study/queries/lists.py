"""Stage study: reads of the library as a list. An editor's viewer in; rows, or the last import, out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from redcloud.apps.people.access import Viewer, library_edited_by
from redcloud.apps.people.models import Organisation
from redcloud.apps.study.exchange.writing import course_cells, question_rows
from redcloud.apps.study.lists import Words
from redcloud.apps.study.models import LibraryImport
from redcloud.apps.study.queries.changes import name_of
from redcloud.apps.study.queries.library import whole_library_for
from redcloud.engine.study.lists import Column
from redcloud.engine.study.teaching.workbook import as_workbook

UNDONE_WITHIN = timedelta(days=30)
"""How long an import can be taken back with one tap; versions stay for good."""


def whole_workbook(viewer: Viewer, rows: list[dict[Column, str]], language: str) -> bytes:
    """The whole library of an editor as a workbook: items, courses and questions.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer)
    courses = [cells for _course, cells, _parts in course_cells(root, language)]
    return as_workbook(rows, courses, question_rows(root, language), language)


@dataclass(frozen=True, slots=True)
class LastImport:
    """An import that can be taken back."""

    by: str
    at: datetime
    new: int
    changed: int


@dataclass(frozen=True, slots=True)
class ListDesk:
    """A root's desk for lists: the last import, if it can be taken back."""

    root: Organisation
    last: LastImport | None


def list_desk(viewer: Viewer) -> ListDesk:
    """What the page of lists shows.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer)
    since = timezone.now() - UNDONE_WITHIN
    kept = (
        LibraryImport.objects.filter(root=root, made_at__gte=since).select_related("made_by__member").first()
    )
    if kept is None:
        return ListDesk(root, None)
    both = [*kept.entries, *kept.teaching]
    new = sum(row["before"] is None or row.get("made", False) for row in both)
    return ListDesk(root, LastImport(name_of(kept.made_by), kept.made_at, new, len(both) - new))


def rows_for(
    viewer: Viewer, language: str, state: str = "", words: str = "", written: str = ""
) -> list[dict[Column, str]]:
    """The library as rows of a list: all of it, or what a search shows, in its order.

    Raises
    ------
    NotVisible
    """
    root, items = whole_library_for(viewer, state, words, written)
    said = Words(root)
    return [said.row(item, language) for item in items]
