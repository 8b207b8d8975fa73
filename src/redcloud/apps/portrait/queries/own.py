"""Stage portrait: a member's own portrait, evidence and looks. The member as viewer in, lines out.

No function here takes somebody else's key: what is read is always the viewer's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow.compute as pc
from django.db.models import Q, QuerySet
from django.utils import timezone

from redcloud.apps.life.models import Meeting
from redcloud.apps.life.queries import held_while_belonging, upcoming_meetings
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.queries import has_consent
from redcloud.apps.portrait import dimensions
from redcloud.apps.portrait.models import Dispute, Hidden, HoursPlan, Look, Note, Share, Stated
from redcloud.apps.portrait.queries.written import LineName, about_lines
from redcloud.apps.portrait.registry import declared_minutes, topics_table
from redcloud.apps.portrait.state import limits, portrait_store
from redcloud.apps.records.actions import lake
from redcloud.apps.records.models import Activity
from redcloud.apps.records.queries import Evidence, pseudonyms_of_member, statements_of, subject_of
from redcloud.apps.topics.queries import topics_by_code
from redcloud.engine.backends import open_engine
from redcloud.engine.contracts import PortraitLine
from redcloud.engine.objects import OutOfReach
from redcloud.engine.portrait import PersonRows, evidence, find_line, merged, portrait_lines
from redcloud.engine.portrait.yearly import counted_in


@dataclass(frozen=True, slots=True)
class Portrait:
    """A portrait as its member sees it.

    Attributes
    ----------
    folding
        Whether the member agreed that a portrait is formed.
    lines
        The lines, in reading order.
    activity_names, topic_names
        Language maps of the activities, and names of the topics, that the lines speak of.
    held
        How many meetings of each kind the member's branches held while they belonged there.
    notes, disputes, shares, hidden
        What the member said about lines, by the line's name.
    looked_at
        Who looked at a line and when, by the line's name, the latest first.
    planned_hours
        Study hours that the member planned, by year.
    stated
        Skills and wishes that the member states.
    coming
        Meetings to come that the member is invited to.
    """

    folding: bool
    lines: list[PortraitLine]
    activity_names: dict[int, dict[str, str]] = field(default_factory=dict)
    topic_names: dict[str, tuple[str, str]] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    notes: dict[LineName, str] = field(default_factory=dict)
    disputes: dict[LineName, datetime] = field(default_factory=dict)
    shares: dict[LineName, datetime] = field(default_factory=dict)
    hidden: dict[LineName, datetime] = field(default_factory=dict)
    looked_at: dict[LineName, list[Look]] = field(default_factory=dict)
    planned_hours: dict[int, int] = field(default_factory=dict)
    stated: list[Stated] = field(default_factory=list)
    coming: list[Meeting] = field(default_factory=list)

    @property
    def shown(self) -> list[PortraitLine]:
        """The lines that the member has not hidden."""
        return [line for line in self.lines if (line.kind, line.key) not in self.hidden]


@dataclass(frozen=True, slots=True)
class LineEvidence:
    """A line with the records behind it, newest first; None where the lake cannot be read at present."""

    line: PortraitLine
    records: list[Evidence] | None
    portrait: Portrait


def portrait_of(viewer: Viewer) -> Portrait:
    """The viewer's own portrait, live.

    Raises
    ------
    NotVisible
        When the viewer is no member.
    """
    member_id = _member_id(viewer)
    said = _said_without_lines(viewer, member_id)
    if not has_consent(member_id, "portrait"):
        return Portrait(folding=False, lines=[], **said)
    lines = lines_of(pseudonyms_of_member(member_id), subject_of(member_id), timezone.localdate())
    now = timezone.now()
    return Portrait(
        folding=True,
        lines=lines,
        activity_names=activity_names(lines),
        topic_names=topic_names(lines, viewer.root_id),
        held=held_while_belonging(viewer) if viewer.root_id else {},
        notes=dict(about_lines(Note.objects.filter(member=member_id), "text")),
        disputes=dict(about_lines(Dispute.objects.filter(member=member_id, withdrawn_at=None), "raised_at")),
        shares=dict(about_lines(Share.objects.filter(member=member_id, until__gt=now), "until")),
        hidden=dict(about_lines(Hidden.objects.filter(member=member_id), "hidden_at")),
        coming=upcoming_meetings(viewer),
        **said,
    )


def line_of(viewer: Viewer, kind: str, key: str) -> PortraitLine:
    """One line of the viewer's own portrait.

    Raises
    ------
    NotVisible
        When there is no such line, or the viewer is no member.
    """
    line = find_line(portrait_of(viewer).lines, kind, key)
    if line is None:
        raise NotVisible
    return line


def evidence_for(viewer: Viewer, kind: str, key: str) -> LineEvidence:
    """A line of the viewer's own portrait with the records behind it.

    Raises
    ------
    NotVisible
        When there is no such line, or the viewer is no member.
    """
    mine = portrait_of(viewer)
    line = find_line(mine.lines, kind, key)
    if line is None:
        raise NotVisible
    member_id = _member_id(viewer)
    try:
        ids = record_ids(pseudonyms_of_member(member_id), subject_of(member_id), line)
    except OutOfReach:
        return LineEvidence(line, None, mine)
    return LineEvidence(line, statements_of(viewer, ids), mine)


def looks_at(viewer: Viewer) -> QuerySet[Look]:
    """Who looked at the viewer's portrait, the latest first; identities linked since are included.

    Raises
    ------
    NotVisible
        When the viewer is no member.
    """
    member_id = _member_id(viewer)
    return Look.objects.filter(Q(member=member_id) | Q(identity__member=member_id)).order_by("-at")


def lines_of(pseudonyms: Sequence[int], subject: int | None, today: date) -> list[PortraitLine]:
    """Lines of whoever has these pseudonyms; whether they may be read is decided by the caller."""
    if subject is None:
        return []
    rows = _rows(pseudonyms, subject)
    return portrait_lines(rows, today=today, minutes=_minutes(rows))


def record_ids(pseudonyms: Sequence[int], subject: int | None, line: PortraitLine) -> list[int]:
    """Ids of the records behind a line of whoever has these pseudonyms."""
    if subject is None:
        return []
    known = dimensions.of_subject(pseudonyms, subject)
    met = known.activities["activity"].to_pylist()
    topics = topics_table(met) if line.kind == "topic" else None
    counted: set[int] = set()
    if line.kind == "study_hours":
        rows = _rows(pseudonyms, subject)
        counted = counted_in(rows.study.to_pylist(), _minutes(rows), int(line.key))
    with (
        open_engine(limits=limits()) as engine,
        lake().reading(line.since.replace(day=1), pseudonyms) as paths,
    ):
        found = evidence(engine, paths, known, line, topics=topics, counted=counted)
    return [record_id for record_id, _ in found]


def _rows(pseudonyms: Sequence[int], subject: int) -> PersonRows:
    kept = portrait_store().read(pseudonyms)
    return merged(kept, subject, topics_table(pc.unique(kept.rows["activity"]).to_pylist()))


def _minutes(rows: PersonRows) -> dict[int, int]:
    done = rows.study.filter(pc.is_valid(rows.study["done_day"]))
    return declared_minutes(done["activity"].to_pylist())


def _said_without_lines(viewer: Viewer, member_id: int) -> dict[str, Any]:
    """What is there with or without a portrait: what the member says of themselves, and who looked."""
    return {
        "looked_at": _looked_at(viewer),
        "planned_hours": dict(HoursPlan.objects.filter(member=member_id).values_list("year", "hours")),
        "stated": list(Stated.objects.filter(member=member_id).order_by("stated_at", "pk")),
    }


def _looked_at(viewer: Viewer) -> dict[LineName, list[Look]]:
    found: dict[LineName, list[Look]] = {}
    for look in looks_at(viewer).exclude(which=None):
        for kind, key in look.which or ():
            found.setdefault((kind, key), []).append(look)
    return found


def _member_id(viewer: Viewer) -> int:
    if viewer.member_id is None:
        raise NotVisible
    return viewer.member_id


def activity_names(lines: list[PortraitLine]) -> dict[int, dict[str, str]]:
    """Language maps of the names of the activities that study lines speak of."""
    keys = [int(line.key) for line in lines if line.kind in ("study_begun", "study_done")]
    return {activity.pk: activity.name for activity in Activity.objects.filter(pk__in=keys)}


def topic_names(lines: list[PortraitLine], root_id: int | None) -> dict[str, tuple[str, str]]:
    """Chinese and English names of the topics that lines speak of."""
    codes = {line.key for line in lines if line.kind == "topic"}
    if not codes:
        return {}
    return {
        code: (topic.name_zh, topic.name_en)
        for code, topic in topics_by_code(root_id).items()
        if code in codes
    }
