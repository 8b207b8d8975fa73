"""Stage study: the library as a list. Items in, cells out; rows of a file in, what they would change out."""

from redcloud.apps.study.lists.comparing import Entry, ListPlan, plan_of
from redcloud.apps.study.lists.problems import Problem
from redcloud.apps.study.lists.source import BadSource, Source, source_at, source_of
from redcloud.apps.study.lists.words import Words

__all__ = [
    "BadSource",
    "Entry",
    "ListPlan",
    "Problem",
    "Source",
    "Words",
    "plan_of",
    "source_at",
    "source_of",
]
