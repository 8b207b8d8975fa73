"""Stage portrait: lake records in, each actor's portrait state, lines and evidence out."""

from redcloud.engine.portrait.build import BuildReport, NoPortraitYet, build, refold, rows_a_pass
from redcloud.engine.portrait.evidence import evidence
from redcloud.engine.portrait.fold import Dimensions, fold
from redcloud.engine.portrait.lines import PersonRows, find_line, merged, portrait_lines
from redcloud.engine.portrait.shapes import PortraitState
from redcloud.engine.portrait.store import PortraitStore, bucket_of

__all__ = [
    "BuildReport",
    "Dimensions",
    "NoPortraitYet",
    "PersonRows",
    "PortraitState",
    "PortraitStore",
    "bucket_of",
    "build",
    "evidence",
    "find_line",
    "fold",
    "merged",
    "portrait_lines",
    "refold",
    "rows_a_pass",
]
