"""Stage topics: who teaches the text model. A later stage registers texts that people have sorted.

Called from ``AppConfig.ready``; topics asks without importing it. What a person takes back or deletes is no
longer among the examples, and leaves the model with the next training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from redcloud.apps.people.registries import Registry


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts by field, and the codes that a person gave each of them.

    Attributes
    ----------
    several : whether a text may have several codes; else each has one.
    """

    rows: Sequence[dict[str, str]]
    codes: Sequence[tuple[str, ...]]
    several: bool


teachers = Registry()
"""``function(root_id) -> Examples``, newest first, by the use that its model is for."""
