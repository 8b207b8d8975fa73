"""Web member, feature portrait: a portrait in, what the templates show out. Lines become sentences here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from redcloud.apps.life.models import Meeting
from redcloud.apps.portrait.models import Look
from redcloud.apps.portrait.queries import Portrait
from redcloud.apps.records.queries import Evidence
from redcloud.engine.contracts import PortraitLine
from redcloud.engine.portrait.yearly import MINUTES_AN_HOUR
from redcloud.web.member.portrait.stated_page import StatedView, stated_views
from redcloud.web.member.portrait.words import (
    KINDS,
    RECENCIES,
    RULES,
    SECTIONS,
    SOURCES,
    VERBS,
    in_page_language,
)

BAR_WIDTH = 100
"""Width of the longest bar, in units of the drawing."""
MONTHS_UNFOLDED = 3
DONE_UNFOLDED = 3


@dataclass(frozen=True, slots=True)
class LineView:
    """One line in words."""

    kind: str
    key: str
    title: str
    title_is_chinese: bool  # words of people, which stay Chinese on an English page
    records: int
    count: str  # the same number with its unit
    since: date
    until: date
    rule: str
    note: str
    disputed: bool
    shared_until: datetime | None
    hidden: bool
    looks: list[Look]

    @property
    def one_day(self) -> bool:
        """Whether the line is about a single day."""
        return self.since == self.until


@dataclass(frozen=True, slots=True)
class KindBar:
    """How many records of one kind of activity there are, and how long its bar is."""

    title: str
    records: int
    width: int
    held: int  # by the branch while the member belonged to it; 0 where that says nothing


@dataclass(frozen=True, slots=True)
class YearOfHours:
    """Study hours of one year: what was finished, beside what the member planned, if anything."""

    year: int
    line: LineView | None
    done: str
    planned: int | None


@dataclass(frozen=True, slots=True)
class PortraitPage:
    """The portrait as its page shows it."""

    folding: bool
    hours: list[YearOfHours]
    this_year: int
    planned_this_year: int | None
    service: list[tuple[str, list[LineView]]]
    hidden: list[LineView]
    stated: list[StatedView]
    coming: list[Meeting]
    bars: list[KindBar]
    months: list[tuple[date, list[LineView]]]
    topics: list[tuple[str, list[LineView]]]
    begun: list[LineView]
    done: list[LineView]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show yet."""
        return not (self.months or self.topics or self.begun or self.done or self.hidden)

    @property
    def recent_months(self) -> list[tuple[date, list[LineView]]]:
        """The months shown unfolded."""
        return self.months[:MONTHS_UNFOLDED]

    @property
    def older_months(self) -> list[tuple[date, list[LineView]]]:
        """The months shown on request."""
        return self.months[MONTHS_UNFOLDED:]

    @property
    def recently_done(self) -> list[LineView]:
        """What was finished last."""
        return self.done[:DONE_UNFOLDED]

    @property
    def done_before(self) -> list[LineView]:
        """What was finished before that."""
        return self.done[DONE_UNFOLDED:]


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record in words."""

    when: datetime
    did: str
    name: str
    name_is_chinese: bool
    source: str


def page_of(portrait: Portrait) -> PortraitPage:
    """Arrange a portrait for its page: by kind, by month, by how recent a topic is, by study."""
    by_kind: dict[str, int] = defaultdict(int)
    months: dict[date, list[LineView]] = defaultdict(list)
    topics: dict[str, list[LineView]] = defaultdict(list)
    study: dict[str, list[LineView]] = defaultdict(list)
    service: dict[str, list[LineView]] = defaultdict(list)
    for line in portrait.shown:
        view = view_of(line, portrait)
        if line.kind == "participation":
            by_kind[str(line.detail["kind"])] += line.value
            months[date.fromisoformat(f"{line.detail['month']}-01")].append(view)
        elif line.kind == "topic":
            topics[str(line.detail["recency"])].append(view)
        elif line.kind == "service":
            service[str(line.detail["year"])].append(view)
        elif line.kind != "study_hours":
            study[line.kind].append(view)
    this_year = timezone.localdate().year
    return PortraitPage(
        folding=portrait.folding,
        hours=_hours(portrait),
        this_year=this_year,
        planned_this_year=portrait.planned_hours.get(this_year),
        service=list(service.items()),
        hidden=[view_of(line, portrait) for line in portrait.lines if line not in portrait.shown],
        stated=stated_views(portrait),
        coming=portrait.coming,
        bars=_bars(by_kind, portrait.held),
        months=list(months.items()),
        topics=[(str(RECENCIES[word]), topics[word]) for word in RECENCIES if word in topics],
        begun=study["study_begun"],
        done=study["study_done"],
    )


def view_of(line: PortraitLine, portrait: Portrait) -> LineView:
    """Put one line into words."""
    name = (line.kind, line.key)
    title, is_chinese = _title(line, portrait)
    return LineView(
        kind=line.kind,
        key=line.key,
        title=title,
        title_is_chinese=is_chinese,
        records=line.value,
        count=_count(line),
        since=line.since,
        until=line.until,
        rule=str(RULES[line.rule]),
        note=portrait.notes.get(name, ""),
        disputed=name in portrait.disputes,
        shared_until=portrait.shares.get(name),
        hidden=name in portrait.hidden,
        looks=portrait.looked_at.get(name, []),
    )


def sections_of(portrait: Portrait) -> list[tuple[str, list[LineView]]]:
    """The whole portrait for paper: its lines under their headings, in the order of the page."""
    found = [
        (str(title), [view_of(line, portrait) for line in portrait.shown if line.kind in kinds])
        for title, kinds in SECTIONS.items()
    ]
    return [(title, lines) for title, lines in found if lines]


def _count(line: PortraitLine) -> str:
    if line.kind == "study_hours":
        return _("%(hours)s 学时") % {"hours": hours_of(line.value)}
    # A line of study says when, not how often.
    if line.kind not in ("participation", "topic", "service"):
        return ""
    return ngettext("%(count)d 条记录", "%(count)d 条记录", line.value) % {"count": line.value}


def hours_of(minutes: int) -> str:
    """Study hours of some minutes, to one decimal that is left out where it is nought.

    Examples
    --------
    >>> hours_of(360), hours_of(100), hours_of(30)
    ('8', '2.2', '0.6')
    """
    tenths = 10 * minutes // MINUTES_AN_HOUR
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def _hours(portrait: Portrait) -> list[YearOfHours]:
    """The years with a plan or with something finished, the latest first; none that is hidden."""
    lines = {int(line.key): line for line in portrait.lines if line.kind == "study_hours"}
    hidden = {int(key) for kind, key in portrait.hidden if kind == "study_hours"}
    return [
        YearOfHours(
            year=year,
            line=view_of(lines[year], portrait) if year in lines else None,
            done=hours_of(lines[year].value) if year in lines else "",
            planned=portrait.planned_hours.get(year),
        )
        for year in sorted({*lines, *portrait.planned_hours} - hidden, reverse=True)
    ]


def records_of(found: list[Evidence]) -> list[RecordView]:
    """Put records into words, the latest first."""
    latest_first = sorted(found, key=lambda record: record.timestamp, reverse=True)
    return [_record_of(record) for record in latest_first]


def _record_of(record: Evidence) -> RecordView:
    name, is_chinese = in_page_language(record.name)
    return RecordView(
        when=record.timestamp,
        did=str(VERBS[record.lake_verb]) if record.lake_verb in VERBS else _("记录"),
        name=name or str(KINDS[record.kind]),
        name_is_chinese=is_chinese,
        source=str(SOURCES.get(record.source, record.source)),
    )


def _title(line: PortraitLine, portrait: Portrait) -> tuple[str, bool]:
    if line.kind in ("participation", "service"):
        kind = str(line.detail["kind"])
        return str(next(words for code, words in KINDS.items() if code == kind)), False
    if line.kind == "study_hours":
        return _("%(year)d 年的学时") % {"year": int(line.key)}, False
    if line.kind == "topic":
        zh, en = portrait.topic_names.get(line.key, (line.key, line.key))
        return in_page_language({"zh": zh, "en": en})[0], False
    name, is_chinese = in_page_language(portrait.activity_names.get(int(line.key), {}))
    return (name, is_chinese) if name else (_("一项学习内容"), False)


def _bars(by_kind: dict[str, int], held: dict[str, int]) -> list[KindBar]:
    longest = max(by_kind.values(), default=1)
    return [
        KindBar(
            title=str(words),
            records=by_kind[code],
            width=max(2, round(BAR_WIDTH * by_kind[code] / longest)),
            held=held.get(code, 0),
        )
        for code, words in KINDS.items()
        if code in by_kind
    ]
