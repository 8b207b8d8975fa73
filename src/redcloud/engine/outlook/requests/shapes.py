"""Stage outlook. What a level above wants of branches, as data; what is wrong with it; what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from redcloud.engine.rules.pack import Force, Source, Words

RequestKind = Literal["form", "task", "indicator", "notice"]
FieldKind = Literal["yes_no", "choice", "date", "number", "text", "table", "file", "photo", "video", "track"]
About = Literal["organisation", "persons"]
Counts = Literal["nothing", "outcome", "check_ins", "installs", "logins", "time_online", "likes"]
Compares = Literal["nothing", "own_past", "branches", "persons"]
Evidence = Literal["none", "records", "photo", "screenshot", "track"]
Repeats = Literal["once", "yearly", "quarterly", "monthly", "weekly", "daily"]
TIMES_A_YEAR: dict[Repeats, int] = {
    "once": 1,
    "yearly": 1,
    "quarterly": 4,
    "monthly": 12,
    "weekly": 52,
    "daily": 365,
}

RuleCode = Literal[
    "check_in",
    "install_or_login",
    "ranking",
    "time_online",
    "photo_evidence",
    "duplicate",
    "persons",
    "short_deadline",
    "too_often",
]


@dataclass(frozen=True, slots=True)
class AskedField:
    """One thing to be filled in."""

    label: str
    kind: FieldKind
    about: About = "organisation"


@dataclass(frozen=True, slots=True)
class Ask:
    """A form, task, indicator or notice as it would be sent.

    Attributes
    ----------
    due_on
        The last day; ``None`` for a notice that asks for nothing.
    task_minutes
        Minutes of work for each person beside reading and filling in.
    """

    kind: RequestKind
    title: str
    purpose: str
    asked_on: date
    due_on: date | None
    repeats: Repeats = "once"
    counts: Counts = "nothing"
    compares: Compares = "nothing"
    evidence: Evidence = "none"
    fields: tuple[AskedField, ...] = ()
    task_minutes: int = 0


@dataclass(frozen=True, slots=True)
class FormalismRule:
    """One thing that may not be asked, with its article and what to do instead."""

    code: RuleCode
    force: Force
    marks: tuple[str, ...]
    number: int | None
    why: Words
    instead: Words


@dataclass(frozen=True, slots=True)
class KnownFact:
    """Something that the platform knows about every branch."""

    code: str
    words: Words
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormalismPack:
    """All rules with all their versions, what is known already, and minutes by kind of field."""

    sources: tuple[Source, ...]
    rules: tuple[FormalismRule, ...]
    known: tuple[KnownFact, ...]
    minutes: dict[str, int]

    def source(self, code: str) -> Source:
        """The source called ``code``; raises ``KeyError`` if there is none."""
        for source in self.sources:
            if source.code == code:
                return source
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a request may not be sent.

    Attributes
    ----------
    where
        The field's label, or empty where it is the request as a whole.
    found
        The word that shows it, the fact that is known, or the earlier request; in people's words.
    """

    rule: FormalismRule
    where: str = ""
    found: str | Words = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request costs all who are asked, every part of the sum kept.

    Minutes are whole; ``minutes_a_year`` is for all people and all its repetitions.
    """

    people: int
    reading: int
    filling: int
    task: int
    times_a_year: int

    @property
    def minutes_each(self) -> int:
        """Minutes of one person, once."""
        return self.reading + self.filling + self.task

    @property
    def minutes_once(self) -> int:
        """Minutes of all people, once."""
        return self.people * self.minutes_each

    @property
    def minutes_a_year(self) -> int:
        """Minutes of all people in a year."""
        return self.minutes_once * self.times_a_year
