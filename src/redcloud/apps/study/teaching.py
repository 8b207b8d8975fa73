"""Stage study: what the library teaches the text model. A root in, its sorted items out.

What an editor kept or corrected is what an item is sorted under; drafts do not teach.
"""

from __future__ import annotations

from redcloud.apps.study.models import Item, ItemState
from redcloud.apps.topics.teaching import Examples


def library_examples(root_id: int) -> Examples:
    """Titles and texts of a root's items, newest first, with the codes of their topics in use."""
    found = Item.objects.filter(root_id=root_id).exclude(state=ItemState.DRAFT)
    rows, codes = [], []
    for item in found.prefetch_related("topics").order_by("-updated_at", "-pk"):
        given = tuple(sorted(topic.code for topic in item.topics.all() if not topic.archived))
        if given:
            rows.append({"title": item.title, "text": item.text})
            codes.append(given)
    return Examples(rows, codes, several=True)
