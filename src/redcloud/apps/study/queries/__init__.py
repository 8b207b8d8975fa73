"""Stage study: reads. The library, a member's feed and marks, branch plans, tables for the engine."""

from redcloud.apps.study.queries.library import (
    EditorsShelf,
    Search,
    Shelf,
    item_edited_by,
    item_visible_to,
    items_visible_to,
    library_for,
    published_in,
    shelf_for,
    topics_in_library,
)
from redcloud.apps.study.queries.marks import Marks, done_by_members, marks_of, own_statements
from redcloud.apps.study.queries.plans import (
    PlanView,
    asked_pairs,
    choices_for,
    open_plan,
    plan_for,
    plan_run_by,
)
from redcloud.apps.study.queries.suggestions import (
    Feed,
    ItemView,
    item_view,
    open_suggestions,
    own_member,
    suggestions_for,
)
from redcloud.apps.study.queries.tables import activity_keys, item_topics_table, items_table

__all__ = [
    "EditorsShelf",
    "Feed",
    "ItemView",
    "Marks",
    "PlanView",
    "Search",
    "Shelf",
    "activity_keys",
    "asked_pairs",
    "choices_for",
    "done_by_members",
    "item_edited_by",
    "item_topics_table",
    "item_view",
    "item_visible_to",
    "items_table",
    "items_visible_to",
    "library_for",
    "marks_of",
    "open_plan",
    "open_suggestions",
    "own_member",
    "own_statements",
    "plan_for",
    "plan_run_by",
    "published_in",
    "shelf_for",
    "suggestions_for",
    "topics_in_library",
]
