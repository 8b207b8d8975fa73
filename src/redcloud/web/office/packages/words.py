"""Web office, feature packages: faults and notes as a page says them. Codes in, sentences out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from redcloud.apps.study.packages.wording import FAULT_WORDS, NOTE_WORDS
from redcloud.apps.study.queries.units import Told, told
from redcloud.engine.study.packages import Fault, Note, Structure


@dataclass(frozen=True, slots=True)
class SaidFault:
    """What is wrong: the line of cmi5.xml, which thing, what stands there, what to do."""

    line: int
    at: str
    value: str
    sentence: Promise


@dataclass(frozen=True, slots=True)
class SaidNote:
    """What to know: of which unit or file, of what, in a sentence."""

    of: Told | None
    file: str
    value: str
    sentence: Promise


def said_faults(faults: Iterable[Fault]) -> list[SaidFault]:
    """Return faults in the order of the file."""
    found = [SaidFault(one.line, one.at, one.value, FAULT_WORDS[one.code]) for one in faults]
    return sorted(found, key=lambda one: one.line)


def said_notes(notes: Iterable[Note], course: Structure) -> list[SaidNote]:
    """Return notes; a thing of the course is called by its title."""
    titles = {course.id: course.title}
    for unit, above in course.placed():
        titles |= {unit.id: unit.title, **{block.id: block.title for block in above}}
    return [
        SaidNote(
            told(titles[one.at]) if one.at in titles else None,
            "" if one.at in titles else one.at,
            one.value,
            NOTE_WORDS[one.code],
        )
        for one in notes
    ]
