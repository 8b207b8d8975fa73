"""Web office, feature outlook: lays the page out. In: a viewer and an organisation. Out: one view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from redcloud.apps.outlook.models import Answer
from redcloud.apps.outlook.queries import AheadLine, OfficeOutlook, outlook_of
from redcloud.apps.people.access import Viewer
from redcloud.engine.needs.categories import category_name
from redcloud.web.ui.ahead import AheadRow, quarter_word, rows_of

STATES: dict[str, Promise] = {
    "overdue": gettext_lazy("上期没开"),
    "due": gettext_lazy("本期待开"),
    "open": gettext_lazy("待开"),
    "settled": gettext_lazy("已开或已说明"),
}
QUESTIONS: dict[str, Promise] = {
    "alike_minutes": gettext_lazy("会议记录几乎一样"),
    "late_roll": gettext_lazy("会后很久才点名"),
    "always_complete": gettext_lazy("次次全员到会"),
    "nothing_decided": gettext_lazy("连续没有写下决定"),
    "short_session": gettext_lazy("要学的比会议长"),
    "need_back": gettext_lazy("办结后又提出来"),
}


@dataclass(frozen=True, slots=True)
class DueRow:
    """One rule: its kind of meeting, article, and counts of branches as named; none where protected."""

    name: str
    source: str
    article: str
    to_confirm: bool
    branches: int
    counts: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class CountRow:
    """A number of branches with its words."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of branches, and the names of those that are protected."""

    shown: list[CountRow]
    held: list[str]


@dataclass(frozen=True, slots=True)
class OfficePage:
    """The outlook laid out."""

    own: OfficeOutlook
    due: list[DueRow]
    answers: Counts
    questions: Counts
    quarter: str
    rows: list[AheadRow]
    needs: list[AheadRow]

    @property
    def due_shown(self) -> list[DueRow]:
        """Rules with a number that may be shown."""
        return [row for row in self.due if row.counts]

    @property
    def due_held(self) -> list[str]:
        """Names of the rules all of whose numbers are protected."""
        return [row.name for row in self.due if not row.counts]


def outlook_page(viewer: Viewer, organisation_id: int, today: date, order: str) -> OfficePage:
    """Collect an organisation's outlook for an officer of it or above.

    Raises
    ------
    NotVisible
    """
    own = outlook_of(viewer, organisation_id, today, order)
    language = get_language() or "zh"
    meetings = [*([own.total] if own.total else []), *own.meetings]
    rows = rows_of([(_name(own, one), one) for one in meetings])
    for one in own.others:  # another unit, another scale
        rows += rows_of([(_name(own, one), one)])
    return OfficePage(
        own=own,
        due=[
            DueRow(
                name=one.kind.words.in_language(language),
                source=one.source.title.in_language(language),
                article=one.rule.force.article,
                to_confirm=one.rule.force.certainty == "to_confirm",
                branches=one.branches,
                counts=[(str(STATES[code]), count) for code, count in (one.shown or {}).items()],
            )
            for one in own.due
        ],
        answers=_counts({str(Answer(code).label): count for code, count in own.answers.items()}),
        questions=_counts({str(QUESTIONS.get(code, code)): count for code, count in own.questions.items()}),
        quarter=quarter_word(own.quarter),
        rows=rows,
        needs=rows_of([(category_name(one.name, language), one) for one in own.needs]),
    )


def _counts(numbers: dict[str, int | None]) -> Counts:
    return Counts(
        shown=[CountRow(name, count) for name, count in numbers.items() if count is not None],
        held=[name for name, count in numbers.items() if count is None],
    )


def _name(own: OfficeOutlook, line: AheadLine) -> str:
    if line.name == "all":
        return _("全部会议（次）")
    if line.name == "volunteering":
        return _("志愿服务（发布的记录数）")
    if line.name == "study":
        return _("学习（发布的记录数）")
    return own.pack.kind(line.name).words.in_language(get_language() or "zh")
