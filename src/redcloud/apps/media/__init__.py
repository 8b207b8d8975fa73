"""Files that people and programs give, for every stage that keeps some: in a folder, or in a store.

Everything of Django's storage works on both, and what `Media` names beside it. No page and no answer ever
names an address of the store: octets go through the access door, out of ``web/ui/files.py``.
"""

from redcloud.apps.media.kinds import Kept, Media, kept_in, media
from redcloud.apps.media.removing import DAY_S, remove_now, remove_soon, sweep
from redcloud.apps.media.spans import Span
from redcloud.apps.media.together import side_by_side

__all__ = [
    "DAY_S",
    "Kept",
    "Media",
    "Span",
    "kept_in",
    "media",
    "remove_now",
    "remove_soon",
    "side_by_side",
    "sweep",
]
