"""Web member, feature portrait: a portrait in, open files out."""

from __future__ import annotations

import csv
import io
from typing import Any

from redcloud.apps.portrait.queries import Portrait, line_record

FORMAT_VERSION = 1
COLUMNS = ("kind", "key", "title", "records", "since", "until", "rule", "note", "disputed")


def as_json(portrait: Portrait) -> dict[str, Any]:
    """Everything that the portrait says, with the names of what it speaks of."""
    return {"version": FORMAT_VERSION, "lines": [_record(portrait, place) for place in _places(portrait)]}


def as_csv(portrait: Portrait) -> str:
    """One line a row, with a mark at the start by which spreadsheets know that it is UTF-8."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    for place in _places(portrait):
        record = _record(portrait, place)
        # A note that starts like a formula must stay a note when a spreadsheet opens the file.
        safe = {name: f"'{value}" if _is_formula(value) else value for name, value in record.items()}
        writer.writerow(safe)
    return text.getvalue()


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


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
