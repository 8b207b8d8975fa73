"""Web member, feature portrait: stated skills and wishes in, what the templates show out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language

from redcloud.apps.portrait.models import Look, Stated
from redcloud.apps.portrait.queries import Portrait
from redcloud.engine.portrait.stated import BY_CODE, STATABLE, Statable


@dataclass(frozen=True, slots=True)
class StatedView:
    """One stated entry in words."""

    kind: str
    code: str
    name: str
    words: str
    stated_at: datetime
    shown_until: datetime | None
    looks: list[Look]


@dataclass(frozen=True, slots=True)
class StatedPage:
    """What a member states, and what of the list is left to state."""

    stated: list[StatedView]
    skills_left: list[tuple[str, str]]
    wishes_left: list[tuple[str, str]]


def stated_page(portrait: Portrait) -> StatedPage:
    """Arrange the page on which a member states skills and wishes."""
    taken = {row.code for row in portrait.stated}
    left = [entry for entry in STATABLE if entry.code not in taken]
    return StatedPage(
        stated=stated_views(portrait),
        skills_left=[(entry.code, name_of(entry)) for entry in left if entry.kind == "skill"],
        wishes_left=[(entry.code, name_of(entry)) for entry in left if entry.kind == "wish"],
    )


def stated_views(portrait: Portrait) -> list[StatedView]:
    """Put what is stated into words. An entry that a later list no longer has keeps its code as its name."""
    return [_view(row, portrait) for row in portrait.stated]


def name_of(entry: Statable) -> str:
    """The name of an entry in the language of the page."""
    return entry.name_en if (get_language() or "").startswith("en") else entry.name_zh


def _view(row: Stated, portrait: Portrait) -> StatedView:
    entry = BY_CODE.get(row.code)
    kind = entry.kind if entry else "skill"
    shown = row.shown_until is not None and row.shown_until > timezone.now()
    return StatedView(
        kind=kind,
        code=row.code,
        name=name_of(entry) if entry else row.code,
        words=row.words,
        stated_at=row.stated_at,
        shown_until=row.shown_until if shown else None,
        looks=portrait.looked_at.get((kind, row.code), []),
    )
