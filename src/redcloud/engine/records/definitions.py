"""Stage records: what is known of an activity, from all who spoke of it. In: definitions. Out: one.

What stands is never changed by somebody else's words, only completed: a language that was missing, a
property that nobody had given (xAPI Data 2.4.4.1.s4.b5; Communication 2.5 asks for the complete activity).
"""

from __future__ import annotations

from typing import Any, Final

from redcloud.engine.records.validation.activities import COMPONENT_LISTS

OWN: Final = "urn:redcloud:"
"""This product names its own activities; nobody adds to them."""

MEMBERS_LIMIT: Final = 500
"""Languages or extensions of one definition; beyond that nothing is added."""

_MAPS = ("name", "description", "extensions")
_INTERACTION = frozenset({"interactionType", "correctResponsesPattern"}).union(*COMPONENT_LISTS.values())


def completed(iri: str, held: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return ``held`` with what only ``given`` says; ``held`` itself where that is nothing.

    Parameters
    ----------
    held, given : valid activity definitions; neither is changed.

    Examples
    --------
    >>> completed("urn:x:1", {"name": {"en": "a"}}, {"name": {"en": "b", "fr": "c"}, "type": "urn:x:t"})
    {'name': {'en': 'a', 'fr': 'c'}, 'type': 'urn:x:t'}
    """
    if not given or given is held:
        return held
    if not held:
        return given
    if iri.startswith(OWN):
        return held
    added: dict[str, Any] = {}
    # The parts of an interaction belong together: those of two are not mixed.
    closed = _INTERACTION if "interactionType" in held else frozenset()
    for name, value in given.items():
        if name not in held:
            if name not in closed:
                added[name] = value
        elif name in _MAPS:
            more = {key: part for key, part in value.items() if key not in held[name]}
            if more and len(held[name]) + len(more) <= MEMBERS_LIMIT:
                added[name] = {**held[name], **more}
    return {**held, **added} if added else held


def settled(iri: str, held: dict[str, Any], given: dict[str, Any], define: bool) -> dict[str, Any]:
    """Return the definition that stands after ``given`` arrived.

    Parameters
    ----------
    define : whether the sender may change what is held; otherwise only what is lacking is added.

    Examples
    --------
    >>> settled("urn:x:1", {"name": {"en": "a"}, "type": "urn:x:t"}, {"name": {"en": "b"}}, True)
    {'name': {'en': 'b'}, 'type': 'urn:x:t'}
    """
    if define and given and not iri.startswith(OWN):
        return completed(iri, given, held)
    return completed(iri, held, given)
