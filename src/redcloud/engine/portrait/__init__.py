"""Stage portrait: lake records in, what is kept of each actor's, their portrait's lines and evidence out."""

from redcloud.engine.portrait.build import BuildReport, NoPortraitYet, build, refold, rows_a_pass
from redcloud.engine.portrait.evidence import evidence
from redcloud.engine.portrait.fold import Dimensions, fold
from redcloud.engine.portrait.lines import find_line, portrait_lines
from redcloud.engine.portrait.rows import PersonRows, merged
from redcloud.engine.portrait.shapes import Kept
from redcloud.engine.portrait.store import PortraitStore, bucket_of

__all__ = [
    "BuildReport",
    "Dimensions",
    "Kept",
    "NoPortraitYet",
    "PersonRows",
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
