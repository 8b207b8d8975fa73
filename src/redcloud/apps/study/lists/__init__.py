"""Stage study: the library as a list. Items in, cells out; rows of a file in, what they would change out."""

from redcloud.apps.study.lists.comparing import Entry, ListPlan, plan_of
from redcloud.apps.study.lists.problems import Problem, file_sentence
from redcloud.apps.study.lists.words import Words

__all__ = ["Entry", "ListPlan", "Problem", "Words", "file_sentence", "plan_of"]
