"""Stage outlook. Checks a request from above: it, live ones and dated rules in, reasons to refuse out.

Both are looked at, what a request says of itself (it compares, it counts, a field is a photo) and what its
words show: a photo is asked for whether the field is of that kind or a line of text called "a screenshot".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from redcloud.engine.outlook.questions.alike import shared
from redcloud.engine.outlook.requests.shapes import (
    TIMES_A_YEAR,
    Ask,
    AskedField,
    Finding,
    FormalismPack,
    FormalismRule,
    RuleCode,
)
from redcloud.engine.rules.pack import Words
from redcloud.engine.rules.workdays import WorkingYears, working_day_after, working_days_between

_NEGATED = re.compile(
    r"(?:(?:不|勿|别|莫)(?:要|得|再|用|许|搞|做|设|必|准)?|无需|无须|禁止|严禁|取消|免(?:于|去)?|\b(?:no|not|without|never)\s(?:an?\s|the\s)?)\s*$"
)
_BETWEEN = re.compile(r"(?<=[一-鿿])[\s\W_]{1,2}(?=[一-鿿])")
"""What is put between two characters so that a word is not found: 打 卡, 打·卡. Sentences are cut before."""
_SENTENCES = re.compile(r"[，,。.；;！!？?：:、\n]")
ALIKE = 0.7
"""Share of character pairs that two labels have in common from which they ask the same (Jaccard)."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request that is still live: its title and what it asks."""

    title: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    ask: Ask
    live: Sequence[Earlier]
    pack: FormalismPack
    years: WorkingYears


def check(ask: Ask, live: Sequence[Earlier], pack: FormalismPack, years: WorkingYears) -> list[Finding]:
    """Every reason for which ``ask`` may not be sent on the day it is asked; none if it may.

    Parameters
    ----------
    live
        Requests that the same branches have already and that have not ended.
    pack
        With every version of its rules; those in force on ``ask.asked_on`` hold.
    years
        Public holidays, for deadlines.
    """
    case = _Case(ask, live, pack, years)
    return [
        finding
        for rule in pack.rules
        if rule.force.holds_on(ask.asked_on)
        for finding in (*_CHECKS[rule.code](case, rule), *_worded(case, rule))
    ]


def _worded(case: _Case, rule: FormalismRule) -> Iterator[Finding]:
    texts = [
        ("", case.ask.title),
        ("", case.ask.purpose),
        *((one.label, one.label) for one in case.ask.fields),
    ]
    for where, text in texts:
        mark = _shown(text, rule.marks)
        if mark:
            yield Finding(rule, where, mark)


def _shown(text: str, marks: tuple[str, ...]) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    parts = [_BETWEEN.sub("", part) for part in _SENTENCES.split(folded)]
    return next((mark for mark in marks for part in parts if _asks_for(part, mark)), "")


def _asks_for(part: str, mark: str) -> bool:
    """Whether ``mark`` stands in a part of a sentence at least once without a no before it."""
    return any(not _NEGATED.search(part[: found.start()]) for found in re.finditer(re.escape(mark), part))


def _counted(*what: str) -> Callable[[_Case, FormalismRule], Iterator[Finding]]:
    def look(case: _Case, rule: FormalismRule) -> Iterator[Finding]:
        if case.ask.counts in what:
            yield Finding(rule)

    return look


def _ranking(case: _Case, rule: FormalismRule) -> Iterator[Finding]:
    if case.ask.compares in ("branches", "persons"):
        yield Finding(rule)


def _photo_evidence(case: _Case, rule: FormalismRule) -> Iterator[Finding]:
    if case.ask.evidence in ("photo", "screenshot", "track"):
        yield Finding(rule)
    for field in case.ask.fields:
        if field.kind in ("photo", "video", "track"):
            yield Finding(rule, field.label)


def _persons(case: _Case, rule: FormalismRule) -> Iterator[Finding]:
    for field in case.ask.fields:
        if field.about == "persons":
            yield Finding(rule, field.label)


def _duplicate(case: _Case, rule: FormalismRule) -> Iterator[Finding]:
    seen: list[AskedField] = []
    for field in case.ask.fields:
        again = _known(field, case.pack) or _asked(field, case.live)
        if not again and any(_alike(field.label, one.label) for one in seen):
            again = case.ask.title
        if again:
            yield Finding(rule, field.label, again)
        seen.append(field)


def _known(field: AskedField, pack: FormalismPack) -> Words | None:
    return next((fact.words for fact in pack.known if _shown(field.label, fact.marks)), None)


def _asked(field: AskedField, live: Sequence[Earlier]) -> str:
    return next((one.title for one in live if any(_alike(field.label, label) for label in one.labels)), "")


def _alike(one: str, other: str) -> bool:
    return shared(_pairs(one), _pairs(other)) >= ALIKE


def _pairs(label: str) -> frozenset[str]:
    text = re.sub(r"\W+", "", label.casefold())
    return frozenset(text[at : at + 2] for at in range(max(1, len(text) - 1))) if text else frozenset()


def _short_deadline(case: _Case, rule: FormalismRule) -> Iterator[Finding]:
    ask = case.ask
    if ask.due_on is None:
        return
    if working_days_between(ask.asked_on, ask.due_on, case.years) < (rule.number or 0):
        yield Finding(rule, "", working_day_after(ask.asked_on, rule.number or 0, case.years).isoformat())


def _too_often(case: _Case, rule: FormalismRule) -> Iterator[Finding]:
    if TIMES_A_YEAR[case.ask.repeats] > (rule.number or 0):
        yield Finding(rule)


_CHECKS: dict[RuleCode, Callable[[_Case, FormalismRule], Iterator[Finding]]] = {
    "check_in": _counted("check_ins"),
    "install_or_login": _counted("installs", "logins"),
    "ranking": _ranking,
    "time_online": _counted("time_online", "likes"),
    "photo_evidence": _photo_evidence,
    "duplicate": _duplicate,
    "persons": _persons,
    "short_deadline": _short_deadline,
    "too_often": _too_often,
}
