"""Stage rules. The shape of a rule pack: frozen dataclasses, each number with its article and dates.

In: nothing (``read.py`` fills these from a file). Out: ``RulePack``, and ``pack_on`` which keeps
only what was in force on a day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from redcloud.engine.contracts import ActivityKind
from redcloud.engine.rules.terms import OwnTerm

Period = Literal["month", "quarter", "half_year", "year"]
PERIODS: tuple[Period, ...] = ("month", "quarter", "half_year", "year")

Target = Literal["branch", "committee", "group", "meeting", "plan", "organisation"]
"""What a rule may be about. A person is not in this list and never will be (PRODUCT line 2)."""
TARGETS: tuple[Target, ...] = ("branch", "committee", "group", "meeting", "plan", "organisation")

Certainty = Literal["confirmed", "to_confirm"]
CERTAINTIES: tuple[Certainty, ...] = ("confirmed", "to_confirm")

Applies = Literal["every_branch", "with_committee", "with_groups"]
APPLIES: tuple[Applies, ...] = ("every_branch", "with_committee", "with_groups")

Invited = Literal["members", "committee", "group"]
INVITED: tuple[Invited, ...] = ("members", "committee", "group")

Occasion = Literal["meeting", "motion", "election"]
OCCASIONS: tuple[Occasion, ...] = ("meeting", "motion", "election")

Base = Literal["due", "voters_due", "present", "voters_present"]
"""A share is always a share of heads at one meeting."""
BASES: tuple[Base, ...] = ("due", "voters_due", "present", "voters_present")

Comparison = Literal["at_least", "more_than"]
COMPARISONS: tuple[Comparison, ...] = ("at_least", "more_than")

Unit = Literal["hours", "years", "months", "days", "people", "units"]
UNITS: tuple[Unit, ...] = ("hours", "years", "months", "days", "people", "units")


@dataclass(frozen=True, slots=True)
class Words:
    """One term in the two languages of the pages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The Chinese word for ``zh…`` languages, the English one for all others."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Source:
    """The document that a number was taken from."""

    code: str
    title: Words
    issued: date


@dataclass(frozen=True, slots=True)
class Force:
    """Where a rule stands, when it holds and how sure the pack is of it.

    ``until`` is exclusive; ``None`` means that the rule still holds.
    """

    article: str
    source: str
    since: date
    until: date | None
    certainty: Certainty

    def holds_on(self, day: date) -> bool:
        """Whether the rule was in force on ``day``."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class MeetingKind:
    """A kind of meeting in this organisation's own words.

    Attributes
    ----------
    activity
        The ``contracts.ActivityKind`` that its records carry.
    invited
        Whom a roll lists: the branch's members, its committee, or one group.
    roll
        ``False`` where the platform keeps the date and the minutes but calls no roll.
    minutes_planned
        What the form proposes when the branch has held none yet.
    """

    code: str
    words: Words
    activity: ActivityKind
    invited: Invited
    roll: bool
    votes: bool
    minutes_planned: int


@dataclass(frozen=True, slots=True)
class Cadence:
    """``times`` meetings of ``kind`` in each calendar ``every``."""

    code: str
    target: Target
    kind: str
    every: Period
    times: int
    applies: Applies
    usual_months: tuple[int, ...]
    force: Force


@dataclass(frozen=True, slots=True)
class Quorum:
    """A share of heads that a meeting or a vote needs: ``numerator / denominator`` of ``base``."""

    code: str
    target: Target
    kinds: tuple[str, ...]
    occasion: Occasion
    base: Base
    comparison: Comparison
    numerator: int
    denominator: int
    force: Force


@dataclass(frozen=True, slots=True)
class Limit:
    """Any other number: a term in years, a plan's budget of study hours, the size of a branch."""

    code: str
    target: Target
    words: Words
    value: int
    unit: Unit
    force: Force


@dataclass(frozen=True, slots=True)
class RulePack:
    """Everything that one organisation's rules say, with every version of each rule."""

    code: str
    version: str
    words: Words
    member_stages: tuple[str, ...]
    voting_stages: tuple[str, ...]
    sources: tuple[Source, ...]
    kinds: tuple[MeetingKind, ...]
    cadences: tuple[Cadence, ...]
    quorums: tuple[Quorum, ...]
    limits: tuple[Limit, ...]
    terms: tuple[OwnTerm, ...] = ()
    """What it calls a branch, a secretary, a member; none where it keeps the product's words."""

    def kind(self, code: str) -> MeetingKind:
        """The meeting kind called ``code``.

        Raises
        ------
        KeyError
            If the pack does not know that kind.
        """
        for kind in self.kinds:
            if kind.code == code:
                return kind
        raise KeyError(code)

    def source(self, code: str) -> Source:
        """The source called ``code``; raises ``KeyError`` if there is none."""
        for source in self.sources:
            if source.code == code:
                return source
        raise KeyError(code)

    def cadence(self, code: str) -> Cadence:
        """The cadence called ``code``; raises ``KeyError`` if none is kept in this pack."""
        for cadence in self.cadences:
            if cadence.code == code:
                return cadence
        raise KeyError(code)


def pack_on(pack: RulePack, day: date) -> RulePack:
    """Keep the rules that were in force on ``day``, so that the past is judged by its own rules.

    Examples
    --------
    >>> pack_on(pack, date(2015, 1, 1)).cadences          # doctest: +SKIP
    ()
    """
    return replace(
        pack,
        cadences=tuple(rule for rule in pack.cadences if rule.force.holds_on(day)),
        quorums=tuple(rule for rule in pack.quorums if rule.force.holds_on(day)),
        limits=tuple(rule for rule in pack.limits if rule.force.holds_on(day)),
    )
