"""Looks for something in everything that is stored, for tests that ask more than once."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from redcloud.apps.records.traces import stored_texts


def everything_stored(folder: Path) -> dict[str, str]:
    """Return all that is stored, by place: ``table NAME``, ``file PATH`` and ``object NAME``."""
    stored: dict[str, list[str]] = defaultdict(list)
    for place, text in stored_texts(folder):
        stored[place].append(text)
    return {place: "\n".join(texts) for place, texts in stored.items()}


def places_with(wanted: str, stored: dict[str, str]) -> list[str]:
    """Return the places of ``stored`` where ``wanted`` stands, whatever the case."""
    return sorted(place for place, text in stored.items() if wanted.lower() in text.lower())
