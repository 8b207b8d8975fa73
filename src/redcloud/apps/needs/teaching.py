"""Stage needs: what residents' needs teach the text model. A root in; words and their subjects out.

A subject teaches where a person stands behind it: a handler kept or corrected it, or the resident chose it
and the branch took the need up under it. What a resident withdraws has no words any more, and leaves the
model at night.
"""

from __future__ import annotations

from django.db.models import Q

from redcloud.apps.needs.models import Need
from redcloud.apps.topics.teaching import Examples
from redcloud.engine.needs.categories import NEED_CATEGORY_CODES, OTHER

NEEDS = "needs"
"""The use of the text model that names the subject of a need."""
MOST = 4_000


def needs_examples(root_id: int) -> Examples:
    """Words of the newest needs of a root that are filed under a subject."""
    filed = Q(guess__settled_at__isnull=False) | ~Q(state="received")
    found = Need.objects.filter(filed, root_id=root_id, category__in=NEED_CATEGORY_CODES - {OTHER})
    found = found.exclude(state="withdrawn").order_by("-received_at", "-pk")
    pairs = list(found.values_list("words", "category")[:MOST])
    return Examples([{"words": words} for words, _ in pairs], [(code,) for _, code in pairs], several=False)
