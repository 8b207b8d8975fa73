"""Stage portrait: a member's own copy. A portrait in, plain records of everything that it holds out."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from redcloud.apps.people.access import Viewer
from redcloud.apps.portrait.models import Dispute, Hidden, HoursPlan, Note, Share, Stated
from redcloud.apps.portrait.queries.own import Portrait, looks_at, portrait_of
from redcloud.engine.contracts import PortraitLine
from redcloud.engine.portrait.stated import BY_CODE, STATED_RULE


def export_of(member_id: int) -> dict[str, Any]:
    """Everything kept about a member, for the member's own copy (``people.registries.export``)."""
    viewer = Viewer(member_id=member_id)
    mine = portrait_of(viewer)
    about = Q(member=member_id)
    return {
        "lines": [line_record(line, mine) for line in mine.lines],
        "shares": list(Share.objects.filter(about).values("line_kind", "line_key", "shared_at", "until")),
        "disputes": list(
            Dispute.objects.filter(about).values("line_kind", "line_key", "raised_at", "withdrawn_at")
        ),
        "notes": list(Note.objects.filter(about).values("line_kind", "line_key", "text", "written_at")),
        "hidden": list(Hidden.objects.filter(about).values("line_kind", "line_key", "hidden_at")),
        "planned_hours": list(HoursPlan.objects.filter(about).values("year", "hours", "planned_at")),
        "stated": [stated_record(row) for row in mine.stated],
        "looks": list(looks_at(viewer).values("looker_name", "reason", "via", "lines", "which", "at")),
    }


def line_record(line: PortraitLine, mine: Portrait) -> dict[str, Any]:
    """A line in open form: what a download holds."""
    name = (line.kind, line.key)
    return {
        "kind": line.kind,
        "key": line.key,
        "records": line.value if line.kind in ("participation", "topic", "service") else None,
        "minutes": line.value if line.kind == "study_hours" else None,
        "planned_hours": mine.planned_hours.get(int(line.key)) if line.kind == "study_hours" else None,
        "since": line.since.isoformat(),
        "until": line.until.isoformat(),
        "rule": line.rule,
        "detail": line.detail,
        "note": mine.notes.get(name, ""),
        "disputed": name in mine.disputes,
        "hidden": name in mine.hidden,
        "shared_until": mine.shares[name].isoformat() if name in mine.shares else None,
        "looked_at": [
            {"by": look.looker_name, "at": look.at.isoformat()} for look in mine.looked_at.get(name, ())
        ],
    }


def stated_record(row: Stated) -> dict[str, Any]:
    """A stated skill or wish in open form."""
    entry = BY_CODE.get(row.code)
    shown = row.shown_until is not None and row.shown_until > timezone.now()
    return {
        "kind": entry.kind if entry else "skill",
        "code": row.code,
        "name": f"{entry.name_zh} / {entry.name_en}" if entry else row.code,
        "words": row.words,
        "rule": STATED_RULE,
        "stated_at": row.stated_at.isoformat(),
        "shown_to_committee_until": row.shown_until.isoformat() if shown and row.shown_until else None,
    }
