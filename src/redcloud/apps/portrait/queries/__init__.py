"""Stage portrait: reads."""

from redcloud.apps.portrait.queries.export import export_of, line_record, stated_record
from redcloud.apps.portrait.queries.figures import Figure, ReleaseView, released_figures, released_months
from redcloud.apps.portrait.queries.own import (
    LineEvidence,
    Portrait,
    evidence_for,
    line_of,
    looks_at,
    portrait_of,
)
from redcloud.apps.portrait.queries.placing import organisations_table
from redcloud.apps.portrait.queries.shared import SharedLines, shared_lines

__all__ = [
    "Figure",
    "LineEvidence",
    "Portrait",
    "ReleaseView",
    "SharedLines",
    "evidence_for",
    "export_of",
    "line_of",
    "line_record",
    "looks_at",
    "organisations_table",
    "portrait_of",
    "released_figures",
    "released_months",
    "shared_lines",
    "stated_record",
]
