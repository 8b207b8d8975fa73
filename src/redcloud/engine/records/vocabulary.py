"""Stage records: what a verb means to the lake. In: verb IRIs. Out: a LakeVerb, or nothing.

A closed map. Opening, playing, pausing and leaving all say the same single thing about a day: that
something was begun. How often, how long and at what pace stays in the record store. Verbs of tests and
scores (passed, failed, scored, answered, mastered) and every verb that is not listed never reach the lake.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, get_args

from redcloud.engine.contracts import LakeVerb

_ADL = "http://adlnet.gov/expapi/verbs/"
_VIDEO = "https://w3id.org/xapi/video/verbs/"
_ADB = "https://w3id.org/xapi/adb/verbs/"
_TINCAN = "http://id.tincanapi.com/verb/"
_STREAMS = "http://activitystrea.ms/schema/1.0/"
OWN: Final = "https://w3id.org/redcloud/verb/"

_BEGAN = (
    *(_ADL + name for name in ("attempted", "experienced", "initialized", "interacted", "launched")),
    *(_ADL + name for name in ("progressed", "resumed", "suspended", "terminated", "exited", "registered")),
    *(_VIDEO + name for name in ("played", "paused", "seeked")),
    *(_TINCAN + name for name in ("downloaded", "viewed", "previewed")),
    *(_STREAMS + name for name in ("access", "open", "play", "read", "start", "watch")),
    _ADB + "read",
    OWN + "began",
)
_COMPLETED = (_ADL + "completed", _STREAMS + "complete", OWN + "completed")
_ATTENDED = (_ADL + "attended", _STREAMS + "attend", OWN + "attended")
_COMMENTED = (_ADL + "commented", OWN + "commented")

VERBS: Final = MappingProxyType(
    {
        **dict.fromkeys(_BEGAN, "began"),
        **dict.fromkeys(_COMPLETED, "completed"),
        **dict.fromkeys(_ATTENDED, "attended"),
        **dict.fromkeys(_COMMENTED, "commented"),
        OWN + "volunteered": "volunteered",
        OWN + "helped": "helped",
    }
)
"""Verb IRI to LakeVerb."""


def lake_verb(iri: str) -> LakeVerb | None:
    """Return what the lake keeps of a verb; None keeps the record out of it.

    Examples
    --------
    >>> lake_verb("https://w3id.org/xapi/video/verbs/seeked")
    'began'
    >>> lake_verb("http://adlnet.gov/expapi/verbs/failed") is None
    True
    """
    found = VERBS.get(iri)
    return found if found in get_args(LakeVerb) else None  # type: ignore[return-value]  # looked up just here


def iris_of(verb: LakeVerb) -> tuple[str, ...]:
    """Return every verb IRI that the lake keeps as ``verb``."""
    return tuple(iri for iri, kept in VERBS.items() if kept == verb)
