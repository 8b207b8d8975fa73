"""Web member, feature portrait: a portrait in, open files out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from redcloud.apps.life.models import Meeting
from redcloud.apps.portrait.queries import Portrait, line_record, stated_record
from redcloud.engine.people.formulas import guarded

FORMAT_VERSION = 2
COLUMNS = (
    *("kind", "key", "title", "records", "minutes", "planned_hours", "since", "until", "rule", "note"),
    *("disputed", "hidden", "shared_until", "looked_at"),
)
COMING_RULE = "coming.invited.1"


def as_json(portrait: Portrait) -> dict[str, Any]:
    """Everything that the portrait says, with the names of what it speaks of."""
    return {
        "version": FORMAT_VERSION,
        "lines": [_record(portrait, place) for place in _places(portrait)],
        "stated": [stated_record(row) for row in portrait.stated],
        "planned_hours": [
            {"year": year, "hours": hours} for year, hours in sorted(portrait.planned_hours.items())
        ],
        "coming": [_coming(meeting) for meeting in portrait.coming],
    }


def as_csv(portrait: Portrait) -> str:
    """One line a row, with a mark at the start by which spreadsheets know that it is UTF-8."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    for record in _rows(portrait):
        # A note that starts like a formula must stay a note when a spreadsheet opens the file.
        writer.writerow({name: guarded(v) if isinstance(v, str) else v for name, v in record.items()})
    return text.getvalue()


def _rows(portrait: Portrait) -> Iterator[dict[str, Any]]:
    """Lines, then what is stated, planned and coming: one row each, in the columns of a line."""
    for place in _places(portrait):
        record = _record(portrait, place)
        looks = [f"{look['by']} {look['at'][:10]}" for look in record["looked_at"]]
        yield record | {"looked_at": "; ".join(looks)}
    for said in map(stated_record, portrait.stated):
        shown = said["shown_to_committee_until"]
        yield {
            **{"kind": said["kind"], "key": said["code"], "title": said["name"], "rule": said["rule"]},
            **{"since": said["stated_at"][:10], "note": said["words"], "shared_until": shown},
        }
    counted = {line.key for line in portrait.lines if line.kind == "study_hours"}
    for year, hours in sorted(portrait.planned_hours.items()):
        if str(year) not in counted:
            yield {"kind": "study_hours", "key": str(year), "planned_hours": hours}
    yield from map(_coming, portrait.coming)


def _coming(meeting: Meeting) -> dict[str, Any]:
    day = timezone.localdate(meeting.starts_at).isoformat()
    return {
        **{"kind": "coming", "key": str(meeting.uid), "title": meeting.title},
        **{"since": day, "until": day, "rule": COMING_RULE},
    }


def _places(portrait: Portrait) -> range:
    return range(len(portrait.lines))


def _record(portrait: Portrait, place: int) -> dict[str, Any]:
    line = portrait.lines[place]
    names: dict[str, str] = {}
    if line.kind == "topic" and line.key in portrait.topic_names:
        names = dict(zip(("zh-Hans", "en"), portrait.topic_names[line.key], strict=True))
    elif line.kind in ("study_begun", "study_done"):
        names = portrait.activity_names.get(int(line.key), {})
    title = " / ".join(dict.fromkeys(names.values()))
    return line_record(line, portrait) | {"title": title}
