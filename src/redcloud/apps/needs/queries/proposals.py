"""Stage needs: what the platform proposes about a need: its subject, and needs that may be the same.

For those who may read the need's words, and of no need whose words they may not read. Nothing is
decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from redcloud.apps.needs.models import Need, NeedGuess
from redcloud.engine.needs.categories import OTHER
from redcloud.engine.needs.subjects import subject_hint
from redcloud.engine.topics.alike import alike

COMPARED = 60
SHOWN = 3
ALIKE_WITHIN = timedelta(days=180)
_OPENING = 40


@dataclass(frozen=True, slots=True)
class ProposedSubject:
    """Under which subject a need might be filed.

    Attributes
    ----------
    code
        Another subject than the one it has; empty where there is nothing to propose.
    likely
        Whether the platform is usually right when it says so.
    words
        Words of the need that speak for it.
    learnt
        The text model alone says so, taught by the needs that the organisation filed.
    unsure
        Nobody has said what the need is about, and the platform does not know either.
    """

    code: str
    likely: bool
    words: list[str]
    learnt: bool
    unsure: bool


@dataclass(frozen=True, slots=True)
class AlikeNeed:
    """A need of the same place that may be about the same matter; ``opening`` are its first words."""

    uid: UUID
    holder_id: int
    category: str
    state: str
    received_at: datetime
    opening: str


def guess_of(words: str, learnt: str = "") -> dict[str, Any]:
    """What a need seems to be about: fields of ``NeedGuess``, from its words and what a model is sure of."""
    hint = subject_hint(words, learnt)
    if hint is None:
        return {"code": "", "likely": False, "words": []}
    return {"code": hint.code, "likely": hint.strength == "likely", "words": list(hint.words)}


def proposed_subject(need: Need) -> ProposedSubject:
    """What the platform takes the need for, until a handler has settled it (1 query)."""
    # What came in from another system or before this release has no row: its words say the same.
    found = NeedGuess.objects.filter(need=need).first() or NeedGuess(**guess_of(need.words))
    if found.settled_at is not None:
        return ProposedSubject("", likely=False, words=[], learnt=False, unsure=False)
    code = found.code if found.code != need.category else ""
    unsure = not found.code and need.category == OTHER
    return ProposedSubject(code, found.likely, found.words, bool(code) and not found.words, unsure)


def alike_needs(need: Need, readable: Q) -> list[AlikeNeed]:
    """Needs of the same place and holder within half a year that read alike, likest first (1 query).

    Parameters
    ----------
    readable : the needs whose words the viewer may read.
    """
    near = Q(received_at__range=(need.received_at - ALIKE_WITHIN, need.received_at + ALIKE_WITHIN))
    found = Need.objects.filter(readable, near, place_id=need.place_id, holder_id=need.holder_id)
    found = found.exclude(pk=need.pk).exclude(state="withdrawn").order_by("-pk")
    rows = list(found[:COMPARED])
    places = [place for place, _ in alike(need.words, [row.words for row in rows])[:SHOWN]]
    return [_alike(rows[place]) for place in places]


def _alike(need: Need) -> AlikeNeed:
    opening = _opening(need.words)
    return AlikeNeed(need.uid, need.holder_id, need.category, need.state, need.received_at, opening)


def _opening(words: str) -> str:
    short = " ".join(words.split())
    return short if len(short) <= _OPENING else f"{short[:_OPENING]}…"
