"""Stage study: tables. In: editors' content, the engine's choices. Out: rows that queries read."""

from redcloud.apps.study.models.library import ContentLanguage, Item, ItemState, ItemWords, Licence
from redcloud.apps.study.models.plans import BranchPlan, PlanEntry
from redcloud.apps.study.models.sending import ModelVersion, Refusal, Suggestion

__all__ = [
    "BranchPlan",
    "ContentLanguage",
    "Item",
    "ItemState",
    "ItemWords",
    "Licence",
    "ModelVersion",
    "PlanEntry",
    "Refusal",
    "Suggestion",
]
